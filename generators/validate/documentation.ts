import { RULE_GROUPS } from "../checks/checks.ts";
import { rulesMarkdown } from "../report/rule-text.ts";

/** docs/rules.md, as `npm run docs` writes it. */
export function rulesPage(): string {
  return rulesMarkdown(RULE_GROUPS);
}
