import type { Given, GivenFile, GivenValue } from "../../base/options/given.ts";
import { canBeTurnedOff, type Option, type OptionSet } from "../../base/options/option.ts";

/** A command as it is printed: by its name, with some of its options. */
export interface Printable<Name extends string = string> {
  readonly name: string;
  readonly options: OptionSet<never> & { readonly names?: Name };
}

/** How a command is started. */
export function startOf(name: string): string {
  return `npm run ${name}`;
}

/**
 * The command line that gives the same answers: every option that was given, with its value.
 * @param common what was given that every command has, and the options for it: `--repo`.
 */
export function commandLine<Name extends string>(
  { name, options }: Printable<Name>,
  given: Given<Name>,
  common: { readonly options: readonly Option<never>[]; readonly given: Given } = NONE,
): string {
  const words = [
    ...options.all.flatMap((option) => wordsOf(option, (given as Given)[option.name])),
    ...common.options.flatMap((option) => wordsOf(option, common.given[option.name])),
  ];
  return [startOf(name), ...(words.length > 0 ? ["--"] : []), ...words].join(" ");
}

const NONE = { options: [], given: {} };

function wordsOf(option: Option<never>, given: GivenValue): string[] {
  const { name } = option;
  if (given === undefined) return [];
  if (option.positional && typeof given === "string") return [quoted(given)];
  if (given === true) return [`--${name}`];
  if (given === false) return canBeTurnedOff(option) ? [`--no-${name}`] : [];
  if (typeof given === "string") return [`--${name} ${quoted(given)}`];
  if (Array.isArray(given)) return given.map((each: string) => `--${name} ${quoted(each)}`);
  // Of a file that was read, its name and not its text.
  return [`--${name} ${quoted((given as GivenFile).path)}`];
}

/** For a POSIX shell. */
export function quoted(word: string): string {
  return /^[A-Za-z0-9_./:@,=+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
