import type { Repository } from "../../model/views/repository.ts";
import type { Generator, RawAnswers, Row, Ui } from "./generator.ts";
import {
  answersTo,
  faultOf,
  flagsOf,
  isSwitch,
  type Question,
  settled,
  valuesOf,
} from "./questions.ts";

/** The part of a generator that follows from its questions. */
export function asking(
  questions: readonly Question[],
): Pick<Generator<RawAnswers>, "flags" | "rows" | "answers"> {
  return {
    flags: flagsOf(questions),
    rows: (repository) => rowsOf(questions, repository),
    answers: (raw, repository) => answersTo(questions, raw, repository),
  };
}

/** The form of questions: a row for each that has a label. */
function rowsOf(questions: readonly Question[], repository: Repository): Row[] {
  return questions.flatMap((question) => {
    if (question.row !== undefined) return [question.row(repository)];
    const { label, excluded, required, repeatable } = question;
    if (label === undefined) return [];
    const settle = (raw: RawAnswers) => settled(questions, raw, repository);
    return [
      {
        label,
        applies: (raw) => {
          const answers = settle(raw);
          const pickable =
            !repeatable ||
            Object.keys(question.choices?.(answers, repository) ?? { any: "" }).length > 0;
          return pickable && excluded?.(answers, repository) === undefined;
        },
        required: (raw) => {
          const answers = settle(raw);
          return (
            excluded?.(answers, repository) === undefined &&
            (question.first
              ? raw[question.name] === undefined
              : valuesOf(question, answers).length === 0) &&
            Boolean(required?.(answers, repository))
          );
        },
        show: (raw) => shownValue(question, settle(raw), repository),
        ask: async (ui, raw) => {
          const changed = { ...raw, ...(await asked(question, ui, settle(raw), repository)) };
          // What was answered before may have no place any more, and no row to take it back.
          return Object.fromEntries(
            Object.entries(settled(questions, changed, repository)).map(([name, value]) => [
              name,
              value === undefined ? undefined : changed[name],
            ]),
          );
        },
      },
    ];
  });
}

function shownValue(question: Question, answers: RawAnswers, repository: Repository): string {
  if (isSwitch(question)) return answers[question.name] === true ? "yes" : "no";
  const values = valuesOf(question, answers);
  if (question.file && values.length > 0) {
    const lines = values[0]?.trimEnd().split("\n").length;
    return lines === 1 ? "1 line" : `${lines} lines`;
  }
  const choices = question.repeatable ? {} : (question.choices?.(answers, repository) ?? {});
  return values.map((value) => choices[value] ?? value).join(", ") || "none";
}

async function asked(
  question: Question,
  ui: Ui,
  answers: RawAnswers,
  repository: Repository,
): Promise<RawAnswers> {
  const { name, label: message = name, repeatable } = question;
  const fault = (value: string) => faultOf(question, value, answers, repository);
  if (isSwitch(question)) {
    const on = await ui.confirm({ message, default: answers[name] === true });
    return {
      [name]: on || undefined,
      [`no-${name}`]: (!on && question.default !== undefined) || undefined,
    };
  }
  const values = valuesOf(question, answers);
  const choices = question.choices?.(answers, repository);
  if (choices !== undefined && repeatable) {
    return {
      [name]: await ui.checkbox({ message, choices: Object.keys(choices), checked: values }),
    };
  }
  if (choices !== undefined) {
    const list = Object.entries(choices).map(([value, text]) => ({ name: text, value }));
    return { [name]: await ui.select({ message, choices: list, default: values[0] }) };
  }
  if (repeatable) return { [name]: await several(ui, message, fault) };
  if (question.file) {
    return { [name]: await ui.file({ message: `${message}: a file (empty for none)`, fault }) };
  }
  const byDefault = question.default?.(answers, repository);
  const optional = !question.required?.({ ...answers, [name]: undefined }, repository);
  const answer = await ui.input({
    message: optional && byDefault === undefined ? `${message} (empty for none)` : message,
    default: byDefault ?? (optional ? undefined : values[0]),
    fault: (text) => (text === "" && optional ? undefined : fault(text)),
  });
  return { [name]: answer === "" ? undefined : answer };
}

/** Asks for one answer after the other, until an empty one. */
export async function several(
  ui: Ui,
  what: string,
  fault: (answer: string) => string | undefined,
): Promise<string[]> {
  const answers: string[] = [];
  for (;;) {
    const soFar =
      answers.length === 0 ? "empty for none" : `empty to finish: ${answers.join(", ")}`;
    const answer = await ui.input({
      message: `${what} (${soFar})`,
      fault: (text) => (text === "" ? undefined : fault(text)),
    });
    if (answer === "") return answers;
    answers.push(answer);
  }
}
