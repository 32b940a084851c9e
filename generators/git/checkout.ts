import { git, refused } from "./program.ts";

/** Where no hook is found. */
const NO_HOOKS = "core.hooksPath=/dev/null";

/** A work tree as it is. */
export interface WorkTree {
  /** The commit that is checked out, whether or not on a branch. */
  readonly commit: string;
  /** The folder that was asked about, from the root of the work tree: empty, or with a slash. */
  readonly prefix: string;
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
  const prefix = git(folder, ["rev-parse", "--show-prefix"]);
  if (!prefix.ok) {
    throw refused(
      `${folder} is not in a git repository.`,
      "--commit makes a commit of the change.",
    );
  }
  const head = git(folder, ["rev-parse", "--verify", "--quiet", "HEAD^{commit}"]);
  if (!head.ok) throw refused("There is no commit yet that a change could be made from.");
  const [commit, path] = [textOf(head.stdout), textOf(prefix.stdout)];
  if (textOf(git(folder, ["cat-file", "-t", `${commit}:${path}`]).stdout) !== "tree") {
    const branch = textOf(git(folder, ["symbolic-ref", "--quiet", "--short", "HEAD"]).stdout);
    throw refused(
      `${branch || "HEAD"} (${commit.slice(0, 12)}) has no folder ${path.replace(/\/$/, "")}.`,
      "--commit makes its change from there: commit the folder first, or switch to a branch that has it.",
    );
  }
  const staged = namesIn(git(folder, ["diff", "--cached", "--name-only", "-z"]).stdout);
  const status = ["status", "--porcelain", "-z", "--no-renames", "--", "."];
  return {
    commit,
    prefix: path,
    staged,
    uncommitted: namesIn(git(folder, status).stdout).length,
  };
}

/**
 * Checks a commit out into an empty folder, on no branch. The hooks of a checkout are not run:
 * nobody works there.
 * @throws UserError
 */
export function checkOut(folder: string, commit: string, into: string): void {
  const args = ["-c", NO_HOOKS, "worktree", "add", "--quiet", "--detach", into, commit];
  const { ok, stderr } = git(folder, args);
  if (!ok) throw refused(`git can't check ${commit.slice(0, 12)} out: ${stderr}`);
}

/** Forgets a checkout, and removes its folder. */
export function removeCheckout(folder: string, checkout: string): void {
  git(folder, ["worktree", "remove", "--force", checkout]);
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
  const named = ["--pathspec-from-file=-", "--pathspec-file-nul"];
  const added = git(folder, ["--literal-pathspecs", "add", "--all", ...named], paths.join("\0"));
  // Again without names: of a symbolic link what it leads to was changed.
  const all = added.ok ? git(folder, ["add", "--all", "--", "."]) : added;
  if (!all.ok) throw notCommitted(all.stderr, "Perhaps .gitignore has it.");
  // As a path of the repository's own, or a relative one would be looked for in the checkout.
  const hooks = git(repository, ["rev-parse", "--path-format=absolute", "--git-path", "hooks"]);
  const where = `core.hooksPath=${textOf(hooks.stdout)}`;
  const { ok, stdout, stderr } = git(folder, ["-c", where, "commit", `--message=${message}`]);
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
  return output.toString("utf8").replace(/\n+$/, "");
}

function namesIn(output: Buffer): string[] {
  return output
    .toString("utf8")
    .split("\0")
    .filter((name) => name !== "");
}
