import { describe, expect, it } from "vitest";
import { excerpt } from "../../generators/base/text/excerpt.ts";
import { paintFor } from "../../generators/base/text/text.ts";

const paint = paintFor(false, {});
const LINE = "0123456789".repeat(5);

/** The line and its caret, of a screen that leaves so much room behind the number and the rule. */
function shown(source: string, column: number | undefined, room?: number, line = 7): string[] {
  const taken = 2 + String(line).length + 3;
  const width = room === undefined ? undefined : room + taken;
  return excerpt(source, { line, column }, { paint, width, indent: 2 });
}

describe("a line of a file", () => {
  it("is whole where the screen has room for it, to the last column", () => {
    expect(shown(LINE, 1)).toEqual([`  7 │ ${LINE}`, "    │ ^"]);
    expect(shown(LINE, 3, 50)).toEqual([`  7 │ ${LINE}`, "    │   ^"]);
    expect(shown(LINE, 41, 50)).toEqual([`  7 │ ${LINE}`, `    │ ${" ".repeat(40)}^`]);
    expect(shown(LINE, undefined, 50)).toEqual([`  7 │ ${LINE}`]);
  });

  it("is cut at its end where the column is at its beginning", () => {
    expect(shown(LINE, 1, 49)).toEqual([`  7 │ ${LINE.slice(0, 48)}…`, "    │ ^"]);
    expect(shown(LINE, undefined, 49)).toEqual([`  7 │ ${LINE.slice(0, 48)}…`]);
    expect(shown(LINE, 11, 20)).toEqual(["  7 │ 0123456789012345678…", "    │           ^"]);
  });

  it("is cut on both sides of a column in the middle, which gets half of the room", () => {
    expect(shown(LINE, 12, 20)).toEqual(["  7 │ …234567890123456789…", "    │           ^"]);
    expect(shown(LINE, 26, 21)).toEqual(["  7 │ …6789012345678901234…", "    │           ^"]);
  });

  it("is cut at its beginning alone where the column is near its end", () => {
    expect(shown(LINE, 41, 20)).toEqual(["  7 │ …1234567890123456789", "    │           ^"]);
    expect(shown(LINE, 50, 20)).toEqual(["  7 │ …0123456789", "    │           ^"]);
  });

  it("has less room behind a number with more digits", () => {
    expect(shown(LINE, 1, 10, 1234)).toEqual([`  1234 │ ${LINE.slice(0, 9)}…`, "       │ ^"]);
  });

  it("is counted in what the terminal shows: wide letters are two, a tab is one", () => {
    expect(shown("日本語日本語", 4, 12)).toEqual(["  7 │ 日本語日本語", "    │       ^"]);
    expect(shown("日本語日本語", 4, 8)).toEqual(["  7 │ …語日本…", "    │    ^"]);
    expect(shown("\ta: b  ", 2, 40)).toEqual(["  7 │  a: b", "    │  ^"]);
  });

  it("has its caret behind it where the column is beyond its end", () => {
    expect(shown("ab", 9, 40)).toEqual(["  7 │ ab", "    │   ^"]);
  });
});
