import { posix } from "node:path";
import ignore, { type Ignore } from "ignore";
import type { Files } from "../tree/tree.ts";

/** Patterns as in .gitignore, for what is left out of an artifact. */
const FILE_NAME = ".sourceignore";

/**
 * The files that source-controller puts into an artifact: without those that a `.sourceignore`
 * leaves out, which counts for its folder and all below. (`spec.ignore` of a source is not
 * looked at: several sources may read one repository.)
 */
export function withoutIgnored(files: Files): Files {
  const rules = new Map<string, Ignore | undefined>();
  const rulesOf = (folder: string) => {
    if (!rules.has(folder)) {
      const text = files.read(posix.join(folder, FILE_NAME));
      rules.set(folder, text === undefined ? undefined : ignore().add(text));
    }
    return rules.get(folder);
  };
  const isIgnored = (path: string, isFolder: boolean) => {
    const parts = path.split("/");
    let ignored = false;
    // The file next to a path has the last word.
    for (let depth = 0; depth < parts.length; depth++) {
      const rule = rulesOf(parts.slice(0, depth).join("/"));
      const below = parts.slice(depth).join("/") + (isFolder ? "/" : "");
      const result = rule?.test(below);
      if (result?.ignored) ignored = true;
      if (result?.unignored) ignored = false;
    }
    return ignored;
  };
  return {
    read(path) {
      const normal = posix.normalize(path);
      return normal.startsWith("..") || !isIgnored(normal, false) ? files.read(path) : undefined;
    },
    list: (folder) =>
      files
        .list(folder)
        .filter((entry) => !isIgnored(posix.join(folder || ".", entry.name), entry.folder)),
  };
}
