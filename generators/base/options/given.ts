/** `min-replicas` of the command line is `minReplicas` in the answers. */
export type KeyOf<Name extends string> = Name extends `${infer Head}-${infer Tail}`
  ? `${Head}${Capitalize<KeyOf<Tail>>}`
  : Name;

/** The key of an option's answer. */
export function keyOf<Name extends string>(name: Name): KeyOf<Name> {
  return name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase()) as KeyOf<Name>;
}

/** A file of the user: its name as it was typed, and what it holds. */
export interface GivenFile {
  readonly path: string;
  readonly text: string;
}

/** What was given for one option; a switch is true or, with `--no-`, false. */
export type GivenValue = string | readonly string[] | boolean | GivenFile | undefined;

/**
 * What was typed, answered in the form, or stands in a record, by the names of the options:
 * nothing in it has been checked.
 */
export type Given<Name extends string = string> = { readonly [Each in Name]?: GivenValue };

/** The one string that was given, or undefined. */
export function textGiven(value: GivenValue): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** The strings of a list that was given; a comma separates several in one. */
export function listGiven(value: GivenValue, commas = true): string[] | undefined {
  if (typeof value !== "string" && !Array.isArray(value)) return undefined;
  const texts = [value].flat() as string[];
  if (!commas) return texts;
  return texts
    .flatMap((each) => each.split(","))
    .map((each) => each.trim())
    .filter((each) => each !== "");
}

/** Answers as they would be given: some of them, by the names of their options. */
export function given<Name extends string>(
  answers: Readonly<{
    [Key in KeyOf<Name>]?: string | number | boolean | readonly string[] | undefined;
  }>,
  ...names: readonly Name[]
): Given<Name> {
  const texts = names.map((name): [Name, GivenValue] => {
    const answer = answers[keyOf(name)];
    return [name, typeof answer === "number" ? String(answer) : answer];
  });
  return Object.fromEntries(texts) as Given<Name>;
}
