import { type Problem, UserError } from "../../base/problem/problem.ts";
import type { Repository } from "../../model/views/repository.ts";
import { type Flag, many, one, type RawAnswers, type Row } from "./generator.ts";

/**
 * One question as data: its flag, its row in the form, and what its answer may be. What
 * depends on other answers is given those of the questions before it, defaults included.
 *
 * A question without `value` is a switch; one that has a default is on by default, and has
 * a second flag, `--no-<name>`.
 */
export interface Question extends Flag {
  /** In the form. A question without one is a flag only. */
  readonly label?: string;
  /** In place of the row that is made from the rest. */
  readonly row?: (repository: Repository) => Row;
  /** The answer where nobody gives one. Of a switch any string is on. */
  readonly default?: (answers: RawAnswers, repository: Repository) => string | undefined;
  /** Whether it needs an answer, or the sentence that says so. It is asked before the form. */
  readonly required?: (answers: RawAnswers, repository: Repository) => boolean | string;
  /** It is asked before the form even where it has a default. */
  readonly first?: boolean;
  /** Why it has no place beside the other answers, as a sentence; undefined where it has. */
  readonly excluded?: (answers: RawAnswers, repository: Repository) => string | undefined;
  /** What can be picked, and what the form says of each. */
  readonly choices?: (
    answers: RawAnswers,
    repository: Repository,
  ) => Readonly<Record<string, string>>;
  /** What is wrong with an answer, or with one of several, as a sentence. */
  readonly fault?: (
    answer: string,
    answers: RawAnswers,
    repository: Repository,
  ) => string | undefined;
  /** What to do when it is missing or wrong. */
  readonly hint?: string;
}

/** The flags of questions, for the parser and the help. */
export function flagsOf(questions: readonly Question[]): Flag[] {
  return questions.flatMap((question) => [
    question,
    ...(isSwitch(question) && question.default
      ? [{ name: `no-${question.name}`, help: `turns --${question.name} off` }]
      : []),
  ]);
}

/**
 * The answers to questions, with their defaults; a switch is true or absent. Absent is also
 * what has no place beside the others.
 * @throws UserError with everything that is wrong.
 */
export function answersTo(
  questions: readonly Question[],
  raw: RawAnswers,
  repository: Repository,
): RawAnswers {
  const problems: Problem[] = [];
  const answers = settled(questions, raw, repository, (question, so, reason) => {
    const { name, hint } = question;
    const say = (message: string, more = hint) =>
      problems.push({ rule: name, message, ...(more === undefined ? {} : { hint: more }) });
    const contrary = raw[`no-${name}`] === true;
    if (reason !== undefined) {
      if (raw[name] !== undefined || contrary) say(`--${name}: ${reason}`, undefined);
      return;
    }
    if (contrary && raw[name] === true) say(`--${name} and --no-${name} exclude each other.`);
    const given = valuesOf(question, so);
    const required = given.length === 0 && question.required?.(so, repository);
    if (required) say(required === true ? `--${name} is missing.` : required);
    for (const value of given) {
      const fault = faultOf(question, value, so, repository);
      if (fault !== undefined) say(`--${name}: ${fault}`);
    }
  });
  if (problems.length > 0) throw new UserError(problems);
  return answers;
}

/**
 * Raw answers with the defaults of the questions that have a place, and without the others.
 * `each` hears of every question with the answers up to it, and why it has no place.
 */
export function settled(
  questions: readonly Question[],
  raw: RawAnswers,
  repository: Repository,
  each?: (question: Question, answers: RawAnswers, reason: string | undefined) => void,
): RawAnswers {
  let answers = raw;
  for (const question of questions) {
    const { name } = question;
    const reason = question.excluded?.(answers, repository);
    let value = answers[name];
    if (reason !== undefined || raw[`no-${name}`] === true) value = undefined;
    else if (value === undefined) {
      const byDefault = question.default?.(answers, repository);
      value = isSwitch(question) ? byDefault !== undefined || undefined : byDefault;
    }
    answers = { ...answers, [name]: value };
    each?.(question, answers, reason);
  }
  return answers;
}

/** What is wrong with one answer to a question: its fault, else that it is none of the choices. */
export function faultOf(
  question: Question,
  value: string,
  answers: RawAnswers,
  repository: Repository,
): string | undefined {
  if (question.fault !== undefined) return question.fault(value, answers, repository);
  const choices = question.choices?.(answers, repository);
  if (choices === undefined || Object.hasOwn(choices, value)) return undefined;
  return `${JSON.stringify(value)} is none of ${Object.keys(choices).join(", ")}.`;
}

/** The strings that answer a question. */
export function valuesOf({ name, repeatable }: Question, answers: RawAnswers): readonly string[] {
  if (repeatable) return many(answers, name) ?? [];
  return one(answers, name) === undefined ? [] : [one(answers, name) ?? ""];
}

export function isSwitch({ value }: Question): boolean {
  return value === undefined;
}
