import type { KubernetesObject } from "../cluster/object.ts";
import { LEVELS, type Place, type Risk } from "./model.ts";
import type { Grouped } from "./object-diffs.ts";

/** A risk, and the objects that it is about. */
export interface Draft extends Omit<Risk, "objects" | "places"> {
  readonly groups: readonly Grouped[];
  /** Where it is; where the objects are, if nothing is said. */
  readonly places?: readonly Place[];
}

/** The worst first; of one level in the order in which they were found. */
export function worstFirst(drafts: readonly Draft[]): Draft[] {
  const rank = ({ level }: Draft) => LEVELS.indexOf(level);
  return drafts.toSorted((a, b) => rank(a) - rank(b));
}

/** `Deployment app`: where it is stands beside. */
export function titleIn({ diff: { kind, name } }: Grouped): string {
  return `${kind} ${name}`;
}

/** An object on both sides; undefined for one that is new, gone or moved from elsewhere. */
export function bothOf({
  changes: [first],
}: Grouped): { before: KubernetesObject; now: KubernetesObject } | undefined {
  const { before, now } = first ?? {};
  return before === undefined || now === undefined ? undefined : { before, now };
}

/** `memory limit 256Mi becomes 64Mi`, `replicas is now 3`, `memory limit 64Mi is gone`. */
export function becomes(what: string, before: unknown, now: unknown): string {
  if (now === undefined) return `${what} ${String(before)} is gone`;
  if (before === undefined) return `${what} is now ${String(now)}`;
  return `${what} ${String(before)} becomes ${String(now)}`;
}
