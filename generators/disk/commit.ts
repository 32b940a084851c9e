import { randomUUID } from "node:crypto";
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join, sep } from "node:path";
import { UserError } from "../problem/problem.ts";
import type { Change } from "../tree/tree.ts";
import { isAbsent } from "./disk.ts";
import { withLock } from "./lock.ts";

/** What takes back one step. Run in reverse order. */
type Undo = (() => void)[];

/**
 * Writes a plan's changes below `root`: all of them or, where one fails, none.
 *
 * Every file is first written beside its target under a temporary name, which finds a full
 * disk or a missing permission before anything has changed. Then they are put in place in
 * the order given (`Tree.changes`: new files first, then the edits that refer to them).
 * What was done is undone when a step fails. Another run can't write in the meantime.
 * @throws UserError when a file is not as it was when the plan was made, or can't be written.
 */
export function commit(root: string, changes: readonly Change[]): void {
  const undo: Undo = [];
  try {
    const real = realpathSync(root);
    withLock(real, () => {
      for (const change of changes) unchanged(real, change);
      const staged = changes.map((change) => stage(real, change, undo));
      distinct(staged);
      for (const each of staged) put(each, undo);
    });
  } catch (error) {
    const failures = undoAll(undo);
    if (error instanceof UserError && failures.length === 0) throw error;
    const undone = failures.length === 0;
    throw UserError.of(
      undone ? "write" : "half-written",
      `The change could not be written: ${(error as Error).message}.`,
      {
        hint: undone
          ? "Everything is as it was before."
          : `Undoing it failed too (${failures.join("; ")}): git status shows what is left.`,
      },
    );
  }
}

function unchanged(root: string, change: Change): void {
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

/** A change whose text is on the disk, beside its target and under another name. */
interface Staged {
  readonly change: Change;
  readonly temporary: string;
  readonly target: string;
  /** Permissions of the file that is replaced. */
  readonly mode: number | undefined;
}

function stage(root: string, change: Change, undo: Undo): Staged {
  const path = join(root, change.path);
  if (change.kind === "create") makeFolders(root, dirname(path), change, undo);
  // A file that is edited through a symbolic link stays one: what it leads to is replaced.
  const target =
    change.kind === "edit" ? realpathSync(path) : join(realpathSync(dirname(path)), basename(path));
  inside(root, dirname(target), change);
  const mode = change.kind === "edit" ? statSync(target).mode & 0o7777 : undefined;
  const temporary = beside(target);
  // It may be half-written, or not there: renamed already, or a name that can't be.
  undo.push(() => {
    if (existsSync(temporary)) rmSync(temporary);
  });
  writeNew(temporary, change.after, mode);
  return { change, temporary, target, mode };
}

/** Makes the folders that are missing, one by one: each must be undone where the next one fails. */
function makeFolders(root: string, folder: string, change: Change, undo: Undo): void {
  if (existsSync(folder)) {
    inside(root, folder, change);
    return;
  }
  makeFolders(root, dirname(folder), change, undo);
  mkdirSync(folder);
  undo.push(() => rmdirSync(folder));
}

function inside(root: string, folder: string, change: Change): void {
  const real = realpathSync(folder);
  if (real === root || real.startsWith(root + sep)) return;
  throw UserError.of("path", `${change.path} leads out of the repository by a symbolic link.`, {
    path: change.path,
  });
}

/** A name that no other run has used, not even one that was killed and left its files. */
function beside(target: string): string {
  return `${target}.flux-cd-${randomUUID().slice(0, 8)}`;
}

/** Writes a file that must not exist. At no time can more people read it than `mode` allows. */
function writeNew(path: string, text: string, mode: number | undefined): void {
  writeFileSync(path, text, { flag: "wx", ...(mode === undefined ? {} : { mode }) });
  // On creation the umask takes something off the mode.
  if (mode !== undefined) chmodSync(path, mode);
}

/** Two paths of a plan can be one file by a symbolic link: the second edit would lose the first. */
function distinct(staged: readonly Staged[]): void {
  const paths = new Map<string, string>();
  for (const { change, target } of staged) {
    const other = paths.get(target);
    if (other !== undefined) {
      throw UserError.of("path", `${change.path} and ${other} are the same file.`, {
        path: change.path,
        hint: "One of them is a symbolic link: let the repository refer to the file itself.",
      });
    }
    paths.set(target, change.path);
  }
}

function put({ change, temporary, target, mode }: Staged, undo: Undo): void {
  renameSync(temporary, target);
  undo.push(() => {
    if (change.kind === "create") {
      rmSync(target, { force: true });
      return;
    }
    const original = beside(target);
    writeNew(original, change.before, mode);
    renameSync(original, target);
  });
}

function undoAll(undo: Undo): string[] {
  return [...undo].reverse().flatMap((step) => {
    try {
      step();
      return [];
    } catch (error) {
      return [(error as Error).message];
    }
  });
}
