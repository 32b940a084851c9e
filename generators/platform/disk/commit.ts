import { randomUUID } from "node:crypto";
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import type { FileChange } from "../../base/files.ts";
import { UserError } from "../../base/problem/problem.ts";
import { isAbsent } from "./disk.ts";
import {
  digest,
  identityOf,
  type Journal,
  type JournalStep,
  markReady,
  temporaries,
  writeJournal,
} from "./journal.ts";
import { withLock } from "./lock.ts";
import { recoverLocked, settle } from "./recover.ts";
import { targetOf } from "./target.ts";

/**
 * Writes a plan's changes below `root`: all of them or, where one fails, none.
 *
 * First a journal says what is about to happen. Then every new text is written beside its
 * target under a temporary name, and every file that is replaced is kept there as well, which
 * finds a full disk or a missing permission before anything has changed. Then each is put in
 * place by one renaming, in the order given (`Tree.changes`: new files first, then the edits
 * that refer to them, removals last). What was done is undone when a step fails, or by the next
 * run (`recover`) when this one is killed. Another run can't write in the meantime.
 * @throws UserError when a file is not as it was when the plan was made, or can't be written.
 */
export function commit(root: string, changes: readonly FileChange[]): void {
  if (changes.length === 0) return;
  try {
    const real = realpathSync(root);
    withLock(real, () => {
      recoverLocked(real);
      for (const change of changes) unchanged(real, change);
      const journal = journalOf(real, changes);
      try {
        write(real, changes, journal);
      } catch (error) {
        if (undone(real, error as Error)) throw error;
      }
      try {
        settle(real, journal);
      } catch {
        // All is written. What is left of the way there, the next run finds by the journal.
      }
    });
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw UserError.of("write", `The change could not be written: ${(error as Error).message}.`, {
      hint: "Everything is as it was before.",
    });
  }
}

/** Undoes what was written. False where all of it was, whatever failed. */
function undone(root: string, cause: Error): boolean {
  try {
    return recoverLocked(root) !== "complete";
  } catch (error) {
    const [problem] = error instanceof UserError ? error.problems : [];
    throw UserError.of(
      "half-written",
      `The change could not be written: ${cause.message}. ${(error as Error).message}`,
      { hint: problem?.hint ?? "Put that right, and run the command again: it undoes the rest." },
    );
  }
}

function unchanged(root: string, change: FileChange): void {
  const target = join(root, change.path);
  let found: string | undefined;
  try {
    // Whatever stands where a file is to be created is in its way.
    found =
      change.kind === "create" ? String(lstatSync(target).mode) : readFileSync(target, "utf8");
  } catch (error) {
    if (!isAbsent(error)) throw error;
  }
  const expected = change.kind === "create" ? undefined : change.before;
  if (found === expected) return;
  const what =
    expected === undefined ? "appeared" : found === undefined ? "was removed" : "was changed";
  throw UserError.of(
    "changed",
    `${change.path} ${what} while the plan was made. Nothing was written.`,
    {
      path: change.path,
      hint: "Run the command again.",
    },
  );
}

function journalOf(root: string, changes: readonly FileChange[]): Journal {
  const folders = new Set<string>();
  const steps = changes.map((change): JournalStep => {
    const { target, missing } = targetOf(root, change);
    for (const folder of missing) folders.add(folder);
    return {
      kind: change.kind,
      target,
      ...(change.kind === "create" ? {} : { before: digest(change.before) }),
      ...(change.kind === "remove" ? {} : { after: digest(change.after) }),
    };
  });
  distinct(steps, changes);
  const id = randomUUID().slice(0, 8);
  return { id, root: identityOf(root), folders: [...folders], steps };
}

/**
 * Two paths of a plan can be one file: by a symbolic link or, of a new one, where a file system
 * takes `a` and `A` for the same. The second would lose the first.
 */
function distinct(steps: readonly JournalStep[], changes: readonly FileChange[]): void {
  const known = new Map<string, { step: JournalStep; path: string }>();
  for (const [index, step] of steps.entries()) {
    const path = changes[index]?.path ?? step.target;
    const name = step.target.normalize().toLowerCase();
    const other = known.get(name);
    const isNew = step.kind === "create" || other?.step.kind === "create";
    if (other !== undefined && (isNew || other.step.target === step.target)) {
      throw UserError.of("path", `${path} and ${other.path} are the same file.`, {
        path,
        hint: "By a symbolic link, or where capital and small letters are the same: keep one.",
      });
    }
    known.set(name, { step, path });
  }
}

function write(root: string, changes: readonly FileChange[], journal: Journal): void {
  writeJournal(root, journal);
  for (const folder of journal.folders) mkdirSync(join(root, folder));
  const pairs = journal.steps.map((step, index) => [step, changes[index] as FileChange] as const);
  for (const [step, change] of pairs) stage(root, change, step, journal);
  markReady(root);
  for (const [step, change] of pairs) {
    // Once more, now that the disk was waited for: what is edited at this moment is not lost.
    unchanged(root, change);
    const { staged, kept } = temporaries(root, journal, step);
    const target = join(root, step.target);
    if (change.kind === "remove") renameSync(target, kept);
    else renameSync(staged, target);
  }
}

function stage(root: string, change: FileChange, step: JournalStep, journal: Journal): void {
  if (change.kind === "remove") return;
  const { staged, kept } = temporaries(root, journal, step);
  const mode = change.kind === "edit" ? statSync(join(root, step.target)).mode & 0o7777 : undefined;
  if (change.kind === "edit") writeNew(kept, change.before, mode);
  writeNew(staged, change.after, mode);
}

/** Writes a file that must not exist. At no time can more people read it than `mode` allows. */
function writeNew(path: string, text: string, mode: number | undefined): void {
  writeFileSync(path, text, { flag: "wx", ...(mode === undefined ? {} : { mode }) });
  // On creation the umask takes something off the mode.
  if (mode !== undefined) chmodSync(path, mode);
}
