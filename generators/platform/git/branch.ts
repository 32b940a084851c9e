import { refused } from "./program.ts";
import { git, gitToCommit } from "./repository.ts";

/**
 * Makes sure that a branch of this name can be made.
 * @param commit what it would begin with.
 * @throws UserError where it is no name for a branch, or there is one already.
 */
export function assertFree(folder: string, branch: string, commit: string): void {
  const shown = JSON.stringify(branch);
  // Not `check-ref-format --branch`: that takes `@{-1}` for the branch before this one.
  const isName = git(folder, ["check-ref-format", refOf(branch)]).ok;
  if (!isName || branch.startsWith("-") || branch === "HEAD" || branch === "@") {
    throw refused(`${shown} is no name for a branch.`, "For example --branch add-environment-qa.");
  }
  if (git(folder, ["show-ref", "--verify", "--quiet", refOf(branch)]).ok) {
    throw refused(
      `There is a branch ${shown} already.`,
      "--branch names the new branch of the commit, not what a source follows.",
    );
  }
  // Everything else that stands in its way: a branch `a` does so in that of `a/b`.
  const trial = ["start", `create ${refOf(branch)} ${commit}`, "prepare", "abort", ""].join("\n");
  const { ok, stderr } = gitToCommit(folder, ["update-ref", "--stdin"], trial);
  if (!ok) throw refused(`The branch ${shown} can't be made: ${firstLine(stderr)}.`);
}

/** Makes the branch in one step. @throws UserError where somebody else was faster. */
export function createBranch(folder: string, branch: string, commit: string): void {
  const create = `create ${refOf(branch)} ${commit}\n`;
  const { ok, stderr } = gitToCommit(folder, ["update-ref", "--create-reflog", "--stdin"], create);
  if (!ok) {
    throw refused(
      `The branch ${JSON.stringify(branch)} can't be made: ${firstLine(stderr)}.`,
      `The commit is ${commit}, and no branch has it: git branch NAME ${commit.slice(0, 12)}.`,
    );
  }
}

/** Where a branch is pushed to: `origin`, or the first remote, or undefined. */
export function remoteOf(folder: string): string | undefined {
  const remotes = git(folder, ["remote"]).stdout.toString("utf8").split("\n").filter(Boolean);
  return remotes.includes("origin") ? "origin" : remotes[0];
}

function refOf(branch: string): string {
  return `refs/heads/${branch}`;
}

function firstLine(text: string): string {
  return (text.split("\n")[0] ?? "").replace(/^fatal: (?:prepare: )?/, "").replace(/\.$/, "");
}
