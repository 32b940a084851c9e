import { RULE_GROUPS } from "../../check/checks.ts";
import { rulesText } from "../../check/formats/rule-text.ts";

/** What docs/rules.md says of each rule: `npm run docs` writes it there. */
export function rulesMarkdown(): string {
  return rulesText(RULE_GROUPS);
}
