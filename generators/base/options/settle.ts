import { wholeFault } from "../answers/values.ts";
import { type Problem, UserError } from "../problem/problem.ts";
import type { Fault } from "./about.ts";
import { type Given, textGiven } from "./given.ts";
import { type Before, defaultOf, type Option, type OptionSet, readGiven } from "./option.ts";

/** An option in the light of the answers up to it. */
export interface Settled<Model> {
  readonly option: Option<Model>;
  /** Why it has no place beside the others; undefined where it has. */
  readonly excluded: string | undefined;
  readonly answer: unknown;
}

/**
 * Answers with the defaults of the options that have a place, and without the others.
 * `each` hears of every option with the answers up to it.
 */
export function settle<Model>(
  options: readonly Option<Model>[],
  given: Given,
  model: Model,
  each?: (settled: Settled<Model>, answers: Before) => void,
): Before {
  const answers: Record<string, unknown> = {};
  for (const option of options) {
    const excluded = option.excluded?.(answers, model);
    const value = given[option.name];
    const open = value === undefined ? defaultOf(option, answers, model) : readGiven(option, value);
    const answer = excluded === undefined ? open : undefined;
    answers[option.key] = option.type === "switch" ? answer === true : answer;
    each?.({ option, excluded, answer }, answers);
  }
  return answers;
}

/**
 * The answers to options, typed and checked.
 * @throws UserError with everything that is wrong.
 */
export function answersTo<Answers, Model>(
  { all, checks }: OptionSet<Model> & { readonly answers: Answers },
  given: Given,
  model: Model,
): Answers {
  const problems: Problem[] = [];
  const answers = settle(all, given, model, (settled, before) => {
    const value = given[settled.option.name];
    // Whoever did not give it is told what else is wrong: it follows from that.
    const follows = value === undefined && typeof settled.option.default === "function";
    if (follows && problems.length > 0) return;
    if (settled.excluded === undefined) problems.push(...problemsOf(settled, before, value, model));
    else if (value !== undefined) {
      problems.push(problemOf({ name: settled.option.name }, settled.excluded));
    }
  });
  for (const { name, fault } of checks) {
    if (problems.some(({ rule }) => rule === name)) continue;
    const found = fault(answers, model);
    const option = all.find((each) => each.name === name);
    if (option !== undefined && found !== undefined) problems.push(problemOf(option, found));
  }
  if (problems.length > 0) throw new UserError(problems);
  return answers as Answers;
}

function problemsOf<Model>(
  { option, answer }: Settled<Model>,
  before: Before,
  given: Given[string],
  model: Model,
): Problem[] {
  const { name, hint, example } = option;
  const told = hint ?? (example === undefined ? undefined : `For example --${name} ${example}.`);
  const texts = textsOf(option, given, answer);
  const missing = texts.length === 0 && isRequired(option, before, model);
  if (missing) {
    const message = missing === true ? `--${name} is missing.` : missing;
    return [{ rule: name, message, ...(told && { hint: told }) }];
  }
  return texts.flatMap((text) => {
    const fault = faultOf(option, text, before, model);
    return fault === undefined ? [] : [problemOf(option, fault)];
  });
}

function problemOf(
  { name, hint }: Pick<Option<never>, "name" | "hint">,
  fault: string | Problem,
): Problem {
  if (typeof fault !== "string") return fault;
  return { rule: name, message: `--${name}: ${fault}`, ...(hint && { hint }) };
}

/** Whether it needs an answer, or the sentence that says so. */
export function isRequired<Model>(
  { required }: Option<Model>,
  before: Before,
  model: Model,
): boolean | string {
  return typeof required === "function" ? required(before, model) : (required ?? false);
}

/** What is to be checked: what was given as it was, else the default. A switch is not checked. */
export function textsOf(
  { type }: Option<never>,
  given: Given[string],
  answer: unknown,
): readonly string[] {
  if (type === "switch" || type === "switch or text") return [];
  // What is no number, or none of the words, is no answer; it is told what is wrong with it.
  const text = type === "list" || type === "file" ? undefined : textGiven(given);
  if (answer === undefined) return text === undefined ? [] : [text];
  return Array.isArray(answer)
    ? answer
    : [type === "whole" ? (text ?? String(answer)) : String(answer)];
}

/** What is wrong with one answer: its check, else that it is none of the choices. */
export function faultOf<Model>(
  option: Option<Model>,
  text: string,
  before: Before,
  model: Model,
): Fault {
  const { bounds, type } = option;
  const fault = bounds && wholeFault(text, ...bounds);
  if (fault !== undefined) return fault;
  const own = option.check?.(type === "whole" ? Number(text) : text, before, model);
  if (own !== undefined || option.check !== undefined) return own;
  const choices = option.choices?.(before, model);
  if (choices === undefined || Object.hasOwn(choices, text)) return undefined;
  return `${JSON.stringify(text)} is none of ${Object.keys(choices).join(", ")}.`;
}
