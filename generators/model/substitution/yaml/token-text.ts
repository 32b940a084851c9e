import { own } from "../../../base/own.ts";
import { SubstitutionRefusal } from "../refusal.ts";
import type { Cursor } from "./cursor.ts";

export interface ScalarToken {
  readonly kind: "scalar";
  readonly text: string;
  readonly isPlain: boolean;
}

/** The name of an anchor or of an alias. */
export function anchorAt(cursor: Cursor): string {
  cursor.skip(1);
  const name = cursor.match(/[\w-]+/y);
  cursor.skip(name.length);
  const isEnd = cursor.isBlankAt(0) || /[?:,\]}%@`]/.test(cursor.char());
  if (name === "" || !isEnd) {
    throw new SubstitutionRefusal("did not find expected alphabetic or numeric character");
  }
  return name;
}

/** A tag, with what `!!` stands for. */
export function tagAt(cursor: Cursor): string {
  const verbatim = cursor.match(/!<(?:[\w\-;/?:@&=+$,.!~*'()[\]]|%[\da-fA-F]{2})+>/y);
  const found = verbatim || cursor.match(/!(?:[\w\-;/?:@&=+$,.!~*'()[\]]|%[\da-fA-F]{2})*/y);
  cursor.skip(found.length);
  const named = /^!([\w-]*)!(.*)$/.exec(found);
  if (!cursor.isBlankAt(0) || found === "!<" || named?.[2] === "") {
    throw new SubstitutionRefusal("did not find expected whitespace or line break");
  }
  if (named !== null && named[1] !== "" && verbatim === "") {
    throw new SubstitutionRefusal("found undefined tag handle");
  }
  if (verbatim !== "") return verbatim.slice(2, -1);
  return named === null ? found : `tag:yaml.org,2002:${named[2]}`;
}

/** A text in quotes. */
export function quotedAt(cursor: Cursor, quote: string): ScalarToken {
  cursor.skip(1);
  const pieces: string[] = [];
  const inner = quote === "'" ? /(?:[^' \t\n\u2028\u2029]|'')+/y : /[^"\\ \t\n\u2028\u2029]+/y;
  for (;;) {
    if (cursor.isDocumentMark())
      throw new SubstitutionRefusal("found unexpected document indicator");
    if (cursor.char() === "") throw new SubstitutionRefusal("found unexpected end of stream");
    let isJoined = false;
    while (!isJoined && !cursor.isBlankAt(0)) {
      const text = cursor.match(inner);
      cursor.skip(text.length);
      if (text !== "") pieces.push(quote === "'" ? text.replaceAll("''", "'") : text);
      else if (cursor.char() === quote) break;
      else if (/[\n\u2028\u2029]/.test(cursor.char(1))) {
        cursor.skip(1);
        cursor.takeBreak();
        isJoined = true;
      } else pieces.push(escapeAt(cursor));
    }
    if (cursor.char() === quote) break;
    pieces.push(foldedAt(cursor, isJoined).text);
  }
  cursor.skip(1);
  return { kind: "scalar", text: pieces.join(""), isPlain: false };
}

function oneAt(cursor: Cursor): string {
  const char = cursor.char();
  cursor.skip(1);
  return char;
}

const ESCAPES: Readonly<Record<string, string>> = {
  "0": "\0",
  a: "\x07",
  b: "\b",
  t: "\t",
  "\t": "\t",
  n: "\n",
  v: "\v",
  f: "\f",
  r: "\r",
  e: "\x1b",
  " ": " ",
  '"': '"',
  "'": "'",
  "\\": "\\",
  N: "\u0085",
  _: "\u00a0",
  L: "\u2028",
  P: "\u2029",
};

function escapeAt(cursor: Cursor): string {
  const char = cursor.char(1);
  cursor.skip(2);
  const escaped = own(ESCAPES, char);
  if (escaped !== undefined) return escaped;
  const length = { x: 2, u: 4, U: 8 }[char];
  if (length === undefined) throw new SubstitutionRefusal("found unknown escape character");
  const digits = cursor.match(/[\da-fA-F]{0,8}/y).slice(0, length);
  const code = Number.parseInt(digits, 16);
  if (digits.length < length || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) {
    throw new SubstitutionRefusal("found invalid Unicode character escape code");
  }
  cursor.skip(length);
  return String.fromCodePoint(code);
}

interface Folded {
  /** Blanks as they are; of line ends the first is a space, or nothing before others. */
  readonly text: string;
  readonly hasBreak: boolean;
}

/**
 * Blanks and line ends within a text.
 * @param isBroken whether one line end before it was escaped.
 * @param indent a tab before this column is refused.
 */
function foldedAt(cursor: Cursor, isBroken: boolean, indent = 0): Folded {
  let blanks = "";
  let first: string | undefined;
  let rest = "";
  for (;;) {
    const isNewLine = isBroken || first !== undefined;
    if (cursor.isBreak()) {
      const char = cursor.takeBreak();
      if (isNewLine) rest += char;
      else first = char;
    } else if (cursor.char() === " " || cursor.char() === "\t") {
      if (isNewLine && cursor.column < indent && cursor.char() === "\t") {
        throw new SubstitutionRefusal("found a tab character that violates indentation");
      }
      const char = oneAt(cursor);
      if (!isNewLine) blanks += char;
    } else break;
  }
  if (isBroken) return { text: rest, hasBreak: true };
  if (first === undefined) return { text: blanks, hasBreak: false };
  if (first !== "\n") return { text: first + rest, hasBreak: true };
  return { text: rest === "" ? " " : rest, hasBreak: true };
}

/** A text without quotes, of as many lines as are indented more than what it is in. */
export function plainAt(
  cursor: Cursor,
  isInBrackets: boolean,
  indent: number,
): { token: ScalarToken; isAtLineStart: boolean } {
  const pieces: string[] = [];
  let between: Folded = { text: "", hasBreak: false };
  const end = isInBrackets ? /[,?[\]{}]/ : /$^/;
  while (!cursor.isDocumentMark() && cursor.char() !== "#") {
    const line: string[] = [];
    while (!cursor.isBlankAt(0)) {
      const run = cursor.match(/[^ \t\n\u2028\u2029:,?[\]{}]+/y);
      const char = cursor.char();
      if (run === "" && ((char === ":" && cursor.isBlankAt(1)) || end.test(char))) break;
      line.push(run || char);
      cursor.skip(run.length || 1);
    }
    if (line.length > 0) {
      pieces.push(between.text, ...line);
      between = { text: "", hasBreak: false };
    }
    if (!cursor.isBlankAt(0) || cursor.char() === "") break;
    between = foldedAt(cursor, false, indent + 1);
    if (!isInBrackets && cursor.column < indent + 1) break;
  }
  const token: ScalarToken = { kind: "scalar", text: pieces.join(""), isPlain: true };
  return { token, isAtLineStart: between.hasBreak };
}
