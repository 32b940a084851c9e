import { diff3Merge } from "node-diff3";

/** A file as the templates made it, as it is today, and as the templates make it now. */
export interface Versions {
  readonly made: string;
  readonly today: string;
  readonly now: string;
}

/** Whose text stands where both have changed the same lines; git's names for it. */
export type MergeSide = "ours" | "theirs";

/** Lines that a person and the templates changed in different ways. */
interface Conflict {
  /** One-based, in the file as it is today. */
  readonly line: number;
  /** Both sides as git shows them, with what was generated between them (its style `diff3`). */
  readonly lines: readonly string[];
}

export interface Merged {
  /** Without a side, the text of a file with conflicts has today's lines in their place. */
  readonly text: string;
  readonly conflicts: readonly Conflict[];
}

/** Lines of a file that is merged: beyond some ten thousand the work takes seconds and the stack. */
const LONGEST = 10_000;

/** Whether a file has more lines than a manifest can have that somebody looks after. */
export function isTooLong(today: string): boolean {
  return linesOf(today).length > LONGEST;
}

/**
 * Takes what the templates changed into today's text, line by line. Changes that touch each
 * other are conflicts, as in git.
 * @param side settles conflicts; without one they are returned.
 */
export function mergeText({ made, today, now }: Versions, side?: MergeSide): Merged {
  const [ours, base, theirs] = [today, inFormOf(today, made), inFormOf(today, now)];
  const conflicts: Conflict[] = [];
  const lines = diff3Merge(linesOf(ours), linesOf(base), linesOf(theirs)).flatMap((region) => {
    if (region.conflict === undefined) return region.ok ?? [];
    const { a, o, b, aIndex } = region.conflict;
    if (side !== undefined) return side === "ours" ? a : b;
    const shown = ["<<<<<<< today", ...a, "||||||| generated", ...o, "=======", ...b];
    conflicts.push({ line: aIndex + 1, lines: [...shown, ">>>>>>> templates"] });
    return a;
  });
  return { text: lines.join("\n"), conflicts };
}

/** Whether a file is still what the templates made, whatever its line ends. */
export function isSame(today: string, made: string): boolean {
  return today === inFormOf(today, made);
}

/**
 * Text of a template in the form of a file: its line ends, a byte order mark, a missing last
 * line end. Of mixed line ends those that differ count as edited.
 */
export function inFormOf(file: string, text: string): string {
  const ends = file.match(/\r?\n/g) ?? [];
  const isWindows = ends.length > 0 && ends.every((end) => end === "\r\n");
  const whole = isWindows ? text.replaceAll("\n", "\r\n") : text;
  const ended = file.endsWith("\n") ? whole : whole.replace(/\r?\n$/, "");
  return file.startsWith("\ufeff") ? `\ufeff${ended}` : ended;
}

function linesOf(text: string): string[] {
  return text.split("\n");
}
