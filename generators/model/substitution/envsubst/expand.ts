import type { Effort } from "./effort.ts";
import { applied } from "./functions.ts";
import { type Call, type Part, parse } from "./parse.ts";

/** A text with values in place of its variables. */
export interface Expanded {
  readonly text: string;
  /** Variables without a value, in the order in which Flux meets them, each once. */
  readonly missing: readonly string[];
}

/** Operators that stand in for a variable without a value. */
const DEFAULTS: ReadonlySet<string> = new Set(["=", ":=", ":-", ":?", ":+"]);

/**
 * Puts values in place of `${variables}`. What depends on a variable without a value stays as it
 * is written; Flux refuses the text then, or, where it is not strict, takes the value for empty.
 * @param lookUp undefined for a variable without a value.
 * @param isUnseen whether a variable has a value that is not known here: what depends on it stays
 * as it is too.
 * @throws SubstitutionRefusal for a text that Flux does not take.
 */
export function expand(
  text: string,
  lookUp: (name: string) => string | undefined,
  effort: Effort,
  isUnseen: (name: string) => boolean = () => false,
): Expanded {
  const missing = new Set<string>();
  const called = (call: Call): string | undefined => {
    const { name, operator, args } = call;
    const given = args.map((arg) => (typeof arg === "string" ? arg : called(arg)));
    const value = lookUp(name);
    const isDefault = DEFAULTS.has(operator);
    if (value === undefined && isUnseen(name)) return undefined;
    if (value === undefined && !isDefault) {
      missing.add(name);
      return undefined;
    }
    // Of a default, a part that is not known stays as it is beside the others.
    const known = isDefault
      ? given.map((each, index) => each ?? sourceOf(args[index] ?? ""))
      : given.filter((each) => each !== undefined);
    if (known.length < given.length) return undefined;
    const made = applied(operator, value ?? "", known, effort);
    effort.make(made.length);
    return made;
  };
  const parts = parse(text).map((part) =>
    typeof part === "string" ? part : (called(part) ?? part.source),
  );
  return { text: parts.join(""), missing: [...missing] };
}

function sourceOf(part: Part): string {
  return typeof part === "string" ? part : part.source;
}
