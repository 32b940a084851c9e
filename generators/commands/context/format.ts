import { UsageError } from "../../base/problem/problem.ts";
import { type Flag, one, type RawAnswers } from "../command/generator.ts";

/** By the value of `--format`, the usual one first. */
type Formats<F> = Readonly<Record<string, F>>;

/** The flag `--format` of a command. */
export function formatFlag(formats: Formats<unknown>): Flag {
  const [usual] = Object.keys(formats);
  const help = `${Object.keys(formats).join(", ")} (default: ${usual})`;
  return { name: "format", value: "FORMAT", help };
}

/** What `--format` asks for, by default the first. @throws UsageError with those that there are. */
export function formatOf<F>(raw: RawAnswers, formats: Formats<F>): F {
  const names = Object.keys(formats);
  const name = one(raw, "format") ?? names[0] ?? "";
  const format = Object.hasOwn(formats, name) ? formats[name] : undefined;
  if (format !== undefined) return format;
  throw new UsageError(
    `There is no format ${JSON.stringify(name)}.`,
    `Formats: ${names.join(", ")}.`,
  );
}
