import { type Change, diffLines } from "diff";
import type { FieldChange } from "../comparison.ts";

/** A line of a field's diff, as in a unified diff. */
export interface FieldLine {
  /** `@` for lines that are left out, which the text counts. */
  readonly sign: "+" | "-" | " " | "@";
  readonly text: string;
}

/** Lines shown around what differs. */
const CONTEXT = 3;
/** Lines removed and added. */
const EDITS_MAX = 1000;

/** The two values of a field, line by line; of long ones only what is near a difference. */
export function fieldLines({ before, after }: FieldChange): FieldLine[] {
  const parts = partsOf(ended(before), ended(after));
  return parts.flatMap(({ added, removed, value }, index): FieldLine[] => {
    const lines = value.replace(/\n$/, "").split("\n");
    if (added || removed) {
      const sign = added ? "+" : "-";
      return value === "" ? [] : lines.map((text) => ({ sign, text }));
    }
    const head = index === 0 ? 0 : CONTEXT;
    const tail = index === parts.length - 1 ? 0 : CONTEXT;
    const same = (text: string): FieldLine => ({ sign: " ", text });
    const left = lines.length - head - tail;
    if (left < 2) return lines.map(same);
    return [
      ...lines.slice(0, head).map(same),
      { sign: "@", text: `${left} lines` },
      ...lines.slice(lines.length - tail).map(same),
    ];
  });
}

/** Texts that have very little in common as wholes: what they share takes very long to find. */
function partsOf(before: string, after: string): readonly Change[] {
  return (
    diffLines(before, after, { maxEditLength: EDITS_MAX }) ?? [
      { value: before, count: 0, removed: true, added: false },
      { value: after, count: 0, removed: false, added: true },
    ]
  );
}

/** A value of one line that becomes another one: shown beside each other. */
export function isShort({ before, after }: FieldChange): boolean {
  return [before, after].every((text) => text === undefined || !text.includes("\n"));
}

function ended(text: string | undefined): string {
  return text === undefined ? "" : `${text}\n`;
}
