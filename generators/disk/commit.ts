import {
  chmodSync,
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
import { dirname, join, sep } from "node:path";
import { UserError } from "../problem/problem.ts";
import type { Change } from "../tree/tree.ts";
import { isAbsent } from "./disk.ts";

/**
 * Writes a plan's changes below `root`: all of them or, where one fails, none.
 *
 * Every file is first written beside its target under a temporary name, which finds a full
 * disk or a missing permission before anything has changed. Then new files are put in
 * place, and the edits that refer to them last. What was done is undone when a step fails.
 * @throws UserError when a file is not as it was when the plan was made, or can't be written.
 */
export function commit(root: string, changes: readonly Change[]): void {
  const real = realpathSync(root);
  // Within a kind the order is that of the paths, which a reader of a failure can follow.
  const ordered = [...changes].sort((a, b) => rank(a) - rank(b));
  const undo: (() => void)[] = [];
  try {
    for (const change of ordered) unchanged(real, change);
    const staged = ordered.map((change) => stage(real, change, undo));
    for (const { change, temporary, target } of staged) {
      renameSync(temporary, target);
      undo.push(() => restore(change, target));
    }
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

function rank(change: Change): number {
  return change.kind === "create" ? 0 : 1;
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

interface Staged {
  readonly change: Change;
  readonly temporary: string;
  readonly target: string;
}

function stage(root: string, change: Change, undo: (() => void)[]): Staged {
  const target = followed(root, change);
  makeFolders(dirname(target), undo);
  inside(root, dirname(target), change);
  const temporary = `${target}.flux-cd-${process.pid}`;
  undo.push(() => rmSync(temporary, { force: true }));
  writeFileSync(temporary, change.after, { flag: "wx" });
  if (change.kind === "edit") chmodSync(temporary, statSync(target).mode);
  return { change, temporary, target };
}

/** A file that is edited through a symbolic link stays one: its target is replaced. */
function followed(root: string, change: Change): string {
  const path = join(root, change.path);
  if (change.kind === "create") return path;
  const target = realpathSync(path);
  inside(root, target, change);
  return target;
}

function inside(root: string, path: string, change: Change): void {
  const real = realpathSync(path);
  if (real === root || real.startsWith(root + sep)) return;
  throw UserError.of("path", `${change.path} leads out of the repository by a symbolic link.`, {
    path: change.path,
  });
}

function makeFolders(folder: string, undo: (() => void)[]): void {
  const first = mkdirSync(folder, { recursive: true });
  if (first === undefined) return;
  // Innermost first; `undo` runs from its end.
  for (let made = first; ; made = join(made, folder.slice(made.length + 1).split(sep)[0] ?? "")) {
    const each = made;
    undo.push(() => rmdirSync(each));
    if (made === folder) return;
  }
}

function restore(change: Change, target: string): void {
  if (change.kind === "create") rmSync(target, { force: true });
  else writeFileSync(target, change.before);
}

function undoAll(undo: readonly (() => void)[]): string[] {
  return [...undo].reverse().flatMap((step) => {
    try {
      step();
      return [];
    } catch (error) {
      return [(error as Error).message];
    }
  });
}
