import { posix } from "node:path";
import { closureOf, kustomizationFileIn } from "../kustomize/references.ts";
import type { Build } from "../kustomize/render.ts";
import type { Repository } from "../repository/repository.ts";
import type { Finding, Rule } from "./rule.ts";

/** kustomize builds everything that the change reaches, and says nothing while it does. */
export const build: Rule = {
  name: "build",
  check({ repository, builds }) {
    // A fault in a base is the same in every overlay that lists it: said once.
    const faults = new Map<string, { text: string; ok: boolean; folders: string[] }>();
    for (const each of builds) {
      const text = each.ok ? each.warning : each.message;
      if (text === "") continue;
      const fault = faults.get(text) ?? { text, ok: each.ok, folders: [] };
      fault.folders.push(each.folder);
      faults.set(text, fault);
    }
    return [...faults.values()].map(({ text, ok, folders }) => ({
      rule: this.name,
      message: `kustomize ${ok ? "builds with a warning" : "can't build"} ${folders.join(", ")}:\n  ${text}`,
      ...placeOf(text, folders[0] ?? ".", repository),
    }));
  },
};

/**
 * The file that kustomize means: the one that names something which does not exist, else
 * one of the build's files that its message names, else the kustomization that was built.
 */
function placeOf(
  text: string,
  folder: Build["folder"],
  { files }: Repository,
): Pick<Finding, "path" | "line"> {
  const closure = closureOf(files, folder);
  const [missing] = closure.missing;
  if (missing !== undefined) {
    return { path: missing.from, ...(missing.line === undefined ? {} : { line: missing.line }) };
  }
  const named = [...closure.files].findLast(
    (path) => text.includes(posix.dirname(path)) && text.includes(posix.basename(path)),
  );
  const line = named && /yaml: line (\d+)/.exec(text)?.[1];
  return {
    path: named ?? kustomizationFileIn(files, folder) ?? folder,
    ...(line ? { line: Number(line) } : {}),
  };
}
