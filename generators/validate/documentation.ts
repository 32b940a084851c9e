import { RULE_GROUPS } from "../checks/checks.ts";
import { rulesText } from "../report/rule-text.ts";

/** What docs/rules.md says of each rule: `npm run docs` writes it there. */
export function rulesMarkdown(): string {
  return rulesText(RULE_GROUPS);
}
