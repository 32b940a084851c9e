import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../problem/problem.ts";
import { isAbsent } from "./disk.ts";

/** In the repository's folder, and there only while a change is written. */
const NAME = ".flux-cd.lock";
/** Tries, and milliseconds between two: writing takes a fraction of this. */
const TRIES = 20;
const PAUSE = 100;

/**
 * Runs `work` while no other run writes to the same folder. Waits for a while where one does.
 * A lock whose process is gone counts for nothing.
 * @throws UserError when the other run does not end.
 */
export function withLock<T>(root: string, work: () => T): T {
  const path = join(root, NAME);
  for (let left = TRIES; !taken(path); left--) {
    const holder = holderOf(path);
    if (holder !== undefined && !isAlive(holder)) rmSync(path, { force: true });
    else if (left > 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE);
    else throw held(holder);
  }
  try {
    return work();
  } finally {
    rmSync(path, { force: true });
  }
}

/** Takes the lock, if it is free. */
function taken(path: string): boolean {
  try {
    writeFileSync(path, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/** The process that holds the lock; undefined when it is not written yet, or gone again. */
function holderOf(path: string): number | undefined {
  try {
    return Number.parseInt(readFileSync(path, "utf8"), 10) || undefined;
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It is somebody else's.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function held(holder: number | undefined): UserError {
  const who = holder === undefined ? "Another run" : `Another run (process ${holder})`;
  return UserError.of("locked", `${who} is writing to this repository.`, {
    hint: `Run the command again when it is done. If none is, remove ${NAME}.`,
  });
}
