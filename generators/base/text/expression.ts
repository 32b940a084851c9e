/** Characters of an expression that is looked at: it is compiled in less than a tenth of a second. */
const LONGEST = 10_000;

/** Names, with one `*` in them at most: to JavaScript they mean the same, and take no longer. */
const SIMPLE = /^(?:[\w./:@-]|\\[.])*(?:(?:\.|\[\^\/\])[*+](?:[\w./:@-]|\\[.])*)?$/;

type Compiled = Pick<RegExp, "test">;

const known = new Map<string, Compiled | undefined>();

/**
 * Whether somebody else's regular expression fits a text: as Go reads it (RE2), and in time that
 * grows with the text alone, whatever it is. Undefined for what Go does not take, and for one that
 * is too long to be looked at.
 * @param around what stands before and after it, in words that JavaScript and Go read alike.
 */
export function expressionFits(
  expression: string,
  text: string,
  [before, after]: readonly [before: string, after: string] = ["^(?:", ")$"],
): boolean | undefined {
  const whole = `${before}${expression}${after}`;
  if (!known.has(whole)) known.set(whole, compiled(whole, SIMPLE.test(expression)));
  return known.get(whole)?.test(text);
}

function compiled(expression: string, isSimple: boolean): Compiled | undefined {
  if (expression.length > LONGEST) return undefined;
  if (isSimple) return new RegExp(expression);
  // Few repositories need it, and to load it takes as long as a short command.
  const { RE2JS }: typeof import("re2js") = require("re2js");
  try {
    return RE2JS.compile(expression);
  } catch {
    return undefined;
  }
}
