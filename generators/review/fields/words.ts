import type { ClusterDiff, ObjectDiff, Revision, SyncDiff, SyncPlace } from "../comparison.ts";

/** `production`, or the Flux Kustomization where it is of no environment. */
function placeName({ environment, sync }: SyncPlace): string {
  return environment === "" ? sync : environment;
}

/** The name that a place has for readers. */
export type PlaceName = (place: SyncPlace) => string;

/** How places are named: where there are several clusters, with theirs. */
export function placeNamer({ clusters }: Pick<ClusterDiff, "clusters">): PlaceName {
  if (clusters.length < 2) return placeName;
  return (place) => {
    const { cluster, environment } = place;
    const isCluster = environment !== "" && `/${cluster}`.endsWith(`/${environment}`);
    return isCluster ? environment : `${cluster}: ${placeName(place)}`;
  };
}

/** `dev, staging, production`; of many, how many others there are. */
export function placeNames(places: readonly SyncPlace[], nameOf: PlaceName): string {
  const most = 6;
  const names = [...new Set(places.map(nameOf))];
  const shown = names.slice(0, most).join(", ");
  return names.length > most ? `${shown} and ${names.length - most} more` : shown;
}

/** `Deployment app`, and what its name was where a hash is in it. */
export function objectTitle({ kind, name, oldName }: ObjectDiff): string {
  return oldName === undefined ? `${kind} ${name}` : `${kind} ${name} (was ${oldName})`;
}

/** What becomes of it, with where it comes from. */
export function changeText({ change, places }: ObjectDiff): string {
  const from = [...new Set(places.flatMap((place) => place.from ?? []))];
  if (change === "moved") return `moved from ${from.join(", ")}`;
  return change === "orphaned" ? "no longer applied, stays in the cluster" : change;
}

/** `origin/main (8f73240)`. */
export function sideName({ ref, commit }: Revision): string {
  if (commit === undefined) return ref === "WORKTREE" ? "the working tree" : ref;
  return commit.startsWith(ref) ? commit.slice(0, 7) : `${ref} (${commit.slice(0, 7)})`;
}

const COUNTS = ["added", "changed", "deleted", "moved", "orphaned"] as const;

/** The table of the summary: `moved` and `orphaned` only where there are any. */
export function summaryTable({ syncs, clusters }: ClusterDiff): {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
} {
  const several = clusters.length > 1;
  const counts = COUNTS.filter(
    (name) => !["moved", "orphaned"].includes(name) || syncs.some((sync) => sync[name] > 0),
  );
  const rowOf = (sync: SyncDiff) => [
    ...(several ? [sync.cluster] : []),
    sync.environment || "-",
    sync.state === "same" ? sync.sync : `${sync.sync} (${sync.state})`,
    ...counts.map((name) => (sync[name] === 0 ? "-" : String(sync[name]))),
  ];
  return {
    head: [...(several ? ["cluster"] : []), "environment", "Flux Kustomization", ...counts],
    rows: syncs.map(rowOf),
  };
}

/** What is said where nothing differs. */
export function nothingText({ notCompared }: ClusterDiff): string {
  return notCompared.length === 0
    ? "Nothing differs in the clusters."
    : "There is no difference in what is compared.";
}

/** What is said where nothing is risky. */
export function noRiskText({ notCompared }: ClusterDiff): string {
  const where = notCompared.length === 0 ? "" : " in what is compared";
  return `No risk found${where}: nothing is deleted, moved, refused or opened, and no rule finds anything new.`;
}

/** `1 other Flux Kustomization applies what it applied before.` */
export function sameText({ sameSyncs }: ClusterDiff): string {
  return sameSyncs === 1
    ? "1 other Flux Kustomization applies what it applied before."
    : `${sameSyncs} other Flux Kustomizations apply what they applied before.`;
}
