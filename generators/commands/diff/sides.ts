import type { Files } from "../../base/files.ts";
import { Tree } from "../../edit/tree.ts";
import { commitOf, filesOf, mergeBaseOf } from "../../platform/git/commit-files.ts";
import { assertFolderAt } from "../../platform/git/named-folder.ts";
import type { Revision } from "../../review/comparison.ts";
import type { Context } from "../context/context.ts";

/** The files of the working tree, committed or not. */
export const WORKTREE = "WORKTREE";

/** One side of a comparison, with its files. */
export type SideFiles = Revision & { readonly files: Files };

/**
 * Both sides from git's object store, the head also from the disk. The base is where the head
 * left it, as in a pull request: what happened to the base since is not the head's change.
 * @throws UserError where git knows one of them not, or has the base elsewhere.
 */
export function openSides(
  { root, disk }: Pick<Context, "root" | "disk">,
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
