import type { About, AboutValue, AnswerTo, Fault, Only, SoFar } from "./about.ts";
import { type Given, type KeyOf, keyOf } from "./given.ts";
import type { Check, Option, OptionType, Row } from "./option.ts";
import type { Ui } from "./ui.ts";

type Add<Answers, Name extends string, Value> = Answers & {
  readonly [Key in KeyOf<Name>]: Value;
};
type AnyAbout = AboutValue<never, never, never, never>;

interface RowOf<Names extends string, Answers, Model> {
  readonly of: readonly Names[];
  /** Without it, it is shown where one of its options has a place. */
  readonly applies?: (answers: SoFar<Answers>, model: Model) => boolean;
  readonly required?: (answers: SoFar<Answers>, model: Model) => boolean;
  readonly show: (answers: SoFar<Answers>, model: Model) => string;
  /** Asks, and returns what is given from now on. */
  readonly ask: (ui: Ui, answers: SoFar<Answers>, model: Model) => Promise<Given<Names>>;
}

/**
 * The options of a command, each said once: its name, type, check, default, question, help and
 * example. Each call adds one. What depends on other answers is given those of the options before
 * it; to name another one, or to misspell it, does not compile. From the chain follow the type of
 * the answers, the flags, the form, the help, the documents, the completion and the JSON Schema.
 */
export class Options<Answers, Model, Names extends string> {
  /** Types alone: there is no value. */
  declare readonly answers: { readonly [Key in keyof Answers]: Answers[Key] };
  declare readonly names: Names;

  readonly all: readonly Option<Model>[];
  readonly rows: readonly Row<Model>[];

  readonly checks: readonly Check<Model>[];

  constructor(
    all: readonly Option<Model>[],
    rows: readonly Row<Model>[],
    checks: readonly Check<Model>[],
  ) {
    this.all = all;
    this.rows = rows;
    this.checks = checks;
  }

  /** A text, or one of `choices`. */
  text<
    const Name extends string,
    const A extends AboutValue<string, string, SoFar<Answers>, Model>,
  >(
    name: Name,
    about: A & Only<A, AnyAbout>,
  ): Options<Add<Answers, Name, AnswerTo<A, string>>, Model, Names | Name> {
    return this.#with(name, "text", about);
  }

  /** One of a few words, each with what the form says of it. */
  choice<
    const Name extends string,
    const Choices extends Readonly<Record<string, string>>,
    const A extends AboutValue<keyof Choices, keyof Choices, SoFar<Answers>, Model>,
  >(
    name: Name,
    choices: Choices,
    about: A & Only<A, AnyAbout>,
  ): Options<Add<Answers, Name, AnswerTo<A, keyof Choices>>, Model, Names | Name> {
    const words = Object.keys(choices);
    return this.#with(name, "text", { choices: () => choices, ...about }, { words });
  }

  /** A whole number, bounds included. */
  whole<
    const Name extends string,
    const A extends AboutValue<number, number, SoFar<Answers>, Model>,
  >(
    name: Name,
    bounds: readonly [least: number, most: number],
    about: A & Only<A, AnyAbout>,
  ): Options<Add<Answers, Name, AnswerTo<A, number>>, Model, Names | Name> {
    return this.#with(name, "whole", about, { bounds });
  }

  /** Texts: the flag is repeated, or a comma is between them. */
  list<
    const Name extends string,
    const A extends AboutValue<readonly string[], string, SoFar<Answers>, Model>,
  >(
    name: Name,
    about: A & Only<A, AnyAbout>,
  ): Options<Add<Answers, Name, AnswerTo<A, readonly string[]>>, Model, Names | Name> {
    return this.#with(name, "list", about, { commas: true });
  }

  /** Texts that may hold commas: the flag is repeated. */
  lines<
    const Name extends string,
    const A extends AboutValue<readonly string[], string, SoFar<Answers>, Model>,
  >(
    name: Name,
    about: A & Only<A, AnyAbout>,
  ): Options<Add<Answers, Name, AnswerTo<A, readonly string[]>>, Model, Names | Name> {
    return this.#with(name, "list", about);
  }

  /** The text of a file that the value names. */
  file<
    const Name extends string,
    const A extends AboutValue<string, string, SoFar<Answers>, Model>,
  >(
    name: Name,
    about: A & Only<A, AnyAbout>,
  ): Options<Add<Answers, Name, AnswerTo<A, string>>, Model, Names | Name> {
    return this.#with(name, "file", about);
  }

  /** On or off; one that has a default is turned off by `--no-NAME`. */
  switch<const Name extends string>(
    name: Name,
    about: About<SoFar<Answers>, Model> & {
      readonly default?: boolean | ((before: SoFar<Answers>, model: Model) => boolean);
      /** What the form shows of it; "yes" or "no" without it. */
      readonly shown?: (on: boolean) => string;
    },
  ): Options<Add<Answers, Name, boolean>, Model, Names | Name> {
    return this.#with(name, "switch", about);
  }

  /** On, with or without a text: `--commit`, `--commit=BRANCH`. */
  switchOrText<const Name extends string>(
    name: Name,
    about: About<SoFar<Answers>, Model> & { readonly value: string },
  ): Options<Add<Answers, Name, string | true | undefined>, Model, Names | Name> {
    return this.#with(name, "switch or text", about);
  }

  /** One row of the form for several options, in the place of the first. */
  row(label: string, row: RowOf<Names, Answers, Model>): this {
    return new Options(
      this.all,
      [...this.rows, { label, ...row } as Row<Model>],
      this.checks,
    ) as this;
  }

  /** What is wrong with an answer beside those of options behind it. */
  check<const Name extends Names>(
    name: Name,
    fault: (answers: SoFar<Answers>, model: Model) => Fault,
  ): this {
    return new Options(this.all, this.rows, [...this.checks, { name, fault }] as never) as this;
  }

  /** The same without some of them. */
  without<const Name extends Names>(
    ...names: readonly Name[]
  ): Options<Omit<Answers, KeyOf<Name>>, Model, Exclude<Names, Name>> {
    const isLeft = ({ name }: { readonly name: string }) =>
      !(names as readonly string[]).includes(name);
    return new Options(
      this.all.filter(isLeft),
      [],
      this.checks.filter((each) => isLeft(each)),
    );
  }

  /** The chain goes on, with another type. */
  #with<Next>(
    name: string,
    type: OptionType,
    about: object,
    more: Partial<Option<Model>> = {},
  ): Next {
    const option = { ...about, ...more, name, type, key: keyOf(name) } as Option<Model>;
    return new Options([...this.all, option], this.rows, this.checks) as Next;
  }
}

/** The beginning of a chain. */
export function options<Model>(): Options<object, Model, never> {
  return new Options<object, Model, never>([], [], []);
}
