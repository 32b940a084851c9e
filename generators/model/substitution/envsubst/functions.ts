import { SubstitutionRefusal } from "../refusal.ts";
import type { Effort } from "./effort.ts";
import { trimmed } from "./pattern.ts";

/**
 * What an operator makes of a value, as fluxcd/pkg/envsubst does (funcs.go). An operator that it
 * takes for none, such as `,^`, changes nothing.
 * @throws SubstitutionRefusal where it makes something that is no text.
 */
export function applied(
  operator: string,
  value: string,
  args: readonly string[],
  effort: Effort,
): string {
  const [first = "", second = ""] = args;
  switch (operator) {
    case ",":
      return firstOf(value, lower);
    case ",,":
      return each(value, lower);
    case "^":
      return firstOf(value, upper);
    case "^^":
      return each(value, upper);
    case "#":
      return args.length === 0
        ? String(Buffer.byteLength(value))
        : textOf(trimmed(bytesOf(value), bytesOf(first), false, effort));
    case "##":
      return textOf(trimmed(bytesOf(value), bytesOf(first), true, effort));
    case "%":
      return suffixTrimmed(value, first, false, effort);
    case "%%":
      return suffixTrimmed(value, first, true, effort);
    case ":":
      return substring(value, args);
    case "/":
      return replacedFirst(value, first, second);
    case "//":
      return replacedAll(value, first, second, effort);
    case "/#":
      return args.length === 2 && value.startsWith(first)
        ? replacedFirst(value, first, second)
        : value;
    case "/%":
      return args.length === 2 && value.endsWith(first)
        ? value.slice(0, value.length - first.length) + second
        : value;
    default:
      return value === "" ? args.join("") : value;
  }
}

/** Go knows one letter for each; `ß` has no capital there. */
function upper(letter: string): string {
  const [other = letter, ...more] = letter.toUpperCase();
  return more.length === 0 ? other : letter;
}

function lower(letter: string): string {
  return String.fromCodePoint(letter.toLowerCase().codePointAt(0) ?? 0);
}

function each(value: string, change: (letter: string) => string): string {
  return Array.from(value, change).join("");
}

function firstOf(value: string, change: (letter: string) => string): string {
  const [letter = ""] = value;
  return letter === "" ? value : change(letter) + value.slice(letter.length);
}

function suffixTrimmed(value: string, pattern: string, isLongest: boolean, effort: Effort): string {
  const [text, backwards] = [value, pattern].map((each) => bytesOf([...each].reverse().join("")));
  const rest = trimmed(text ?? "", backwards ?? "", isLongest, effort);
  // Go turns what is no character any more into a mark as it reads the text backwards.
  return [...Buffer.from(rest, "latin1").toString("utf8")].reverse().join("");
}

function replacedAll(value: string, from: string, to: string, effort: Effort): string {
  // Where there is nothing to look for it stands before each character, and at the end.
  const pieces = from === "" ? ["", ...value, ""] : value.split(from);
  effort.make(pieces.length * to.length);
  return pieces.join(to);
}

function replacedFirst(value: string, from: string, to: string): string {
  const at = value.indexOf(from);
  return at < 0 ? value : value.slice(0, at) + to + value.slice(at + from.length);
}

/** Counts bytes, from the end where it is negative. What is no number changes nothing. */
function substring(value: string, args: readonly string[]): string {
  const [start, length] = args.map(integerOf);
  if (start === undefined || (args.length > 1 && length === undefined)) return value;
  const bytes = bytesOf(value);
  const size = BigInt(bytes.length);
  const counted = start < 0n ? size + start : start;
  const from = counted < 0n ? 0n : counted;
  if (length === undefined) return textOf(cut(bytes, from, size));
  if (length < 0n) return textOf(cut(bytes, from, size + length));
  if (from + length > INTEGER_MAX) throw new SubstitutionRefusal("slice bounds out of range");
  return textOf(cut(bytes, from, from + length));
}

function cut(bytes: string, from: bigint, to: bigint): string {
  const limit = BigInt(bytes.length);
  const end = to > limit ? limit : to;
  return end <= from ? "" : bytes.slice(Number(from), Number(end));
}

const INTEGER_MAX = 2n ** 63n - 1n;

function integerOf(text: string): bigint | undefined {
  // No more digits than a number of 64 bits has, zeros before it aside.
  const digits = /^([+-]?)0*(\d{1,19})$/.exec(text);
  if (digits === null) return undefined;
  const value = BigInt(digits[2] ?? "") * (digits[1] === "-" ? -1n : 1n);
  return value > INTEGER_MAX || value < -INTEGER_MAX - 1n ? undefined : value;
}

function bytesOf(text: string): string {
  return Buffer.from(text).toString("latin1");
}

function textOf(bytes: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(
      Buffer.from(bytes, "latin1"),
    );
  } catch {
    throw new SubstitutionRefusal("a character of more than one byte is cut in two");
  }
}
