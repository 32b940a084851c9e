import { isTimestamp, resolved } from "./resolve.ts";

export type ScalarStyle = "plain" | "single" | "double" | "literal";

/** Columns behind which a line is broken at a space. */
const WIDTH = 80;
/** Bytes of a key that stands on one line with its value. */
const KEY_MAX = 128;
/** Line ends of YAML 1.1. */
const BREAK = /[\n\r\u0085\u2028\u2029]/;
/** What is no line end and is escaped all the same, a byte order mark and a tab included. */
const SPECIAL = /[^\n\x20-\x7e\u00a0-\ud7ff\ue000-\ufefe\uff00-\ufffd]/u;
/** A number of base 60, as it was once read. */
const BASE_60 = /^[-+]?\d[\d_]*(?::[0-5]?\d)+(?:\.[\d_]*)?$/;
/** What a plain scalar may not begin with, or hold. */
const INDICATOR =
  /^(?:---|\.\.\.|[#,[\]{}&*!|>'"%@`]|[?:-](?:[ \t]|$))|:(?:[ \t]|$)|[ \t\n\r\u0085\u2028\u2029]#/;

export function isSimpleKey(key: string): boolean {
  return !BREAK.test(key) && Buffer.byteLength(key) <= KEY_MAX;
}

/** How sigs.k8s.io/yaml writes a text (go.yaml.in/yaml/v2, encode.go and emitterc.go). */
export function styleOf(value: string, isKey: boolean): ScalarStyle {
  const isSpecial = SPECIAL.test(value) || / [\n\r\u0085\u2028\u2029]/.test(value);
  if (value.includes("\n")) {
    return isSpecial || isKey || value.endsWith(" ") ? "double" : "literal";
  }
  const isText = typeof resolved(value) === "string" && !isTimestamp(value);
  if (!isText || BASE_60.test(value) || isSpecial) return "double";
  if (BREAK.test(value)) return isKey || /[\u2028\u2029] /.test(value) ? "double" : "single";
  return INDICATOR.test(value) || /^ | $/.test(value) ? "single" : "plain";
}

/** A text of several lines as it is, below `|`. */
export function blockOf(value: string, indent: number): string {
  const isIndented = /^[ \n\r\u0085\u2028\u2029]/.test(value);
  const chomping = !value.endsWith("\n")
    ? "-"
    : /(?:^|[\n\r\u0085\u2028\u2029])\n$/.test(value)
      ? "+"
      : "";
  const lines = value
    .replace(/\n$/, "")
    .replace(/^(?=[^\n\r\u0085\u2028\u2029])/gm, " ".repeat(indent));
  return `|${isIndented ? "2" : ""}${chomping}\n${lines}`;
}

/**
 * A text in one line, or in several broken at spaces.
 * @param column where it begins.
 * @param indent of further lines; undefined where there may be none.
 */
export function inlineOf(
  value: string,
  style: Exclude<ScalarStyle, "literal">,
  column: number,
  indent: number | undefined,
): string {
  const isShort = indent === undefined || column + value.length <= WIDTH;
  if (style === "plain" && isShort) return value;
  const quote = { plain: "", single: "'", double: '"' }[style];
  const pieces = [quote];
  // Behind a byte order mark at its start every character is escaped.
  const isMarked = value.startsWith("\ufeff");
  let at = column + quote.length;
  let isSpaced = false;
  const chars = [...value];
  for (const [index, char] of chars.entries()) {
    const isBreak = char === " " && !isSpaced && at > WIDTH && indent !== undefined && !isMarked;
    const isSpaceNext = chars[index + 1] === " ";
    const isInner = index > 0 && index < chars.length - 1;
    const isBroken = isBreak && isInner && (style === "double" || !isSpaceNext);
    const piece = isBroken
      ? `\n${" ".repeat(indent)}${isSpaceNext ? "\\" : ""}`
      : style === "single"
        ? char.replace("'", "''")
        : style === "double"
          ? escaped(char, isMarked)
          : char;
    pieces.push(piece);
    at = isBroken ? indent + (isSpaceNext ? 1 : 0) : at + piece.length;
    isSpaced = char === " ";
  }
  pieces.push(quote);
  return pieces.join("");
}

const ESCAPES = new Map([
  ...[...'\0\x07\b\t\n\v\f\r\x1b"\\\u0085\u00a0\u2028\u2029'].map(
    (char, index) => [char, `\\${'0abtnvfre"\\N_LP'[index]}`] as const,
  ),
]);

function escaped(char: string, isMarked: boolean): string {
  const code = char.codePointAt(0) ?? 0;
  const isBreak = BREAK.test(char) || code === 0xfeff;
  if (!isMarked && !SPECIAL.test(char) && !isBreak && char !== '"' && char !== "\\") return char;
  const known = ESCAPES.get(char);
  if (known !== undefined) return known;
  const digits = code.toString(16).toUpperCase();
  if (code <= 0xff) return `\\x${digits.padStart(2, "0")}`;
  return code <= 0xffff ? `\\u${digits.padStart(4, "0")}` : `\\U${digits.padStart(8, "0")}`;
}
