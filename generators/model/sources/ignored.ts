import { posix } from "node:path";
import type { Files, FolderEntry } from "../../base/files.ts";
import { normalPath } from "../../base/paths.ts";
import { type IgnoreFile, ignoreFile } from "./ignore-file.ts";

/** Patterns as in .gitignore, for what is left out of an artifact. */
const FILE_NAME = ".sourceignore";

/** Characters of a path: no system that Flux runs on has a longer one. */
const LONGEST = 4096;

/**
 * The files that source-controller puts into an artifact: without those that a `.sourceignore`
 * leaves out, which counts for its folder and all below. (`spec.ignore` of a source is not
 * looked at: several sources may read one repository.) They are expected not to change.
 */
export function withoutIgnored(files: Files): Files {
  /** By folder: the rules that count in it, from the root down, each with its folder's depth. */
  const rules = new Map<string, readonly Rule[]>();
  // A folder of many environments is asked for as often as it has some.
  const lists = new Map<string, readonly FolderEntry[]>();
  const rulesOf = (folder: string): readonly Rule[] => {
    const known = rules.get(folder);
    if (known !== undefined) return known;
    const above = folder === "" ? [] : rulesOf(parentOf(folder));
    const text = files.read(posix.join(folder, FILE_NAME));
    const depth = folder === "" ? 0 : folder.split("/").length;
    const found = text === undefined ? above : [...above, { depth, ignores: ignoreFile(text) }];
    rules.set(folder, found);
    return found;
  };
  const isIgnored = (path: string, isFolder: boolean) => {
    let isOut = false;
    // The file next to a path has the last word.
    for (const { depth, ignores } of rulesOf(parentOf(path))) {
      isOut = ignores(path.split("/").slice(depth).join("/"), isFolder) ?? isOut;
    }
    return isOut;
  };
  return {
    ...(files.above === undefined ? {} : { above: files.above }),
    read(path) {
      const normal = normalPath(path);
      if (normal.length > LONGEST) return undefined;
      return normal.startsWith("..") || !isIgnored(normal, false) ? files.read(path) : undefined;
    },
    list(folder) {
      if (folder.length > LONGEST) return [];
      const known = lists.get(folder);
      if (known !== undefined) return known;
      const entries = files
        .list(folder)
        .filter((entry) => !isIgnored(posix.join(folder || ".", entry.name), entry.folder));
      lists.set(folder, entries);
      return entries;
    },
  };
}

interface Rule {
  readonly depth: number;
  readonly ignores: IgnoreFile;
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf("/"), 0));
}
