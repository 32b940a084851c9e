import type { Fault } from "./about.ts";
import { type Given, type GivenFile, type GivenValue, listGiven, textGiven } from "./given.ts";
import type { Ui } from "./ui.ts";

export type OptionType = "text" | "whole" | "list" | "file" | "switch" | "switch or text";

/** Answers by their keys, whatever their types: what an option's functions are given. */
export type Before = Readonly<Record<string, unknown>>;

/** An option as the engine reads it; the chain that it is made by knows more of its types. */
export interface Option<Model> {
  /** Without the dashes. */
  readonly name: string;
  /** Its key in the answers. */
  readonly key: string;
  readonly type: OptionType;
  readonly help: string;
  readonly value?: string;
  readonly question?: string;
  readonly message?: string;
  readonly hint?: string;
  readonly example?: string;
  readonly was?: readonly string[];
  readonly first?: true;
  readonly positional?: true;
  /** What a choice can be, whatever the repository. */
  readonly words?: readonly string[];
  readonly bounds?: readonly [least: number, most: number];
  /** Whether a comma separates several. */
  readonly commas?: boolean;
  readonly default?: unknown;
  readonly required?: true | string | ((before: Before, model: Model) => boolean | string);
  excluded?(before: Before, model: Model): string | undefined;
  choices?(before: Before, model: Model): Readonly<Record<string, string>>;
  check?(answer: unknown, before: Before, model: Model): Fault;
  unanswered?(before: Before, model: Model): string;
  shown?(on: boolean): string;
}

/** The options of a command where nobody asks for the types of their answers. */
export interface OptionSet<Model> {
  readonly all: readonly Option<Model>[];
  readonly rows: readonly Row<Model>[];
  readonly checks: readonly Check<Model>[];
}

/** A check of an answer beside all the others. */
export interface Check<Model> {
  readonly name: string;
  fault(answers: Before, model: Model): Fault;
}

/** A row of the form for several options, in the place of the first. */
export interface Row<Model> {
  readonly label: string;
  readonly of: readonly string[];
  applies?(answers: Before, model: Model): boolean;
  required?(answers: Before, model: Model): boolean;
  show(answers: Before, model: Model): string;
  ask(ui: Ui, answers: Before, model: Model): Promise<Given>;
}

/** What stands for its value in the help: `NAME`. */
export function valueNameOf({ name, value }: Pick<Option<never>, "name" | "value">): string {
  return value ?? name.toUpperCase();
}

/** Whether a switch is on unless `--no-NAME` turns it off. */
export function canBeTurnedOff({ type, default: byDefault }: Option<never>): boolean {
  return type === "switch" && byDefault !== undefined;
}

/** Its answer where nobody gives one. */
export function defaultOf<Model>(
  { default: byDefault }: Option<Model>,
  before: Before,
  model: Model,
): unknown {
  return typeof byDefault === "function" ? byDefault(before, model) : byDefault;
}

/** What was given for it, in the type of its answers; undefined where it is of no such type. */
export function readGiven({ type, commas, words }: Option<never>, given: GivenValue): unknown {
  switch (type) {
    case "text": {
      const text = textGiven(given);
      return words === undefined || words.includes(text ?? "") ? text : undefined;
    }
    case "whole":
      return /^\d{1,9}$/.test(textGiven(given) ?? "") ? Number(given) : undefined;
    case "list":
      return listGiven(given, commas === true);
    case "file":
      return (given as GivenFile | undefined)?.text;
    case "switch":
      return given === true || given === false ? given : undefined;
    case "switch or text":
      return given === true ? true : textGiven(given);
  }
}
