import { nearest } from "../../base/problem/nearest.ts";
import type { Finding } from "../rule.ts";
import { EXCEPTION } from "./exception.ts";

/** What is wrong with the name of a rule; undefined where there is such a rule. */
export function nameFault(
  name: string,
  names: readonly string[],
): Pick<Finding, "rule" | "message" | "hint"> | undefined {
  if (names.includes(name)) return undefined;
  const near = nearest(name, names);
  return {
    rule: EXCEPTION,
    message: `There is no rule ${JSON.stringify(name)} to leave out.`,
    hint: near === undefined ? "docs/rules.md lists the rules." : `Did you mean ${near}?`,
  };
}
