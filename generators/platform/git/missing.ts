import type { UserError } from "../../base/problem/problem.ts";
import { refused } from "./program.ts";
import { git } from "./repository.ts";

/** Where a configuration says that a clone is a partial one, today and before git 2.24. */
const PARTIAL = String.raw`^(remote\..*\.promisor|extensions\.partialclone)$`;

/**
 * What git could not read, which is said to be in the repository. In a partial clone it was left
 * out, and git would fetch it: with the programs that its configuration names for that.
 * @param what in words.
 * @param words git's own.
 */
export function unread(folder: string, what: string, words: string): UserError {
  if (git(folder, ["config", "--get-regexp", PARTIAL]).ok) {
    return refused(
      `This clone is a partial one, and does not hold ${what}.`,
      "Nothing is fetched while it is read. Fetch the rest first: git fetch --refetch --no-filter (in CI, check out without a filter).",
    );
  }
  return refused(
    `git can't read ${what}: ${words.replace(/^fatal: /, "") || "it is missing"}.`,
    "git fsck says what is wrong with the repository.",
  );
}
