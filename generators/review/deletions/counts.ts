import { groups } from "../../base/groups.ts";
import type { Fate } from "../../model/deletions/fate.ts";
import type { KubernetesObject } from "../../model/objects/object.ts";

/** What readers call Flux Kustomizations, such as their environments, in the order of the rollout. */
export type SyncNames = ReadonlyMap<string, string>;

/** `13 objects in each of dev, staging: 1 ConfigMap, 4 NetworkPolicy`, in its parts. */
export interface Counted {
  /** `13 objects in each of dev, staging`. */
  readonly what: string;
  /** `1 ConfigMap, 4 NetworkPolicy`. */
  readonly kinds: string;
}

/** Objects by kind; those that several Flux Kustomizations have alike once, and before all others. */
export function countedBy(fates: readonly Fate[], names: SyncNames): Counted[] {
  // What goes with its Flux Kustomization is one thing with that.
  const rest = fates.filter(({ syncNow }) => syncNow === undefined);
  const kept = groups(
    fates.filter(({ syncNow }) => syncNow !== undefined),
    ({ sync }) => sync,
  );
  const counted: Counted[] = [];
  for (const [kinds, alike] of groups(kept, ([, own]) => kindsOf(own))) {
    const [first] = alike;
    if (first === undefined) continue;
    const own = alike.map(([sync]) => sync.flux.name);
    const where = inOrder(own, names).join(", ");
    if (alike.length === 1) rest.push(...first[1]);
    else counted.push({ what: `${countOf(first[1])} in each of ${where}`, kinds });
  }
  const more = counted.length > 0 ? "more " : "";
  return rest.length === 0
    ? counted
    : [...counted, { what: countOf(rest, more), kinds: kindsOf(rest) }];
}

function inOrder(own: readonly string[], names: SyncNames): string[] {
  const known = [...names].filter(([name]) => own.includes(name)).map(([, label]) => label);
  return [...known, ...own.filter((name) => !names.has(name))];
}

function countOf({ length }: readonly unknown[], more = ""): string {
  return `${length} ${more}${length === 1 ? "object" : "objects"}`;
}

/** `1 Deployment, 4 NetworkPolicy`. */
function kindsOf(fates: readonly { readonly object: KubernetesObject }[]): string {
  const counts = new Map<string, number>();
  for (const { object } of fates) counts.set(object.kind, (counts.get(object.kind) ?? 0) + 1);
  return [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([kind, count]) => `${count} ${kind}`)
    .join(", ");
}
