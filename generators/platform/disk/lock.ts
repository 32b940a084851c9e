import { randomUUID } from "node:crypto";
import { lstatSync, mkdirSync, readdirSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { UserError } from "../../base/problem/problem.ts";
import { isAbsent } from "./disk.ts";

/** A folder below the repository's, there only while a change is written: one file a claim. */
const NAME = ".flux-cd.lock";
/** Process, random part, host. Whatever else is in the folder is nobody's claim, and is let alone. */
const CLAIM = /^[1-9]\d*-[0-9a-f]{8}-./;
/** Tries, and milliseconds between two: writing takes a fraction of this. */
const TRIES = 20;
const PAUSE = 100;

/**
 * Runs `work` while no other run writes to the same folder. Waits for a while where one does.
 * A lock whose process is gone counts for nothing.
 *
 * Each run puts its claim into the folder first and looks at the others' then, so of two runs
 * at most one sees no other, and a dead run's claim can be removed by name: unlike a single
 * file, which somebody else may have taken over between the look and the removal.
 * @throws UserError when the other run does not end.
 */
export function withLock<T>(root: string, work: () => T): T {
  const folder = join(root, NAME);
  const claim = [process.pid, randomUUID().slice(0, 8), thisHost()].join("-");
  for (let left = TRIES; ; left--) {
    announce(folder, claim);
    const holder = othersIn(folder, claim).find(isHeld);
    if (holder === undefined) break;
    release(folder, claim);
    if (left === 0) throw held(holder);
    // Two that got in each other's way must not do it again at the same moment.
    const pause = PAUSE * (0.5 + Math.random());
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pause);
  }
  try {
    return work();
  } finally {
    release(folder, claim);
  }
}

/** A process is told from one of the same number on another machine that shares the folder. */
function thisHost(): string {
  return encodeURIComponent(hostname());
}

function announce(folder: string, claim: string): void {
  for (let left = TRIES; ; left--) {
    try {
      mkdirSync(folder);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    // A link or a file of that name came with the repository: claims behind it are not this one's.
    const stat = lstatSync(folder, { throwIfNoEntry: false });
    if (stat !== undefined && !stat.isDirectory()) throw notALock();
    try {
      writeFileSync(join(folder, claim), "", { flag: "wx" });
      return;
    } catch (error) {
      // Whoever left last took the folder away in between.
      if (isAbsent(error) && left > 0) continue;
      release(folder, claim);
      throw error;
    }
  }
}

function notALock(): UserError {
  return UserError.of("locked", `${NAME} is no folder that a run has made.`, {
    hint: `See with git log where it comes from, and remove it.`,
    path: NAME,
  });
}

/** The other claims; those of processes that are gone are removed. */
function othersIn(folder: string, claim: string): string[] {
  return readdirSync(folder).filter((name) => {
    if (name === claim || !CLAIM.test(name)) return false;
    if (isHeld(name)) return true;
    rmSync(join(folder, name), { force: true });
    return false;
  });
}

/** Whether the process of a claim runs, as far as one can know: not of another machine's. */
function isHeld(claim: string): boolean {
  const [pid = "", , ...host] = claim.split("-");
  return host.join("-") !== thisHost() || isAlive(Number(pid));
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

/** Where it fails, the claim counts for nothing as soon as this process ends. */
function release(folder: string, claim: string): void {
  try {
    rmSync(join(folder, claim), { force: true });
    rmdirSync(folder);
  } catch {
    // Others' claims are in it.
  }
}

/** A name that somebody else has put there may be no encoded one. */
function readable(host: string): string {
  try {
    return decodeURIComponent(host);
  } catch {
    return host;
  }
}

function held(claim: string): UserError {
  const [pid = "", , ...host] = claim.split("-");
  const where = host.join("-") === thisHost() ? "" : ` on ${readable(host.join("-"))}`;
  const who = /^\d+$/.test(pid) ? `Another run (process ${pid}${where})` : "Another run";
  return UserError.of("locked", `${who} is writing to this repository.`, {
    hint: `Run the command again when it is done. If none is, remove ${NAME}.`,
  });
}
