import { normalPath } from "../../../base/paths.ts";
import { textAt } from "../../../base/yaml/at.ts";
import { dataOf } from "../../../base/yaml/data.ts";
import { isKustomizationFile, kustomizationFileIn } from "../../../model/kustomize/references.ts";
import { isFluxKustomization } from "../../../model/objects/flux.ts";
import { isUnknown } from "../../../model/objects/unknown.ts";
import { whereInFile } from "../../locate/where.ts";
import type { Rule, Subject } from "../../rule.ts";

/** Every overlay and component is a part of what some Flux Kustomization applies. */
export const unreached: Rule = {
  name: "unreached",
  needs: "whole",
  summary: "Every overlay and component is reached from a Flux Kustomization.",
  why: "What no Flux Kustomization applies, and no kustomization includes that is applied, never reaches a cluster. Changes to it are reviewed and merged, and nothing happens.",
  fix: "Point a Flux Kustomization's `spec.path` at the folder, list it in a kustomization that is applied, or delete it. Not reported are repositories without Flux Kustomizations, folders with which a cluster begins, and folders that another object names (a FluxInstance, a ResourceSet, an Argo CD Application).",
  check(subject) {
    const { clusters, files } = subject;
    const syncs = clusters.flatMap((cluster) => cluster.syncs);
    const isHere = syncs.some(({ folder }) => !isUnknown(folder) && files.list(folder).length > 0);
    if (!isHere) return [];
    const named = namedPaths(subject);
    return subject.unreached.flatMap((folder) => {
      const path = kustomizationFileIn(files, folder);
      if (path === undefined || begins(folder, subject) || named.some(isPathOf(folder))) return [];
      const isComponent = textAt(dataOf(path, files.read(path) ?? "")[0], "kind") === "Component";
      return {
        rule: this.name,
        message: `No Flux Kustomization applies this ${isComponent ? "component" : "overlay"}, and nothing that is applied includes it.`,
        ...whereInFile(subject, path, []),
        hint: `Apply ${folder}, list it under ${isComponent ? "components" : "resources"} where it belongs, or delete it.`,
      };
    });
  },
};

/** Applied by hand, once: it holds Flux Kustomizations, or lies where the first ones do. */
function begins(folder: string, { clusters, renderings }: Subject): boolean {
  const rendering = renderings.find((each) => each.folder === folder);
  return (
    rendering?.objects.some(isFluxKustomization) === true ||
    clusters.some(({ name }) => name !== "." && `${folder}/`.startsWith(`${name}/`))
  );
}

/** A path in a text; what stands in for a variable ends it. */
const PATH = /(?<![\w.-])(?:[\w.-]+\/)+[\w.-]*/g;

/** Everything that looks like a path in files that are no kustomization files. */
function namedPaths({ documents, files }: Subject): string[] {
  const paths = documents.paths
    .filter((path) => !isKustomizationFile(path))
    .flatMap((path) => [...(files.read(path) ?? "").matchAll(PATH)].map(([match]) => match));
  return [...new Set(paths)].map((path) => normalPath(path));
}

/** `apps/` for a template such as `./apps/${tenant}`, else the folder itself. */
function isPathOf(folder: string): (path: string) => boolean {
  return (path) => {
    const text = path.replace(/^\.\//, "");
    if (text.endsWith("/")) return text !== "./" && folder.startsWith(text);
    return text === folder || text.endsWith(`/${folder}`);
  };
}
