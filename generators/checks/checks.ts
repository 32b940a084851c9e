import { build } from "./build.ts";
import { dependencyCycle } from "./dependency-cycle.ts";
import { missingPath } from "./missing-path.ts";
import { quota } from "./quota.ts";
import type { Finding, Rule, Sight, Subject } from "./rule.ts";
import { syncReference } from "./sync-reference.ts";

/** Every rule, in the order of the documentation. */
export const RULES: readonly Rule[] = [missingPath, build, syncReference, dependencyCycle, quota];

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
