import { spawnSync } from "node:child_process";
import { UserError } from "../../base/problem/problem.ts";
import { findProgram } from "../programs/path.ts";

/** Bytes of a whole commit's files that are read at once. */
const OUTPUT_MAX = 1024 * 1024 * 1024;

/**
 * Variables that tell git of another repository than that of the folder: a hook or an alias that
 * started this program has set them (`git rev-parse --local-env-vars`, without configuration).
 */
const LOCAL = [
  ...["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY"],
  ...["GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_NAMESPACE", "GIT_PREFIX", "GIT_IMPLICIT_WORK_TREE"],
  ...["GIT_GRAFT_FILE", "GIT_SHALLOW_FILE"],
];

/** A repository, as git is told of it: absolute paths. */
export interface GitFolder {
  /** The top of the work tree. */
  readonly top: string;
  /** Where git keeps its own. Undefined while only git can tell. */
  readonly gitDir: string | undefined;
}

/**
 * `read` runs no program that a configuration names and fetches nothing. `commit` is what a user
 * asks for with `--commit`: their hooks, signing and filters run, as they do for `git commit`.
 */
export type Purpose = "read" | "commit";

/**
 * For both: a folder that looks like a bare repository is none. git 2.38 and later know it; an older
 * one is kept from such folders by being started at the top, and told where the repository is.
 */
const ALWAYS = ["safe.bareRepository=explicit"];

/** Where no hook is found. */
export const NO_HOOKS = "core.hooksPath=/dev/null";

const READING = [NO_HOOKS, "core.fsmonitor=false", "protocol.allow=never"];

/**
 * A partial clone has git fetch what is missing. An older git can't be told not to: it finds that
 * no protocol is allowed, before it starts ssh, a helper or an `uploadpack`. The variable counts
 * more than a configuration's own `protocol.<name>.allow`.
 */
const READING_ENVIRONMENT = {
  GIT_NO_LAZY_FETCH: "1",
  GIT_ALLOW_PROTOCOL: "none",
  GIT_TERMINAL_PROMPT: "0",
  GIT_OPTIONAL_LOCKS: "0",
  GIT_PAGER: "cat",
};

export interface GitResult {
  readonly ok: boolean;
  readonly status: number | null;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/**
 * Starts git at the top of a work tree: the only place that does.
 * @throws UserError where git is not installed.
 */
export function start(
  purpose: Purpose,
  at: GitFolder,
  args: readonly string[],
  input?: string,
): GitResult {
  // By its path: Windows would look in the folder where the user stands first.
  const program = findProgram(["git"], process.env)?.path;
  if (program === undefined) {
    throw refused("git is not installed.", "Commits are read and made with it.");
  }
  const config = purpose === "read" ? [...ALWAYS, ...READING] : ALWAYS;
  const settings = config.flatMap((each) => ["-c", each]);
  const { error, status, stdout, stderr } = spawnSync(
    program,
    ["-C", at.top, ...settings, ...args],
    {
      maxBuffer: OUTPUT_MAX,
      env: environmentOf(purpose, at),
      ...(input === undefined ? {} : { input }),
    },
  );
  if (error !== undefined) throw error;
  return { ok: status === 0, status, stdout, stderr: stderr.toString("utf8").trim() };
}

/**
 * The environment of every git. The user's own configuration counts, the system's too: what
 * `safe.directory` allows is there.
 */
function environmentOf(purpose: Purpose, { top, gitDir }: GitFolder): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !LOCAL.includes(name));
  const common = { ...Object.fromEntries(own), ...(gitDir && { GIT_DIR: gitDir }) };
  // To commit, the work tree is where git is started, which is the top too. In the variable hooks
  // would get it, which they do of no other `git commit`, and a `git clone` in one would fail.
  if (purpose === "commit") return common;
  return { ...common, ...(gitDir && { GIT_WORK_TREE: top }), ...READING_ENVIRONMENT };
}

/** What git can't do. */
export function refused(message: string, hint?: string): UserError {
  return UserError.of("git", message, hint === undefined ? {} : { hint });
}
