import type { Problem } from "../problem/problem.ts";

/** What is wrong with an answer: a sentence, which is put behind the flag, or all that is said of it. */
export type Fault = string | Problem | undefined;

/** Answers on their way: any of them may be missing still. */
export type SoFar<Answers> = { readonly [Key in keyof Answers]?: Answers[Key] | undefined };

/**
 * What can be said of every option. Its functions are given the answers of the options before it,
 * defaults included, and the model of the repository.
 */
export interface About<Before, Model> {
  readonly help: string;
  /** Its label in the form; an option without one is a flag only. */
  readonly question?: string;
  /** What the prompt says, where that is more than the label. */
  readonly message?: string;
  /** What to do when it is missing or wrong; without it the example is told. */
  readonly hint?: string;
  /** How it was called: told to whoever types that, and read in records. */
  readonly was?: readonly string[];
  /** Why it has no place beside the other answers, as a sentence; undefined where it has. */
  readonly excluded?: (before: Before, model: Model) => string | undefined;
}

/** Of an option that has a value. */
export interface AboutValue<Value, Item, Before, Model> extends About<Before, Model> {
  /** What stands for the value in the help; its name in capitals without it. */
  readonly value?: string;
  /** A value that a reader understands: in the help, where it is missing, in the JSON Schema. */
  readonly example?: string;
  /** The answer where nobody gives one. */
  readonly default?: Value | ((before: Before, model: Model) => Value | undefined);
  /** Whether it needs an answer, or the sentence that says so. It is asked before the form. */
  readonly required?: true | string | ((before: Before, model: Model) => boolean | string);
  /** It may be typed without its flag. */
  readonly positional?: true;
  /** It is asked before the form even where it has a default. */
  readonly first?: true;
  /** What can be picked, and what the form says of each. */
  readonly choices?: (before: Before, model: Model) => Readonly<Record<string, string>>;
  /** What is wrong with an answer, or with one of several. */
  readonly check?: (answer: Item, before: Before, model: Model) => Fault;
  /** What the form shows where there is no answer; "none" without it. */
  readonly unanswered?: (before: Before, model: Model) => string;
}

/** No other fields than these: a misspelt one does not compile. */
export type Only<Actual, Known> = { readonly [Key in Exclude<keyof Actual, keyof Known>]: never };

/** The type of an answer: undefined is no part of it where there is always one. */
export type AnswerTo<A, Value> = A extends { readonly excluded: unknown }
  ? Value | undefined
  : A extends { readonly required: true | string | ((...args: never[]) => true | string) }
    ? Value
    : A extends { readonly default: infer Default }
      ? Default extends (...args: never[]) => infer Result
        ? undefined extends Result
          ? Value | undefined
          : Value
        : Value
      : Value | undefined;
