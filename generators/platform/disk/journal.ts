import { createHash } from "node:crypto";
import { appendFileSync, lstatSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type FileChange, insidePath, isBeyond } from "../../base/files.ts";
import { UserError } from "../../base/problem/problem.ts";

/** In the repository's folder, and there only while a change is written. */
export const JOURNAL = ".flux-cd.journal";

/** One file of a commit. Texts are known by their digests. */
export interface JournalStep {
  readonly kind: FileChange["kind"];
  /** Where it is, from the root and without symbolic links. */
  readonly target: string;
  /** Absent for a file that is created, or removed. */
  readonly before?: string;
  readonly after?: string;
}

/** What a commit is about to do: enough for whoever comes next to take it back. */
export interface Journal {
  /** Part of the names of its temporary files. */
  readonly id: string;
  /** The folder that it was written in: in a copy or a clone it counts for nothing. */
  readonly root: string;
  /** Folders that are made, from the root, outer ones first. */
  readonly folders: readonly string[];
  readonly steps: readonly JournalStep[];
}

/** A journal on the disk, and whether everything was staged: only then was a target touched. */
export interface FoundJournal {
  readonly journal: Journal;
  readonly isReady: boolean;
}

const READY = "ready\n";

/** The temporary files beside a step's target: its new text, and the file that it replaces. */
export function temporaries(
  root: string,
  { id, steps }: Pick<Journal, "id" | "steps">,
  step: JournalStep,
): { staged: string; kept: string } {
  const folder = dirname(join(root, step.target));
  const name = join(folder, `.flux-cd-${id}-${steps.indexOf(step)}`);
  return { staged: `${name}.new`, kept: `${name}.old` };
}

/** What tells a folder from its copies. */
export function identityOf(root: string): string {
  return String(statSync(root, { bigint: true }).ino);
}

/** Writes it in one go. One that was cut short says that nothing else was begun. */
export function writeJournal(root: string, journal: Journal): void {
  writeFileSync(join(root, JOURNAL), `${JSON.stringify(journal)}\n`, { flag: "wx" });
}

/** Says that everything is staged: what follows is the putting in place. */
export function markReady(root: string): void {
  appendFileSync(join(root, JOURNAL), READY);
}

export function removeJournal(root: string): void {
  rmSync(join(root, JOURNAL), { force: true });
}

/** Bytes that no commit's journal has: a step is some 300. */
const LARGEST = 64 * 1024 * 1024;

/**
 * Whether there is one that a run can have written: a link, a pipe or a folder of that name came with
 * the repository, and is not looked into.
 */
export function hasJournal(root: string): boolean {
  const stat = lstatSync(join(root, JOURNAL), { throwIfNoEntry: false });
  return stat?.isFile() === true && stat.size <= LARGEST;
}

/**
 * The journal in a folder; "cut short" for one that was not written to its end, undefined for
 * none. It is a file like any other of the repository: nothing in it is trusted.
 * @throws UserError when it is of another folder, or was tampered with.
 */
export function readJournal(root: string): FoundJournal | "cut short" | undefined {
  if (!hasJournal(root)) return undefined;
  const text = readFileSync(join(root, JOURNAL), "utf8");
  const end = text.indexOf("\n") + 1;
  if (end === 0) return "cut short";
  const journal = parsed(text.slice(0, end));
  if (isJournal(journal) && journal.root === identityOf(root)) {
    return { journal, isReady: text.slice(end) === READY };
  }
  throw UserError.of(
    "half-written",
    `${JOURNAL} is not of a run in this folder: perhaps it came with a copy of it.`,
    { path: JOURNAL, hint: "See with git status that all is well, and remove it." },
  );
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function isJournal(data: unknown): data is Journal {
  const { id, root, folders, steps } = (data ?? {}) as Record<string, unknown>;
  return (
    typeof id === "string" &&
    /^[0-9a-f]{8}$/.test(id) &&
    typeof root === "string" &&
    Array.isArray(folders) &&
    folders.every(isInside) &&
    Array.isArray(steps) &&
    steps.every(isStep)
  );
}

function isStep(data: unknown): data is JournalStep {
  const { kind, target, before, after } = (data ?? {}) as Record<string, unknown>;
  return (
    isInside(target) &&
    (kind === "create") === (before === undefined) &&
    (kind === "remove") === (after === undefined) &&
    [before, after].every((each) => each === undefined || typeof each === "string")
  );
}

function isInside(path: unknown): path is string {
  try {
    return typeof path === "string" && insidePath(path) === path && !isBeyond(path, {});
  } catch {
    return false;
  }
}

/** The digest of a text or of a file's bytes. */
export function digest(content: string | Buffer): string {
  return createHash("sha256").update(content).digest("hex");
}
