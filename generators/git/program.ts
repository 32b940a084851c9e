import { spawnSync } from "node:child_process";
import { UserError } from "../problem/problem.ts";

/** Bytes of a whole commit's files that are read at once. */
const OUTPUT_MAX = 1024 * 1024 * 1024;

interface Ended {
  readonly ok: boolean;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** Runs git in a folder. @throws UserError where it is not installed. */
export function git(folder: string, args: readonly string[], input?: string): Ended {
  const { error, status, stdout, stderr } = spawnSync("git", ["-C", folder, ...args], {
    maxBuffer: OUTPUT_MAX,
    ...(input === undefined ? {} : { input }),
  });
  if ((error as NodeJS.ErrnoException | undefined)?.code === "ENOENT") {
    throw refused("git is not installed.", "A commit is read from its object store.");
  }
  if (error !== undefined) throw error;
  return { ok: status === 0, stdout, stderr: stderr.toString("utf8").trim() };
}

/** What git can't do. */
export function refused(message: string, hint?: string): UserError {
  return UserError.of("git", message, hint === undefined ? {} : { hint });
}
