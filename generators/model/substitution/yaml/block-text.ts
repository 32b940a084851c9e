import { SubstitutionRefusal } from "../refusal.ts";
import type { Cursor } from "./cursor.ts";
import type { ScalarToken } from "./token-text.ts";

/** A text below `|` or `>`. */
export function blockAt(cursor: Cursor, isLiteral: boolean, parent: number): ScalarToken {
  cursor.skip(1);
  const header = cursor.match(/(?:[+-]\d?|\d[+-]?)?/y);
  cursor.skip(header.length);
  if (header.includes("0")) {
    throw new SubstitutionRefusal("found an indentation indicator equal to 0");
  }
  cursor.skip(cursor.match(/[ \t]*(?:#[^\n\u2028\u2029]*)?/y).length);
  if (cursor.char() !== "" && !cursor.isBreak()) {
    throw new SubstitutionRefusal("did not find expected comment or line break");
  }
  if (cursor.isBreak()) cursor.takeBreak();
  const hint = Number(/\d/.exec(header)?.[0] ?? 0);
  const known = hint === 0 ? 0 : Math.max(parent, 0) + hint;
  const pieces: string[] = [];
  let { indent, breaks } = emptyLinesAt(cursor, known, parent);
  let lineEnd = "";
  let isBlankBefore = false;
  while (cursor.column === indent && cursor.char() !== "") {
    const isBlank = /[ \t]/.test(cursor.char());
    const isFolded = !isLiteral && !isBlankBefore && !isBlank && lineEnd === "\n";
    if (!isFolded) pieces.push(lineEnd);
    else if (breaks === "") pieces.push(" ");
    pieces.push(breaks);
    isBlankBefore = isBlank;
    const line = cursor.match(/[^\n\u2028\u2029]*/y);
    cursor.skip(line.length);
    pieces.push(line);
    lineEnd = cursor.isBreak() ? cursor.takeBreak() : "";
    ({ indent, breaks } = emptyLinesAt(cursor, indent, parent));
  }
  if (!header.includes("-")) pieces.push(lineEnd);
  if (header.includes("+")) pieces.push(breaks);
  return { kind: "scalar", text: pieces.join(""), isPlain: false };
}

/** Goes over empty lines, and finds the indentation where it is 0. */
function emptyLinesAt(
  cursor: Cursor,
  indent: number,
  parent: number,
): { indent: number; breaks: string } {
  const breaks: string[] = [];
  let widest = 0;
  for (;;) {
    const spaces = cursor.match(/ */y).length;
    cursor.skip(indent === 0 ? spaces : Math.max(0, Math.min(spaces, indent - cursor.column)));
    widest = Math.max(widest, cursor.column);
    if ((indent === 0 || cursor.column < indent) && cursor.char() === "\t") {
      throw new SubstitutionRefusal("found a tab character where an indentation space is expected");
    }
    if (!cursor.isBreak()) break;
    breaks.push(cursor.takeBreak());
  }
  const found = indent === 0 ? Math.max(widest, parent + 1, 1) : indent;
  return { indent: found, breaks: breaks.join("") };
}
