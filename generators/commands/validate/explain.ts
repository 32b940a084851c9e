import { nearest } from "../../base/problem/nearest.ts";
import { UsageError } from "../../base/problem/problem.ts";
import { RULES } from "../../check/checks.ts";
import { EXCEPTION } from "../../check/exceptions/exception.ts";
import type { Screen } from "../../check/formats/report.ts";
import { ruleJson, ruleText } from "../../check/formats/rule-text.ts";

/**
 * Why a rule exists, and how to fix what it finds.
 * @throws UsageError if there is no such rule, or it can't be told in that format.
 */
export function explain(name: string, format: string, screen: Screen): string {
  const rule = RULES.find((each) => each.name === name);
  if (rule === undefined) throw unknownRule(name);
  if (format === "json") return ruleJson(rule);
  if (format !== "text") {
    throw new UsageError(`--explain tells of a rule as text or json, not as ${format}.`);
  }
  const text = ruleText(rule, screen);
  if (name === EXCEPTION) return text;
  const title = screen.paint.strong("To leave it out for one object, in its document");
  return `${text}\n${title}\n  # validate: ignore ${name} because REASON\n`;
}

export function unknownRule(name: string): UsageError {
  const names = RULES.map((rule) => rule.name);
  const near = nearest(name, names);
  return new UsageError(
    `There is no rule ${JSON.stringify(name)}.`,
    near === undefined ? `Rules: ${names.join(", ")}.` : `Did you mean ${near}?`,
  );
}
