import { RULES } from "../../check/checks.ts";
import type { Rule } from "../../check/rule.ts";
import { unknownRule } from "./explain.ts";

/** The rules that `--only` and `--skip` leave. @throws UsageError for a name that no rule has. */
export function selectRules(
  only: readonly string[] | undefined,
  skip: readonly string[] | undefined,
): readonly Rule[] {
  const names = RULES.map(({ name }) => name);
  const unknown = [...(only ?? []), ...(skip ?? [])].find((name) => !names.includes(name));
  if (unknown !== undefined) throw unknownRule(unknown);
  return RULES.filter(
    ({ name }) => (only === undefined || only.includes(name)) && skip?.includes(name) !== true,
  );
}
