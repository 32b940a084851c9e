import type { KubernetesObject } from "../../model/objects/object.ts";
import type { ObjectChange } from "../compare/object-changes.ts";
import type { Grouped } from "../compare/object-diffs.ts";
import { LEVELS, type Risk, type SyncPlace } from "../comparison.ts";

/** A risk, and the objects that it is about. */
export interface Draft extends Omit<Risk, "objects" | "places"> {
  readonly groups: readonly Grouped[];
  /** Where it is; where the objects are, if nothing is said. */
  readonly places?: readonly SyncPlace[];
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

/** What is said of a change: everything of a risk but the object and its places. */
type Said = Pick<Draft, "level" | "kind" | "title" | "todo">;

/**
 * What is said of each change of a group, once for all places where it is the same. The changes
 * look the same, but what stands beside them may differ.
 */
export function eachOnce(
  group: Grouped,
  look: (change: ObjectChange) => Said | undefined,
): Draft[] {
  const found = new Map<string, Draft & { readonly places: readonly SyncPlace[] }>();
  for (const change of group.changes) {
    const said = look(change);
    if (said === undefined) continue;
    const key = JSON.stringify(said);
    const places = [...(found.get(key)?.places ?? []), change.unit.place];
    found.set(key, { ...said, groups: [group], places });
  }
  return [...found.values()];
}

/** An object on both sides; undefined for one that is new or gone. */
export function bothOf({
  before,
  now,
}: ObjectChange): { before: KubernetesObject; now: KubernetesObject } | undefined {
  return before === undefined || now === undefined ? undefined : { before, now };
}

/** `memory limit 256Mi becomes 64Mi`, `replicas is now 3`, `memory limit 64Mi is gone`. */
export function becomes(what: string, before: unknown, now: unknown): string {
  if (now === undefined) return `${what} ${String(before)} is gone`;
  if (before === undefined) return `${what} is now ${String(now)}`;
  return `${what} ${String(before)} becomes ${String(now)}`;
}
