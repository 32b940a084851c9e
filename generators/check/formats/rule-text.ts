import { jsonDocument } from "../../base/text/json.ts";
import { wrap } from "../../base/text/wrap.ts";
import type { RuleText, Screen } from "./report.ts";

const WIDTH = 80;

/** Why a rule exists and what to do about a finding, for `--explain`. */
export function ruleText({ name, summary, why, fix }: RuleText, { paint, width }: Screen): string {
  const lines = (text: string) =>
    wrap(text, Math.min(width ?? WIDTH, WIDTH) - 2)
      .map((line) => `  ${line}\n`)
      .join("");
  return [
    `${paint.strong(name)}\n${lines(summary)}`,
    `${paint.strong("Why")}\n${lines(why)}`,
    `${paint.strong("Fix")}\n${lines(fix)}`,
  ].join("\n");
}

/** The same as data, for `--explain` with `--json`. */
export function ruleJson({ name, summary, why, fix }: RuleText): string {
  return jsonDocument({ rule: name, summary, why, fix });
}

/** Every rule, in groups: the generated part of docs/rules.md. */
export function rulesText(
  groups: readonly { readonly title: string; readonly rules: readonly RuleText[] }[],
): string {
  const anchor = (title: string) => title.toLowerCase().replaceAll(" ", "-");
  const contents = groups.map(({ title }) => `- [${title}](#${anchor(title)})\n`).join("");
  const parts = groups.map(({ title, rules }) => `\n## ${title}\n${rules.map(section).join("")}`);
  return `${contents}${parts.join("")}`;
}

function section({ name, summary, why, fix }: RuleText): string {
  return `\n### ${name}\n\n${summary}\n\n**Why.** ${why}\n\n**Fix.** ${fix}\n`;
}
