import { type ChangeKind, LEVELS } from "../comparison.ts";
import type { Draft } from "../risks/risk.ts";
import type { Grouped } from "./object-diffs.ts";

const CHANGES: readonly ChangeKind[] = ["deleted", "orphaned", "moved", "changed", "added"];

/** What stands first among objects of the same risk: what others depend on, then what runs. */
const KINDS: readonly string[] = [
  "Namespace",
  "CustomResourceDefinition",
  "Kustomization",
  "GitRepository",
  "HelmRelease",
  "StatefulSet",
  "Deployment",
  "DaemonSet",
  "CronJob",
  "Job",
  "ClusterRoleBinding",
  "ClusterRole",
  "RoleBinding",
  "Role",
  "NetworkPolicy",
  "Ingress",
  "HTTPRoute",
  "Service",
  "Secret",
  "ConfigMap",
];

/** The objects of the worst risks first, and what is deleted before what is new. */
export function byImportance(groups: readonly Grouped[], drafts: readonly Draft[]): Grouped[] {
  const risk = new Map<Grouped, number>();
  for (const draft of drafts) {
    const level = LEVELS.indexOf(draft.level);
    for (const group of draft.groups) risk.set(group, Math.min(level, risk.get(group) ?? level));
  }
  const kindOf = ({ diff }: Grouped) => {
    const rank = KINDS.indexOf(diff.kind);
    return rank < 0 ? KINDS.length : rank;
  };
  // What is only worth a look stands where it would stand anyway.
  const least = LEVELS.indexOf("low");
  const rankOf = (group: Grouped) => [
    risk.get(group) ?? least,
    CHANGES.indexOf(group.diff.change),
    kindOf(group),
  ];
  return groups.toSorted((a, b) => {
    const [one, other] = [rankOf(a), rankOf(b)];
    const index = one.findIndex((rank, position) => rank !== other[position]);
    return index < 0 ? 0 : (one[index] ?? 0) - (other[index] ?? 0);
  });
}
