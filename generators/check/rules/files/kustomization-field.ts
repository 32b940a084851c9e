import { readKustomization } from "../../../model/kustomize/references.ts";
import { whereInFile } from "../../locate/where.ts";
import type { Rule } from "../../rule.ts";

/** Nothing is built of a field whose meaning is not known: it might name what to read or to run. */
export const kustomizationField: Rule = {
  name: "kustomization-field",
  needs: "files",
  summary:
    "Every field of a kustomization file is known, spelt as kustomize documents it, and of its type.",
  why: "kustomize fails on an unknown field, and with it the Flux Kustomization. It takes a field in any letter case for the one that it knows, which whoever reads the file may not. Charts (`helmCharts`) and plugins that are programs need flags that Flux does not give.",
  fix: "Spell the field as in kustomize's reference. For a chart use a HelmRelease. Line ends that are not shown (U+0085, U+2028, U+2029) hide what stands behind them: take them out.",
  check(subject) {
    const { files, documents, renderings } = subject;
    const own = documents.kustomizationFiles.flatMap(
      (path) => readKustomization(path, files.read(path) ?? "").refused,
    );
    const built = renderings.flatMap(({ planned }) => planned.closure.refused);
    const all = [...own, ...built].filter(({ from }) => documents.paths.includes(from));
    const once = new Map(
      all.map((each) => [JSON.stringify([each.from, each.steps, each.message]), each]),
    );
    return [...once.values()].map(({ from, steps, message, hint }) => ({
      rule: this.name,
      message,
      ...whereInFile(subject, from, steps),
      hint,
    }));
  },
};
