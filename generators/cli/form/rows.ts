import type { Given, GivenValue } from "../../base/options/given.ts";
import {
  type Before,
  defaultOf,
  type Option,
  type OptionSet,
  type Row,
} from "../../base/options/option.ts";
import { faultOf, isRequired, settle, textsOf } from "../../base/options/settle.ts";
import type { Ui } from "../../base/options/ui.ts";

/**
 * One answer of a command's form. The required ones are asked first; the others have a
 * value already, are shown with it, and are asked when the user picks them.
 */
export interface FormRow {
  readonly label: string;
  /** Whether the other answers leave it a meaning; without one it is not shown. */
  applies(given: Given): boolean;
  required(given: Given): boolean;
  /** The value that holds now, a default included. */
  show(given: Given): string;
  /** Asks. @returns what is given from now on. */
  ask(ui: Ui, given: Given): Promise<Given>;
}

/** The form of a command's options. */
export function rowsOf<Model>({ all, rows }: OptionSet<Model>, model: Model): FormRow[] {
  const answersOf = (given: Given) => settle(all, given, model);
  // What was answered before may have no place any more, and no row to take it back.
  const pruned = (given: Given): Given => {
    const left: Record<string, GivenValue> = { ...given };
    settle(all, given, model, ({ option, excluded }) => {
      if (excluded !== undefined) left[option.name] = undefined;
    });
    return left;
  };
  return all.flatMap((option) => [
    ...rows
      .filter(({ of: [first] }) => first === option.name)
      .map((row) => rowOfSeveral(row, all, model, answersOf, pruned)),
    ...(option.question === undefined ? [] : [rowOfOne(option, model, answersOf, pruned)]),
  ]);
}

function rowOfSeveral<Model>(
  row: Row<Model>,
  all: readonly Option<Model>[],
  model: Model,
  answersOf: (given: Given) => Before,
  pruned: (given: Given) => Given,
): FormRow {
  const own = all.filter(({ name }) => row.of.includes(name));
  return {
    label: row.label,
    applies: (given) => row.applies?.(answersOf(given), model) ?? true,
    required: (given) => {
      const answers = answersOf(given);
      return row.required?.(answers, model) ?? own.some((each) => lacks(each, answers, model));
    },
    show: (given) => row.show(answersOf(given), model),
    ask: async (ui, given) => pruned({ ...given, ...(await row.ask(ui, answersOf(given), model)) }),
  };
}

/** Whether an option needs an answer that is not there. */
function lacks<Model>(option: Option<Model>, answers: Before, model: Model): boolean {
  return (
    option.excluded?.(answers, model) === undefined &&
    textsOf(option, undefined, answers[option.key]).length === 0 &&
    Boolean(isRequired(option, answers, model))
  );
}

function rowOfOne<Model>(
  option: Option<Model>,
  model: Model,
  answersOf: (given: Given) => Before,
  pruned: (given: Given) => Given,
): FormRow {
  const { name, question = name, type } = option;
  return {
    label: question,
    applies(given) {
      const answers = answersOf(given);
      const choices = type === "list" ? option.choices?.(answers, model) : undefined;
      const pickable = choices === undefined || Object.keys(choices).length > 0;
      return pickable && option.excluded?.(answers, model) === undefined;
    },
    required(given) {
      const answers = answersOf(given);
      const isOpen = option.first === true && given[name] === undefined;
      return (
        option.excluded?.(answers, model) === undefined && (isOpen || lacks(option, answers, model))
      );
    },
    show: (given) => shown(option, answersOf(given), given[name], model),
    async ask(ui, given) {
      return pruned({ ...given, [name]: await asked(option, ui, answersOf(given), model) });
    },
  };
}

function shown<Model>(
  option: Option<Model>,
  answers: Before,
  given: GivenValue,
  model: Model,
): string {
  const answer = answers[option.key];
  if (option.type === "switch") {
    const on = answer === true;
    return option.shown?.(on) ?? (on ? "yes" : "no");
  }
  const texts = textsOf(option, given, answer);
  if (option.type === "file" && texts.length > 0) {
    const lines = texts[0]?.trimEnd().split("\n").length;
    return lines === 1 ? "1 line" : `${lines} lines`;
  }
  const choices = option.type === "list" ? {} : (option.choices?.(answers, model) ?? {});
  const said = texts.map((text) => choices[text] ?? text).join(", ");
  return said || (option.unanswered?.(answers, model) ?? "none");
}

async function asked<Model>(
  option: Option<Model>,
  ui: Ui,
  answers: Before,
  model: Model,
): Promise<GivenValue> {
  const { name, type, question = name, message = question } = option;
  const fault = (text: string) => {
    const found = faultOf(option, text, answers, model);
    return typeof found === "string" ? found : found?.message;
  };
  const answer = answers[option.key];
  if (type === "switch") {
    const on = await ui.confirm({ message, default: answer === true });
    return on || (option.default === undefined ? undefined : false);
  }
  const texts = textsOf(option, undefined, answer);
  const choices = option.choices?.(answers, model);
  if (choices !== undefined && type === "list") {
    return ui.checkbox({ message, choices: Object.keys(choices), checked: texts });
  }
  if (choices !== undefined) {
    const list = Object.entries(choices).map(([value, text]) => ({ name: text, value }));
    return ui.select({ message, choices: list, default: texts[0] });
  }
  if (type === "list") return several(ui, message, fault);
  if (type === "file") return ui.file({ message: `${message}: a file (empty for none)`, fault });
  const byDefault = defaultOf(option, answers, model);
  const optional = !isRequired(option, { ...answers, [option.key]: undefined }, model);
  const open =
    option.unanswered === undefined ? " for none" : `: ${option.unanswered(answers, model)}`;
  const typed = await ui.input({
    message: optional && byDefault === undefined ? `${message} (empty${open})` : message,
    default: byDefault === undefined ? (optional ? undefined : texts[0]) : String(byDefault),
    fault: (text) => (text === "" && optional ? undefined : fault(text)),
  });
  return typed === "" ? undefined : typed;
}

/** Asks for one answer after the other, until an empty one. */
async function several(
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
