import type { Given, GivenValue } from "../../base/options/given.ts";
import { canBeTurnedOff, type Option, valueNameOf } from "../../base/options/option.ts";
import { nearest } from "../../base/problem/nearest.ts";
import { UsageError } from "../../base/problem/problem.ts";
import { startOf } from "../../commands/command/command-line.ts";

/** What a flag means: its option, and whether it turns that off. */
interface Flag {
  readonly option: Option<never>;
  readonly off: boolean;
}

/**
 * The words of a command line as what was given for its options; of a file its name.
 * @throws UsageError for an unknown flag, one without its value or with one too many, one that is
 *   given twice, an earlier spelling, or a stray word.
 */
export function parse(
  words: readonly string[],
  options: readonly Option<never>[],
  command: string,
): Given {
  const flags = flagsOf(options);
  const help = `${startOf(command)} -- --help lists the flags.`;
  const given: Record<string, GivenValue> = {};
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? "";
    if (word === "--") continue;
    const [, name = "", equals] = /^--([^=]+)(=[\s\S]*)?$/.exec(word) ?? [];
    const positional = options.find((option) => option.positional === true);
    if (positional !== undefined && /^[^-]/.test(word)) {
      given[positional.name] = together(positional, given[positional.name], word, positional.name);
      continue;
    }
    const flag = flags.get(name);
    if (flag === undefined) throw stray(word, options, flags, command, help);
    const { option, off } = flag;
    let value: GivenValue = !off;
    if (!isSwitch(option)) {
      const next = words[at + 1];
      const isNext = equals === undefined && next !== undefined && !/^-./.test(next);
      if (isNext) at += 1;
      value = equals?.slice(1) ?? (isNext ? next : undefined);
      if (value === undefined) throw new UsageError(`--${name} needs a value.`, help);
    } else if (equals !== undefined) {
      if (option.type === "switch") throw new UsageError(`--${name} takes no value.`, help);
      value = equals.slice(1);
    }
    if (typeof value === "string" && value.trim() === "") {
      throw new UsageError(`--${name} is empty.`);
    }
    given[option.name] = together(option, given[option.name], value, name);
  }
  return given;
}

function isSwitch({ type }: Option<never>): boolean {
  return type === "switch" || type === "switch or text";
}

function flagsOf(options: readonly Option<never>[]): ReadonlyMap<string, Flag> {
  return new Map(
    options.flatMap((option): [string, Flag][] => [
      [option.name, { option, off: false }],
      ...(canBeTurnedOff(option)
        ? [[`no-${option.name}`, { option, off: true }] as [string, Flag]]
        : []),
    ]),
  );
}

/** A list gets longer; anything else is given once. */
function together(
  { name, type }: Option<never>,
  before: GivenValue,
  value: GivenValue,
  flag: string,
): GivenValue {
  if (type === "list") return [...((before ?? []) as string[]), value as string];
  if (before === undefined) return value;
  throw new UsageError(
    before === value || type !== "switch"
      ? `--${flag} is given twice.`
      : `--${name} and --no-${name} exclude each other.`,
  );
}

/** What is wrong with a word that is no flag. */
function stray(
  word: string,
  options: readonly Option<never>[],
  flags: ReadonlyMap<string, Flag>,
  command: string,
  help: string,
): UsageError {
  if (!/^-./.test(word)) {
    return new UsageError(
      `${JSON.stringify(word)} is not a flag.`,
      `npm takes flags for itself unless "--" stands before them: ${startOf(command)} -- --name NAME.`,
    );
  }
  const written = word.replace(/=.*$/s, "");
  const name = written.replace(/^-+/, "");
  const now = options.find(({ was = [] }) => was.includes(name));
  if (now !== undefined && written.startsWith("--")) {
    const value = now.type === "switch or text" ? `=${valueNameOf(now)}` : "";
    return new UsageError(`--${name} is called --${now.name}${value} now.`, help);
  }
  const near = nearest(name, [...flags.keys()]);
  return new UsageError(
    `There is no flag ${JSON.stringify(written)}.`,
    near ? `Did you mean --${near}?` : help,
  );
}
