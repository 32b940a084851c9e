import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { onTestFinished } from "vitest";

/** The calls by which a commit reads and changes the disk. */
const CALLS = [
  "appendFileSync",
  "chmodSync",
  "existsSync",
  "lstatSync",
  "mkdirSync",
  "readFileSync",
  "readdirSync",
  "realpathSync",
  "renameSync",
  "rmSync",
  "rmdirSync",
  "statSync",
  "unlinkSync",
  "writeFileSync",
] as const;

export type Call = (typeof CALLS)[number];
type Anything = (...args: unknown[]) => unknown;

/**
 * Puts `around` between the program and node:fs until `restore` is called, or the test ends.
 * It is given each call's name, its arguments, and the call itself.
 */
export function interceptDisk(
  around: (name: Call, args: unknown[], call: Anything) => unknown,
): () => void {
  const calls = fs as unknown as Record<Call, Anything>;
  const originals = new Map(CALLS.map((name) => [name, calls[name]] as const));
  for (const [name, original] of originals) {
    const wrapped =
      (call: Anything) =>
      (...args: unknown[]) =>
        around(name, args, (...given) => call(...given));
    const { native } = original as { native?: Anything };
    calls[name] = Object.assign(wrapped(original), native ? { native: wrapped(native) } : {});
  }
  syncBuiltinESMExports();
  const restore = () => {
    for (const [name, original] of originals) calls[name] = original;
    syncBuiltinESMExports();
  };
  onTestFinished(restore);
  return restore;
}

/** What ends a process that is killed: from then on it does nothing more. */
class Killed extends Error {}

/**
 * Runs `work` like a process that is killed just before its call number `instant` (from 0):
 * this call and all that follow have no effect, whatever the program catches. A text that is
 * being written is cut in the middle where `torn` is true.
 * @returns whether it lived on to the end.
 */
export function killedAt(instant: number, torn: boolean, work: () => void): boolean {
  let count = 0;
  const restore = interceptDisk((name, args, call) => {
    if (count > instant) throw new Killed();
    if (count++ < instant) return call(...args);
    if (torn && (name === "writeFileSync" || name === "appendFileSync")) {
      const [path, text, ...rest] = args as [string, string, ...unknown[]];
      call(path, text.slice(0, text.length / 2), ...rest);
    }
    throw new Killed();
  });
  try {
    work();
  } catch {
    // The process is gone: nobody sees what it threw.
  } finally {
    restore();
  }
  return count <= instant;
}

/** Calls that need room on the disk. */
export const NEEDS_ROOM: readonly Call[] = ["appendFileSync", "mkdirSync", "writeFileSync"];
/** Calls that change the disk. */
export const CHANGES: readonly Call[] = [
  ...NEEDS_ROOM,
  "chmodSync",
  "renameSync",
  "rmSync",
  "rmdirSync",
  "unlinkSync",
];

/** How a disk fails: these calls, once or from then on, before or after their effect. */
export interface Failure {
  readonly code: string;
  readonly calls: readonly Call[];
  readonly forGood?: boolean;
  readonly afterwards?: boolean;
}

/**
 * Runs `work` while the disk fails at the failure's call number `instant` (from 0).
 * @returns whether that call was reached.
 */
export function failingAt(instant: number, failure: Failure, work: () => void): boolean {
  const { code, calls, forGood = false, afterwards = false } = failure;
  let count = 0;
  const restore = interceptDisk((name, args, call) => {
    if (!calls.includes(name)) return call(...args);
    const fails = forGood ? count >= instant : count === instant;
    count++;
    if (!fails) return call(...args);
    if (afterwards) call(...args);
    throw Object.assign(new Error(`${code}: simulated, ${name}`), { code });
  });
  try {
    work();
  } finally {
    restore();
  }
  return count > instant;
}
