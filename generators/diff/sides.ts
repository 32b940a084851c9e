import { commitOf, filesOf, mergeBaseOf } from "../git/commit-files.ts";
import { assertFolderAt } from "../git/named-folder.ts";
import { UserError } from "../problem/problem.ts";
import { contentOf, type Files, Tree } from "../tree/tree.ts";
import type { Workplace } from "../workplace/workplace.ts";
import type { Side } from "./model.ts";

/** The files of the working tree, committed or not. */
export const WORKTREE = "WORKTREE";

/** One side of a comparison, with its files. */
export type SideFiles = Side & { readonly files: Files };

/**
 * Both sides from git's object store, the head also from the disk. The base is where the head
 * left it, as in a pull request: what happened to the base since is not the head's change.
 * @throws UserError where git knows one of them not, or has the base elsewhere.
 */
export function openSides(
  { root, disk }: Pick<Workplace, "root" | "disk">,
  baseRef: string,
  headRef: string,
): { base: SideFiles; head: SideFiles } {
  const tip = commitOf(root, baseRef);
  assertFolderAt(root, baseRef);
  const isWorktree = headRef === WORKTREE;
  const commit = commitOf(root, isWorktree ? "HEAD" : headRef);
  const base = mergeBaseOf(root, tip, commit) ?? tip;
  return {
    base: { ref: baseRef, commit: base, files: filesOf(root, base) },
    head: isWorktree
      ? { ref: headRef, files: new Tree(disk) }
      : { ref: headRef, commit, files: filesOf(root, commit) },
  };
}

/** Folders that hold no files of the repository. */
const isSkipped = (name: string) => name === ".git" || name === "node_modules";

/** The paths of the files that one side has and the other has not, or has otherwise. */
export function changedFiles(base: Files, head: Files): Set<string> {
  const paths = new Set([...pathsIn(base, ""), ...pathsIn(head, "")]);
  return new Set([...paths].filter((path) => !isSame(base, head, path)));
}

function isSame(base: Files, head: Files, path: string): boolean {
  const [old, current] = [base, head].map((files) => contentIfPossible(files, path));
  if (old instanceof Uint8Array && current instanceof Uint8Array) {
    return Buffer.compare(old, current) === 0;
  }
  return old === current;
}

/** What can't be read counts as absent: a build that reads it is not compared, which is said. */
function contentIfPossible(files: Files, path: string): string | Uint8Array | undefined {
  try {
    return contentOf(files, path);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

function pathsIn(files: Files, folder: string): string[] {
  return files.list(folder).flatMap((entry) => {
    const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
    if (!entry.folder) return [path];
    return isSkipped(entry.name) ? [] : pathsIn(files, path);
  });
}
