import { pathInGit, workTreeTop } from "../disk/git-root.ts";
import { type GitFolder, type GitResult, refused, start } from "./program.ts";

/** A folder in its repository. */
export interface GitPlace extends GitFolder {
  /** The folder from the top, `/`-separated: "." for the top itself. */
  readonly path: string;
}

/** What was asked of git once, by the top of the work tree. */
const gitDirs = new Map<string, string>();

/**
 * The repository of a folder: the one whose `.git` is nearest. git never looks for one itself, or
 * it would take four tracked files (`HEAD`, `config`, `objects/`, `refs/`) for a bare repository.
 * @param folder absolute.
 * @throws UserError where there is none, git is not installed, or git does not open it, above all
 * because it belongs to another user.
 */
export function placeOf(folder: string): GitPlace {
  const top = workTreeTop(folder);
  if (top === undefined) {
    throw refused(
      `${folder} is not in a git repository.`,
      "Commits are read from a clone and made in one. A copy without its .git is none.",
    );
  }
  const gitDir = gitDirs.get(top) ?? gitDirAt(top);
  gitDirs.set(top, gitDir);
  return { top, gitDir, path: pathInGit(folder) };
}

/** Runs git at the top of a folder's work tree, to read. @throws UserError as `placeOf`. */
export function git(folder: string, args: readonly string[], input?: string): GitResult {
  return start("read", placeOf(folder), args, input);
}

/** The same for what a commit takes. @throws UserError as `placeOf`. */
export function gitToCommit(folder: string, args: readonly string[], input?: string): GitResult {
  return start("commit", placeOf(folder), args, input);
}

/**
 * Asks git itself where it keeps its own: it follows a `.git` file, and looks at whom all that
 * belongs to, which it does not where it is told.
 */
function gitDirAt(top: string): string {
  const question = ["rev-parse", "--show-prefix", "--absolute-git-dir"];
  const found = start("read", { top, gitDir: undefined }, question);
  const [, prefix, gitDir] = /^([^\n]*)\n([\s\S]*)\n$/.exec(found.stdout.toString("utf8")) ?? [];
  // Where `.git` is none after all, git goes on to look: here, and above.
  if (prefix === "" && gitDir !== undefined && gitDir !== top) return gitDir;
  const words = found.stderr.split("\n")[0]?.replace(/^fatal: /, "");
  const remedy = /git config --global --add safe\.directory .*/.exec(found.stderr)?.[0];
  throw refused(
    `git does not open the repository at ${top}: ${words || "its .git is none"}.`,
    remedy === undefined
      ? undefined
      : `It belongs to another user: have its owner run this, or chown it. If you trust what is in it: ${remedy}`,
  );
}
