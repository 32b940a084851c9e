import { spawnSync } from "node:child_process";
import { UserError } from "../problem/problem.ts";

/** Bytes of a whole commit's files that are read at once. */
const OUTPUT_MAX = 1024 * 1024 * 1024;

/**
 * Variables that tell git of another repository than that of the folder: a hook or an alias that
 * started this program has set them (`git rev-parse --local-env-vars`, without configuration).
 */
const LOCAL = [
  ...["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY"],
  ...["GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_NAMESPACE", "GIT_PREFIX", "GIT_IMPLICIT_WORK_TREE"],
];

export interface Ended {
  readonly ok: boolean;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** Runs git in a folder. @throws UserError where it is not installed. */
export function git(folder: string, args: readonly string[], input?: string): Ended {
  const { error, status, stdout, stderr } = spawnSync("git", ["-C", folder, ...args], {
    maxBuffer: OUTPUT_MAX,
    env: Object.fromEntries(Object.entries(process.env).filter(([name]) => !LOCAL.includes(name))),
    ...(input === undefined ? {} : { input }),
  });
  if ((error as NodeJS.ErrnoException | undefined)?.code === "ENOENT") {
    throw refused("git is not installed.", "Commits are read and made with it.");
  }
  if (error !== undefined) throw error;
  return { ok: status === 0, stdout, stderr: stderr.toString("utf8").trim() };
}

/** What git can't do. */
export function refused(message: string, hint?: string): UserError {
  return UserError.of("git", message, hint === undefined ? {} : { hint });
}
