import type { Mend } from "../checks/rule.ts";
import type { Raw, Ui } from "../generator/generator.ts";
import type { Repository } from "../repository/repository.ts";
import { checked, type Prepared } from "./prepare.ts";
import type { Workplace } from "./workplace.ts";

/**
 * Applies the mends of what the checks found: to files that the plan creates itself always,
 * to others when the flag was given or the user says so. Then the plan is checked again.
 */
export async function mend(
  prepared: Prepared,
  before: Repository,
  raw: Raw,
  workplace: Workplace,
  ui: Ui | undefined,
): Promise<Prepared> {
  const created = new Set(
    prepared.changes.filter(({ kind }) => kind === "create").map(({ path }) => path),
  );
  const offered = prepared.introduced.flatMap((finding) => finding.mend ?? []);
  const wanted: Mend[] = [];
  for (const each of offered) {
    const free = created.has(each.path) || raw[each.flag] === true;
    if (free || (await ui?.confirm({ message: each.question, default: true }))) wanted.push(each);
  }
  if (wanted.length === 0) return prepared;
  for (const each of wanted) each.apply(prepared.tree);
  return checked(prepared, before, raw, workplace);
}
