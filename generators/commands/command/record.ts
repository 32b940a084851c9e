import { type Given, type GivenValue, listGiven } from "../../base/options/given.ts";
import { UserError } from "../../base/problem/problem.ts";
import { entriesAt, textAt } from "../../base/yaml/at.ts";
import { dataOf } from "../../base/yaml/data.ts";
import { doubleQuoted, toScalar } from "../../base/yaml/scalar.ts";

/**
 * The file beside what was generated that says from what: hidden, so that nothing takes it for
 * a manifest, and in the unit's own folder, so that it is moved and removed with it.
 */
export const RECORD = ".generated.yaml";

/** What a unit was made from. */
export interface UnitRecord {
  /** The version of its templates (`versionOf`), or a commit that has them. */
  readonly templates: string;
  /** The answers to its generator, but those that follow from where it is. */
  readonly answers: Given;
}

/** A number that has one way to be written. */
const WHOLE = /^(?:0|[1-9]\d{0,8})$/;

/**
 * The text of a record. Answers without a value are left out.
 * @param folder the folder of the templates.
 */
export function recordText({ templates, answers }: UnitRecord, folder: string): string {
  const lines = Object.entries(answers).flatMap(([name, value]) => {
    if (typeof value === "boolean") return [`  ${name}: ${value}`];
    if (typeof value === "string") return [`  ${name}: ${scalar(value)}`];
    const items = (listGiven(value, false) ?? []).map((each) => `    - ${scalar(each)}`);
    return items.length === 0 ? [] : [`  ${name}:`, ...items];
  });
  return [
    `# What this was made from: \`npm run update\` brings later changes of templates/${folder}/.`,
    `templates: ${doubleQuoted(templates)}`,
    "answers:",
    ...lines,
    "",
  ].join("\n");
}

function scalar(value: string): string {
  return WHOLE.test(value) ? value : toScalar(value);
}

/** A record that was read. @throws UserError where it is not of that form. */
export function readRecord(path: string, text: string): UnitRecord {
  const [data] = dataOf(path, text);
  const refuse = (message: string) =>
    UserError.of("record", `${path}: ${message}`, {
      path,
      hint: "It has to say the version of its templates, and the answers by the names of their flags.",
    });
  const templates = textAt(data, "templates");
  if (templates === undefined) throw refuse("`templates` is no version (in quotes).");
  const answers = entriesAt(data, "answers").map(([name, value]): [string, GivenValue] => {
    if (typeof value === "boolean") return [name, value];
    const texts = [value].flat().map(textOf);
    if (texts.includes(undefined)) throw refuse(`the answer ${name} is neither text nor a list.`);
    return [name, Array.isArray(value) ? (texts as string[]) : texts[0]];
  });
  return { templates, answers: Object.fromEntries(answers) };
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
}
