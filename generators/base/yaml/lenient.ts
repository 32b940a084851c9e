import type { YAMLException } from "js-yaml";

/** Characters of a text with a fault that is read again: by a parser that takes far more than linear time. */
const LONGEST_FAULTY = 32 * 1024;
/** Brackets on top of each other, or characters of `- - -`, that may exhaust its stack. */
const DEEPEST = 500;

/** Whether a text that one parser refuses may be given to the other, which is slower and recursive. */
export function isSafe(text: string): boolean {
  return text.length <= LONGEST_FAULTY && depthOf(text) < DEEPEST;
}

/** At the left it is one in brackets and quotes as well. */
const DOCUMENT_MARK = /^(?:---|\.\.\.)(?!\S)/;
/** Enough for a line of whatever stands in one. */
const INDENTATION = " ".repeat(64);

/**
 * A text with the white space that it lacks where a fault was found: YAML 1.2 asks for it, and
 * Kubernetes' reader does not. That is the indentation of a line in brackets or quotes, where
 * it means nothing, and the space between a bracket, comma or quote and a comment. Undefined for any
 * other fault.
 */
export function withSpace(text: string, { reason, mark }: YAMLException): string | undefined {
  if (mark === undefined) return undefined;
  const { position } = mark;
  if (reason === "deficient indentation") {
    let start = position;
    while (/[ \t]/.test(text[start - 1] ?? "")) start--;
    const hasTab = text.slice(start, position).includes("\t");
    if (start > 0 && !/[\r\n]/.test(text[start - 1] ?? "")) {
      // js-yaml takes a tab between brackets for the indentation of their line.
      if (!hasTab) return undefined;
      return text.slice(0, start) + " ".repeat(position - start) + text.slice(position);
    }
    if (hasTab || DOCUMENT_MARK.test(text.slice(start, start + 4))) return undefined;
    return text.slice(0, position) + INDENTATION + text.slice(position);
  }
  if (!/["'[\]{},]#/.test(text.slice(position - 1, position + 1))) return undefined;
  return `${text.slice(0, position)} ${text.slice(position)}`;
}

/** No text is nested deeper than this; most are far less deep. */
function depthOf(text: string): number {
  let deepest = 0;
  let depth = 0;
  for (const char of text) {
    if (char === "[" || char === "{") deepest = Math.max(deepest, ++depth);
    else if (char === "]" || char === "}") depth = Math.max(depth - 1, 0);
  }
  const prefixes = text.matchAll(/^[ \t?:-]+/gm);
  return Math.max(deepest, ...Array.from(prefixes, ([prefix]) => prefix.length));
}
