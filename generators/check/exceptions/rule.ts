import type { Rule } from "../rule.ts";
import { exceptionsOf } from "./apply.ts";
import { EXCEPTION } from "./exception.ts";

/**
 * Exceptions from rules name a rule that exists, and a reason; and something needs them. (The
 * last of these is found where all other findings are known: `inspect`.)
 */
export function exceptionRule(rules: readonly Rule[]): Rule {
  const names = rules.map(({ name }) => name);
  return {
    name: EXCEPTION,
    needs: "whole",
    summary: "Every exception names a rule that exists and gives a reason, and something needs it.",
    why: "An exception without a reason is one that nobody dares to remove, and one that nothing needs any more hides the next fault of its kind.",
    fix: "Write `# validate: ignore RULE because REASON` into the document, or `rule` and `reason` under `exceptions` in `.validate.yaml`. Remove an exception that is not needed any more.",
    check: (subject) => [...exceptionsOf(subject, names).faults],
  };
}
