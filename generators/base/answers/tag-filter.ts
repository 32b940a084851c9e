import { shown } from "./shown.ts";

/** What RE2 does not have and JavaScript does: assertions around a place, references back. */
const NOT_RE2 = /\(\?<?[=!]|\\[1-9]|\\k</;

/**
 * What is wrong with a pattern for tags, which image-reflector-controller compiles with Go's
 * RE2, as a sentence, or undefined.
 */
export function tagPatternFault(pattern: string): string | undefined {
  if (pattern.length > 1000) return `${shown(pattern)} is too long.`;
  if (NOT_RE2.test(pattern)) {
    return `${shown(pattern)} looks ahead, behind or back, which Go's regular expressions can't.`;
  }
  return compiled(pattern) === undefined
    ? `${shown(pattern)} is not a regular expression, such as ^main-[0-9a-f]+-(?P<ts>[0-9]+)$.`
    : undefined;
}

/** What is wrong with the template that takes a part of a tag, for example `$ts`. */
export function tagExtractFault(extract: string, pattern: string): string | undefined {
  const groups = groupsOf(pattern);
  const named = [...extract.matchAll(/\$(?:\{(\w+)\}|(\w+))/g)].map(([, a, b]) => a ?? b ?? "");
  if (named.length === 0) return `${shown(extract)} names no group of the pattern, such as $ts.`;
  const unknown = named.find((name) => !groups.has(name));
  return unknown === undefined
    ? undefined
    : `${shown(extract)} names the group ${unknown}, which the pattern ${shown(pattern)} does not have.`;
}

/** The groups of a pattern by number and name. */
function groupsOf(pattern: string): ReadonlySet<string> {
  const matched = compiled(`(?:${pattern})|`)?.exec("");
  const numbers = Array.from({ length: matched?.length ?? 1 }, (_, index) => String(index));
  return new Set([...numbers, ...Object.keys(matched?.groups ?? {})]);
}

/** Go names a group with `(?P<name>`, and since 1.22 with `(?<name>` too. */
function compiled(pattern: string): RegExp | undefined {
  try {
    return new RegExp(pattern.replaceAll("(?P<", "(?<").replace(/^\(\?[ims]+\)/, ""));
  } catch {
    return undefined;
  }
}
