import type { RuleText, Screen } from "./formats.ts";
import { wrap } from "./wrap.ts";

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

/** docs/rules.md: every rule, in groups. */
export function rulesMarkdown(
  groups: readonly { readonly title: string; readonly rules: readonly RuleText[] }[],
): string {
  const anchor = (title: string) => title.toLowerCase().replaceAll(" ", "-");
  const contents = groups.map(({ title }) => `- [${title}](#${anchor(title)})\n`).join("");
  const parts = groups.map(
    ({ title, rules }) => `\n## ${title}\n${rules.map((rule) => section(rule)).join("")}`,
  );
  return `${HEAD}\n${contents}${parts.join("")}`;
}

function section({ name, summary, why, fix }: RuleText): string {
  return `\n### ${name}\n\n${summary}\n\n**Why.** ${why}\n\n**Fix.** ${fix}\n`;
}

const HEAD = `<!-- Made by \`npm run docs\` from generators/checks/: edit it there. -->

# The rules of \`npm run validate\`

\`npm run validate -- --explain RULE\` prints one of them. How to leave one out is in
[validate.md](validate.md#exceptions).
`;
