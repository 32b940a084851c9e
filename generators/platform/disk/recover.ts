import { existsSync, readFileSync, realpathSync, renameSync, rmdirSync, unlinkSync } from "node:fs";
import { dirname, join, sep } from "node:path";
import { UserError } from "../../base/problem/problem.ts";
import { isAbsent } from "./disk.ts";
import {
  digest,
  hasJournal,
  JOURNAL,
  type Journal,
  type JournalStep,
  readJournal,
  removeJournal,
  temporaries,
} from "./journal.ts";
import { withLock } from "./lock.ts";

/** What an interrupted run had done, and what came of it. */
export type Recovery = "not begun" | "undone" | "complete";

/**
 * Puts right what a run left that was killed while it wrote: takes back what it did or, where
 * all of it was written, removes its temporary files. Waits for a run that is still writing.
 * @returns what was found; undefined where there was nothing.
 * @throws UserError where a file was changed since, or can't be written.
 */
export function recover(root: string): Recovery | undefined {
  if (!hasJournal(root)) return undefined;
  try {
    const real = realpathSync(root);
    return withLock(real, () => recoverLocked(real));
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw UserError.of(
      "half-written",
      `A run was interrupted while it wrote, and it can't be undone: ${(error as Error).message}.`,
      { hint: "Put that right, and run the command again." },
    );
  }
}

/** The same for who holds the lock. May be interrupted itself, and done again. */
export function recoverLocked(root: string): Recovery | undefined {
  const found = readJournal(root);
  if (found === undefined) return undefined;
  if (found === "cut short") {
    removeJournal(root);
    return "not begun";
  }
  const { journal, isReady } = found;
  for (const path of [...journal.folders, ...journal.steps.map(({ target }) => target)]) {
    inside(root, path);
  }
  if (isReady && journal.steps.every((step) => isDone(root, journal, step))) {
    settle(root, journal);
    return "complete";
  }
  const changed = [...journal.steps]
    .reverse()
    .filter((step) => isReady && !undo(root, journal, step));
  if (changed.length > 0) {
    const names = changed.map(({ target }) => target).join(", ");
    throw UserError.of(
      "half-written",
      `What an interrupted run wrote can't be undone, since ${names} changed in the meantime.`,
      {
        hint: `git status shows what is left. Put it right, and remove ${JOURNAL} and the files named .flux-cd-${journal.id}-*.`,
      },
    );
  }
  for (const step of journal.steps) {
    const { staged, kept } = temporaries(root, journal, step);
    // In this order: one that is kept, while none is staged, means that a step was taken.
    removeFile(kept);
    removeFile(staged);
  }
  for (const folder of [...journal.folders].reverse()) removeIfEmpty(join(root, folder));
  removeJournal(root);
  return isReady ? "undone" : "not begun";
}

/** Whether a step was taken: the file is as it was to become. */
function isDone(root: string, journal: Journal, step: JournalStep): boolean {
  const isStaged = existsSync(temporaries(root, journal, step).staged);
  return !isStaged && found(root, step) === step.after;
}

/** Undoes one step, if it was taken. False where somebody else changed its file since. */
function undo(root: string, journal: Journal, step: JournalStep): boolean {
  const { staged, kept } = temporaries(root, journal, step);
  const target = join(root, step.target);
  const isTaken = step.kind === "create" ? !existsSync(staged) : existsSync(kept);
  if (!isTaken || (step.kind === "edit" && existsSync(staged))) return true;
  const now = found(root, step);
  if (now !== step.after) return step.kind === "create" && now === undefined;
  if (step.kind === "create") removeFile(target);
  else renameSync(kept, target);
  return true;
}

/** Removes what a commit needed while it was on its way, and folders that it emptied. */
export function settle(root: string, journal: Journal): void {
  for (const step of journal.steps) {
    if (step.before === undefined) continue;
    removeFile(temporaries(root, journal, step).kept);
    if (step.after !== undefined) continue;
    let folder = dirname(join(root, step.target));
    while (folder !== root && removeIfEmpty(folder)) folder = dirname(folder);
  }
  removeJournal(root);
}

/** The digest of a step's file as it is now; undefined when there is none. */
function found(root: string, { target }: JournalStep): string | undefined {
  try {
    return digest(readFileSync(join(root, target)));
  } catch (error) {
    if (isAbsent(error)) return undefined;
    if ((error as NodeJS.ErrnoException).code === "EISDIR") return "a folder";
    throw error;
  }
}

function removeFile(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if (!isImpossible(error)) throw error;
  }
}

/** @returns whether it is gone. */
function removeIfEmpty(folder: string): boolean {
  try {
    rmdirSync(folder);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOTEMPTY" || code === "EEXIST") return false;
    if (isImpossible(error)) return true;
    throw error;
  }
}

/** True for what is not there, and for what can't be: it failed because of such a name. */
function isImpossible(error: unknown): boolean {
  return isAbsent(error) || (error as NodeJS.ErrnoException).code === "ENAMETOOLONG";
}

/** @throws UserError for a path whose folder leads out of the repository. */
function inside(root: string, path: string): void {
  const folder = dirname(join(root, path));
  if (!existsSync(folder)) return;
  const real = realpathSync(folder);
  if (real === root || real.startsWith(root + sep)) return;
  throw UserError.of("path", `${path} leads out of the repository by a symbolic link.`, { path });
}
