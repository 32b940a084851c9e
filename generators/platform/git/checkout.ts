import { posix } from "node:path";
import { type GitResult, NO_HOOKS, refused } from "./program.ts";
import { git, gitToCommit, placeOf } from "./repository.ts";

/** A work tree as it is. */
export interface WorkTree {
  /** The commit that is checked out, whether or not on a branch. */
  readonly commit: string;
  /** The folder that was asked about, from the root of the work tree: "." for that itself. */
  readonly path: string;
  /** Paths that are staged, from the root. */
  readonly staged: readonly string[];
  /** How many paths of the folder differ from the commit. */
  readonly uncommitted: number;
}

/**
 * @param folder absolute.
 * @throws UserError where it is in no work tree, there is no commit, or the commit does not have it.
 */
export function workTreeAt(folder: string): WorkTree {
  const { path } = placeOf(folder);
  const head = git(folder, ["rev-parse", "--verify", "--quiet", "HEAD^{commit}"]);
  if (!head.ok) throw refused("There is no commit yet that a change could be made from.");
  const commit = textOf(head.stdout);
  const inCommit = `${commit}:${path === "." ? "" : path}`;
  if (textOf(git(folder, ["cat-file", "-t", inCommit]).stdout) !== "tree") {
    const branch = textOf(git(folder, ["symbolic-ref", "--quiet", "--short", "HEAD"]).stdout);
    throw refused(
      `${branch || "HEAD"} (${commit.slice(0, 12)}) has no folder ${path}.`,
      "--commit makes its change from there: commit the folder first, or switch to a branch that has it.",
    );
  }
  const staged = namesIn(git(folder, ["diff-index", "--cached", "--name-only", "-z", "HEAD"]));
  // Filters decide here whether a file differs, as for `git status`: only --commit comes by.
  const status = ["status", "--porcelain", "-z", "--no-renames", "--ignore-submodules=dirty"];
  const differing = git(folder, ["--literal-pathspecs", ...status, "--", path]);
  return { commit, path, staged, uncommitted: namesIn(differing).length };
}

/**
 * Checks a commit out into an empty folder, on no branch. The hooks of a checkout are not run:
 * nobody works there.
 * @throws UserError
 */
export function checkOut(folder: string, commit: string, into: string): void {
  const args = ["-c", NO_HOOKS, "worktree", "add", "--quiet", "--detach", into, commit];
  const { ok, stderr } = gitToCommit(folder, args);
  if (!ok) throw refused(`git can't check ${commit.slice(0, 12)} out: ${stderr}`);
}

/** Forgets a checkout, and removes its folder. */
export function removeCheckout(folder: string, checkout: string): void {
  gitToCommit(folder, ["-c", NO_HOOKS, "worktree", "remove", "--force", checkout]);
}

/**
 * Commits what was changed below a folder of a checkout, with the hooks and the settings of the
 * repository that it belongs to.
 * @param paths what was changed, from the folder.
 * @returns the new commit. @throws UserError with git's or a hook's own words.
 */
export function commitChanges(
  repository: string,
  folder: string,
  paths: readonly string[],
  message: string,
): string {
  const { path } = placeOf(folder);
  const add = ["--literal-pathspecs", "add", "--all"];
  const named = [...add, "--pathspec-from-file=-", "--pathspec-file-nul"];
  const fromTop = paths.map((each) => posix.join(path, each)).join("\0");
  const added = gitToCommit(folder, named, fromTop);
  // Again without names: of a symbolic link what it leads to was changed.
  const all = added.ok ? gitToCommit(folder, [...add, "--", path]) : added;
  if (!all.ok) throw notCommitted(all.stderr, "Perhaps .gitignore has it.");
  // As a path of the repository's own, or a relative one would be looked for in the checkout.
  const findHooks = ["rev-parse", "--path-format=absolute", "--git-path", "hooks"];
  const hooks = gitToCommit(repository, findHooks);
  const where = `core.hooksPath=${textOf(hooks.stdout)}`;
  const commit = ["-c", where, "commit", `--message=${message}`];
  const { ok, stdout, stderr } = gitToCommit(folder, commit);
  if (!ok) {
    const words = [stderr, textOf(stdout)].filter((each) => each !== "").join("\n");
    throw /Please tell me who you are|empty ident|unable to auto-detect email/.test(words)
      ? notCommitted("it does not know who you are.", 'git config user.name "..." and user.email.')
      : notCommitted(words, "Hooks run in a checkout of their own, without what .gitignore names.");
  }
  return textOf(git(folder, ["rev-parse", "HEAD"]).stdout);
}

function notCommitted(words: string, hint: string) {
  return refused(
    `git made no commit: ${words}`,
    `${hint} There is no branch, and your files are as they were.`,
  );
}

function textOf(output: Buffer): string {
  return output.toString("utf8").replace(/(?<!\n)\n+$/, "");
}

/** @throws UserError where git failed. */
function namesIn({ ok, stdout, stderr }: GitResult): string[] {
  if (!ok) throw refused(`git can't compare the work tree with HEAD: ${stderr}`);
  return stdout
    .toString("utf8")
    .split("\0")
    .filter((name) => name !== "");
}
