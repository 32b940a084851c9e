import { type Files, isSameFile } from "../../base/files.ts";

/** Folders that hold no files of the repository. */
const isSkipped = (name: string) => name === ".git" || name === "node_modules";

/** The files that one side has and the other has not, or has otherwise. */
export interface ChangedFiles {
  /** Those of the folder that is looked at, `node_modules` left out. */
  readonly paths: ReadonlySet<string>;
  /** Whether a file is one, wherever it is: a build may read those that are above the folder. */
  has(path: string): boolean;
}

/** The files that a plan changes. */
export function onlyThese(paths: readonly string[]): ChangedFiles {
  const all = new Set(paths);
  return { paths: all, has: (path) => all.has(path) };
}

/** Compares every file of two sides. */
export function changedFiles(base: Files, head: Files): ChangedFiles {
  const all = new Set([...pathsIn(base, ""), ...pathsIn(head, "")]);
  const paths = new Set([...all].filter((path) => !isSameFile(base, head, path)));
  const known = new Map<string, boolean>();
  return {
    paths,
    has(path) {
      if (all.has(path)) return paths.has(path);
      const found = known.get(path) ?? !isSameFile(base, head, path);
      known.set(path, found);
      return found;
    },
  };
}

function pathsIn(files: Files, folder: string): string[] {
  return files.list(folder).flatMap((entry) => {
    const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
    if (!entry.folder) return [path];
    return isSkipped(entry.name) ? [] : pathsIn(files, path);
  });
}
