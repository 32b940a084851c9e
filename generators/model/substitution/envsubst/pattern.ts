import type { Effort } from "./effort.ts";

/** A pattern that ends within a class or behind a backslash. */
class BadPattern extends Error {}

/**
 * Takes away the start of a text that a pattern matches, the shortest or the longest one, as
 * fluxcd/pkg/envsubst does (funcs.go, path/match.go): `*` matches anything, `?` one character,
 * `[a-z]` one of a class. With a faulty pattern nothing goes.
 * @param text in UTF-8, each byte as a character: a pattern may cut one in two.
 */
export function trimmed(text: string, pattern: string, isLongest: boolean, effort: Effort): string {
  let found = 0;
  try {
    for (let end = text.length; end > 0; end--) {
      if (!matches(pattern, text.slice(0, end), effort)) continue;
      found = end;
      if (isLongest) break;
    }
  } catch (error) {
    if (!(error instanceof BadPattern)) throw error;
    return text;
  }
  return text.slice(found);
}

function matches(pattern: string, text: string, effort: Effort): boolean {
  let at = 0;
  let from = 0;
  while (from < pattern.length) {
    const { isStar, chunk, end } = chunkOf(pattern, from);
    from = end;
    if (isStar && chunk === "") return true;
    const isLast = from >= pattern.length;
    const found = /[\\[?]/.test(chunk)
      ? afterChunkFrom(chunk, text, at, isStar, isLast, effort)
      : afterLiteral(chunk, text, at, isStar, isLast, effort);
    if (found === undefined) return false;
    at = found;
  }
  return at === text.length;
}

interface Chunk {
  readonly isStar: boolean;
  /** Up to the next star. */
  readonly chunk: string;
  readonly end: number;
}

function chunkOf(pattern: string, from: number): Chunk {
  let start = from;
  while (pattern[start] === "*") start++;
  let isClass = false;
  let end = start;
  for (; end < pattern.length; end++) {
    const char = pattern[end];
    if (char === "\\") end++;
    else if (char === "[") isClass = true;
    else if (char === "]") isClass = false;
    else if (char === "*" && !isClass) break;
  }
  end = Math.min(end, pattern.length);
  return { isStar: start > from, chunk: pattern.slice(start, end), end };
}

/** Where the text goes on behind a chunk, at the first place where it matches; the last one to the end. */
function afterChunkFrom(
  chunk: string,
  text: string,
  at: number,
  isStar: boolean,
  isLast: boolean,
  effort: Effort,
): number | undefined {
  for (let start = at; start <= (isStar ? text.length : at); start++) {
    const rest = afterChunk(chunk, text, start, effort);
    if (rest !== undefined && !(isLast && rest < text.length)) return rest;
  }
  return undefined;
}

/** The same for a chunk that stands for itself, without a look at every place. */
function afterLiteral(
  chunk: string,
  text: string,
  at: number,
  isStar: boolean,
  isLast: boolean,
  effort: Effort,
): number | undefined {
  const last = text.length - chunk.length;
  const start = isLast ? last : isStar ? text.indexOf(chunk, at) : at;
  effort.step(1 + chunk.length + (isStar && !isLast ? (start < 0 ? last : start - at) >> 4 : 0));
  const isHere = start >= at && (isStar || start === at) && text.startsWith(chunk, start);
  return isHere ? start + chunk.length : undefined;
}

/** Where the text goes on behind a chunk that begins at `start`; undefined where it does not match. */
function afterChunk(
  chunk: string,
  text: string,
  start: number,
  effort: Effort,
): number | undefined {
  let at = start;
  for (let index = 0; index < chunk.length; ) {
    effort.step(1);
    if (at >= text.length) return undefined;
    const char = chunk[index];
    if (char === "[") {
      const { code, width } = runeAt(text, at);
      at += width;
      const read = classOf(chunk, index + 1, code);
      if (!read.isIn) return undefined;
      index = read.end;
    } else if (char === "?") {
      at += runeAt(text, at).width;
      index++;
    } else {
      if (char === "\\") index++;
      if (index >= chunk.length) throw new BadPattern();
      if (chunk[index] !== text[at]) return undefined;
      at++;
      index++;
    }
  }
  return at;
}

function classOf(chunk: string, from: number, code: number): { isIn: boolean; end: number } {
  const isNegated = chunk[from] === "^";
  let at = isNegated ? from + 1 : from;
  let isFound = false;
  for (let count = 0; !(chunk[at] === "]" && count > 0); count++) {
    const low = memberAt(chunk, at);
    const high = chunk[low.end] === "-" ? memberAt(chunk, low.end + 1) : low;
    if (low.code <= code && code <= high.code) isFound = true;
    at = high.end;
  }
  return { isIn: isFound !== isNegated, end: at + 1 };
}

/** A character of a class, which something has to follow. */
function memberAt(chunk: string, from: number): { code: number; end: number } {
  if (from >= chunk.length || chunk[from] === "-" || chunk[from] === "]") throw new BadPattern();
  const at = chunk[from] === "\\" ? from + 1 : from;
  if (at >= chunk.length) throw new BadPattern();
  const { code, width } = runeAt(chunk, at);
  if ((code === REPLACEMENT && width === 1) || at + width >= chunk.length) throw new BadPattern();
  return { code, end: at + width };
}

/** What Go reads where the bytes are no character. */
const REPLACEMENT = 0xfffd;

function runeAt(bytes: string, at: number): { code: number; width: number } {
  const first = bytes.charCodeAt(at);
  if (first < 0x80) return { code: first, width: 1 };
  const width = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  const decoded = Buffer.from(bytes.slice(at, at + width), "latin1").toString("utf8");
  const code = decoded.codePointAt(0) ?? REPLACEMENT;
  const isWhole = decoded.length === String.fromCodePoint(code).length && code !== REPLACEMENT;
  return isWhole ? { code, width } : { code: REPLACEMENT, width: 1 };
}
