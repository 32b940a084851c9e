import { posix } from "node:path";
import type { Files } from "../../base/files.ts";
import { own } from "../../base/own.ts";

/** What stands for the `{parts}` of a pattern, by their names. */
export type PatternParts = Readonly<Record<string, string>>;

/** The part that stands for a folder, wherever that is. Every other one has no slash. */
const FOLDER = "environment";

/** A pattern with its parts put in. Those that are not given stay as they are. */
export function fill(pattern: string, parts: PatternParts): string {
  return pattern.replace(/\{(\w+)\}/g, (whole, part) => own(parts, part) ?? whole);
}

/** The inverse of `fill`: the parts with which a pattern gives a text, or undefined. */
export function match(pattern: string, text: string): PatternParts | undefined {
  const found = expressionOf(pattern).exec(text);
  return found === null ? undefined : { ...found.groups };
}

/** The expressions of patterns: a thousand paths may be asked of one. */
const known = new Map<string, RegExp>();

function expressionOf(pattern: string): RegExp {
  const made = known.get(pattern);
  if (made !== undefined) return made;
  const seen = new Set<string>();
  const source = pattern.replace(/\{(\w+)\}|[.*+?^${}()|[\]\\]/g, (token, part?: string) => {
    if (part === undefined) return `\\${token}`;
    if (seen.has(part)) return `\\k<${part}>`;
    seen.add(part);
    return part === FOLDER ? `(?<${part}>.+)` : `(?<${part}>[^/]+)`;
  });
  const expression = new RegExp(`^${source}$`);
  known.set(pattern, expression);
  return expression;
}

/** The parts of every file and folder that a pattern is for, in the order of their paths. */
export function matchesIn(files: Files, pattern: string): PatternParts[] {
  const walk = (folder: string, [first, ...rest]: readonly string[]): string[] => {
    if (first === undefined) return [folder];
    return files
      .list(folder)
      .filter(({ name }) => match(first, name) !== undefined)
      .flatMap(({ name }) => walk(posix.join(folder, name), rest));
  };
  return walk("", pattern.split("/")).flatMap((path) => {
    const parts = match(pattern, path);
    return parts === undefined ? [] : [parts];
  });
}
