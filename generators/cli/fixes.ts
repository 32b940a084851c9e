import type { Given } from "../base/options/given.ts";
import type { Finding } from "../check/rule.ts";
import { checked, type Prepared, type Run } from "./prepare.ts";

/**
 * Applies the fixes for what the checks found: to files that the plan creates itself always,
 * to others when their flag was given or `consent` says so. Then the plan is checked again.
 */
export async function applyFixes(
  prepared: Prepared,
  run: Run,
  given: Given,
  consent: (findings: readonly Finding[]) => Promise<boolean>,
): Promise<Prepared> {
  const created = new Set(
    prepared.changes.filter(({ kind }) => kind === "create").map(({ path }) => path),
  );
  const offered = prepared.introduced.filter((finding) => finding.fix !== undefined);
  const isFree = ({ fix: by }: Finding) =>
    by !== undefined && (created.has(by.path) || given[by.flag] === true);
  const asked = offered.filter((finding) => !isFree(finding));
  const agreed = asked.length > 0 && (await consent(asked));
  const wanted = offered
    .filter((finding) => agreed || isFree(finding))
    .flatMap((finding) => finding.fix ?? []);
  if (wanted.length === 0) return prepared;

  for (const each of wanted) each.apply(prepared.tree);
  const { planned, tree } = prepared;
  const notes = [...planned.notes, ...wanted.map(({ note }) => note)];
  return checked({ planned: { ...planned, notes }, tree }, run);
}
