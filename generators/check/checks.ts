import { unusedFindings, withoutIgnored } from "./exceptions/apply.ts";
import { EXCEPTION, type Ignored } from "./exceptions/exception.ts";
import { exceptionRule } from "./exceptions/rule.ts";
import type { Finding, Rule, RuleScope, Subject } from "./rule.ts";
import { FILES } from "./rules/files/rules.ts";
import { FLUX } from "./rules/flux/rules.ts";
import { NO_EFFECT } from "./rules/no-effect/rules.ts";
import { SAFETY } from "./rules/safety/rules.ts";
import { SCHEMA } from "./rules/schema/rules.ts";
import { WORKLOADS } from "./rules/workloads/rules.ts";

/** Rules of one subject. */
export interface RuleGroup {
  readonly title: string;
  readonly rules: readonly Rule[];
}

const SUBJECTS: readonly RuleGroup[] = [
  { title: "Files", rules: FILES },
  { title: "Schema", rules: SCHEMA },
  { title: "No effect", rules: NO_EFFECT },
  { title: "Flux graph", rules: FLUX },
  { title: "Workloads", rules: WORKLOADS },
  { title: "Safety", rules: SAFETY },
];

/** The rules that a repository may make exceptions from. */
const EXCEPTABLE = SUBJECTS.flatMap(({ rules }) => rules);

/** Every rule by its subject, in the order of the documentation. */
export const RULE_GROUPS: readonly RuleGroup[] = [
  ...SUBJECTS,
  { title: "Exceptions", rules: [exceptionRule(EXCEPTABLE)] },
];

export const RULES: readonly Rule[] = RULE_GROUPS.flatMap(({ rules }) => rules);

/** What rules found. */
export interface Inspection {
  /** Sorted by place. */
  readonly findings: readonly Finding[];
  /** What an exception in the repository covers. */
  readonly ignored: readonly Ignored[];
}

/** Everything that rules of these kinds find, and what of it has an exception. */
export function inspect(
  subject: Subject,
  needs: readonly RuleScope[],
  rules: readonly Rule[] = RULES,
): Inspection {
  const ran = rules.filter((rule) => needs.includes(rule.needs));
  const found = new Map<string, Finding>();
  for (const rule of ran) {
    const hint = `npm run validate -- --explain ${rule.name} says why, and what to do.`;
    for (const finding of rule.check(subject)) found.set(keyOf(finding), { hint, ...finding });
  }
  const names = EXCEPTABLE.map(({ name }) => name);
  const { findings, ignored, unused } = withoutIgnored([...found.values()], subject, names);
  const looksAtExceptions = ran.some(({ name }) => name === EXCEPTION);
  const needless = looksAtExceptions ? unusedFindings(unused, ran, subject) : [];
  return {
    findings: [...findings, ...needless].sort(byPlace),
    ignored: ignored.toSorted((a, b) => byPlace(a.finding, b.finding)),
  };
}

/** Everything that rules of these kinds find and that has no exception. */
export function check(
  subject: Subject,
  needs: readonly RuleScope[],
  rules: readonly Rule[] = RULES,
): readonly Finding[] {
  return inspect(subject, needs, rules).findings;
}

/** By path, line, column and rule: the same order on every machine. */
function byPlace(a: Finding, b: Finding): number {
  return (
    compare(a.path ?? "", b.path ?? "") ||
    (a.line ?? 0) - (b.line ?? 0) ||
    (a.column ?? 0) - (b.column ?? 0) ||
    compare(a.rule, b.rule) ||
    compare(a.message, b.message)
  );
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Equal for a finding before and after a change that moved its line. */
export function keyOf({ rule, path, message }: Finding): string {
  return `${rule}\0${path}\0${message}`;
}
