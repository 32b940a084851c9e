import { posix } from "node:path";
import { isPair, visit } from "yaml";
import type { Files } from "../tree/tree.ts";
import { parseYaml, stringAt } from "../yaml/parse.ts";

/**
 * Whether some manifest refers to a source: `kind` and `name` side by side, as in every
 * `sourceRef` and `chartRef` of Flux, or the `repository` of a GitRepository's `include`.
 */
export function isRead(files: Files, kind: string, name: string): boolean {
  return yamlFilesBelow(files, ".").some((path) => {
    const text = files.read(path) ?? "";
    // Most files are not about it: parsing them all would take long.
    if (!text.includes(name)) return false;
    return parseYaml(path, text).documents.some((document) => refersTo(document, kind, name));
  });
}

function refersTo(document: Parameters<typeof visit>[0], kind: string, name: string): boolean {
  let found = false;
  visit(document, {
    Map: (_key, map, path) => {
      if (stringAt(map, "name") !== name) return undefined;
      const above = path.at(-1);
      const field = isPair(above) ? (above.key as { value?: unknown } | null)?.value : undefined;
      const isIncluded = field === "repository" && kind === "GitRepository";
      if (!isIncluded && stringAt(map, "kind") !== kind) return undefined;
      found = true;
      return visit.BREAK;
    },
  });
  return found;
}

function yamlFilesBelow(files: Files, folder: string): string[] {
  return files.list(folder).flatMap((entry) => {
    const path = posix.join(folder, entry.name);
    if (entry.folder) return yamlFilesBelow(files, path);
    return /\.ya?ml$/.test(entry.name) ? [path] : [];
  });
}
