import { join } from "node:path";
import type { FileChange } from "../base/files.ts";
import { UserError } from "../base/problem/problem.ts";
import { visible } from "../base/text/text.ts";
import type { Context } from "../commands/context/context.ts";
import type { Io } from "../commands/context/io.ts";
import { openFolder } from "../platform/disk/disk.ts";
import { foldersAbove } from "../platform/disk/git-root.ts";
import { temporaryFolder } from "../platform/disk/temporary.ts";
import { assertFree, createBranch, remoteOf } from "../platform/git/branch.ts";
import { checkOut, commitChanges, removeCheckout, workTreeAt } from "../platform/git/checkout.ts";

/** More staged files than a person reads. */
const NAMED_MAX = 3;

/** A commit that is not made yet. */
export interface Intended {
  readonly branch: string;
  readonly message: string;
}

export interface Committed extends Intended {
  readonly id: string;
  readonly remote: string | undefined;
}

/**
 * A change on its way to a branch of its own. It is planned, checked, written and committed in a
 * checkout of HEAD in a temporary folder, and the branch appears in one step at the end: whatever
 * fails before has changed nothing, and the user's work tree, index and branch never change.
 */
export interface Delivery {
  /** The same monorepo as HEAD has it. */
  readonly context: Context;
  /** The name of the branch. @throws UserError where there can be none of that name. */
  branchFor(subject: string): string;
  /** Commits what was written in the context. @throws UserError */
  deliver(changes: readonly FileChange[], intended: Intended): Committed;
  /** Removes the checkout. */
  close(): void;
}

/**
 * @param branch the name that was typed, if one was.
 * @param quiet says nothing of what is left out.
 * @throws UserError where something is staged, or the branch can't be made.
 */
export function openDelivery(
  context: Context,
  branch: string | undefined,
  io: Io,
  quiet: boolean,
): Delivery {
  const { root, label } = context;
  const { commit, path, staged, uncommitted } = workTreeAt(root);
  if (staged.length > 0) throw somethingStaged(staged);
  if (branch !== undefined) assertFree(root, branch, commit);
  if (uncommitted > 0 && !quiet) {
    const count = uncommitted === 1 ? "1 path" : `${uncommitted} paths`;
    const line = `Made from HEAD. What differs from it in ${label} (${count}) is left out.`;
    io.stderr.write(`${visible(line)}\n`);
  }
  const { folder, remove } = temporaryFolder((each) => removeCheckout(root, each));
  try {
    checkOut(root, commit, folder);
    const there = join(folder, path);
    return {
      context: { ...context, root: there, disk: openFolder(there, foldersAbove(there)) },
      branchFor(subject) {
        const name = branch ?? branchOf(subject);
        assertFree(root, name, commit);
        return name;
      },
      deliver(changes, intended) {
        const paths = changes.map(({ path }) => path);
        const id = commitChanges(root, there, paths, intended.message);
        createBranch(root, intended.branch, id);
        return { ...intended, id, remote: remoteOf(root) };
      },
      close: remove,
    };
  } catch (error) {
    remove();
    throw error;
  }
}

/** The name of a branch for a change, by its subject. */
export function branchOf(subject: string): string {
  return subject
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
}

function somethingStaged(staged: readonly string[]): UserError {
  const more = staged.length > NAMED_MAX ? `, and ${staged.length - NAMED_MAX} more` : "";
  const names = staged.slice(0, NAMED_MAX).join(", ");
  return UserError.of("git", `There are staged changes: ${names}${more}.`, {
    hint: "Commit them, or git restore --staged . first: else nobody knows which commit they belong to.",
  });
}
