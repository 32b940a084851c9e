import { FILES } from "./files/rules.ts";
import { FLUX } from "./flux/rules.ts";
import { NO_EFFECT } from "./no-effect/rules.ts";
import type { Finding, Rule, Sight, Subject } from "./rule.ts";
import { SAFETY } from "./safety/rules.ts";
import { SCHEMA } from "./schema/rules.ts";
import { WORKLOADS } from "./workloads/rules.ts";

/** Every rule, in the order of the documentation. */
export const RULES: readonly Rule[] = [
  ...FILES,
  ...SCHEMA,
  ...NO_EFFECT,
  ...FLUX,
  ...WORKLOADS,
  ...SAFETY,
];

/** Everything that rules of these kinds find. */
export function check(
  subject: Subject,
  needs: readonly Sight[],
  rules: readonly Rule[] = RULES,
): Finding[] {
  const found = new Map<string, Finding>();
  for (const rule of rules) {
    if (!needs.includes(rule.needs)) continue;
    for (const finding of rule.check(subject)) found.set(keyOf(finding), finding);
  }
  return [...found.values()];
}

/** Equal for a finding before and after a change that moved its line. */
export function keyOf({ rule, path, message }: Finding): string {
  return `${rule}\0${path}\0${message}`;
}
