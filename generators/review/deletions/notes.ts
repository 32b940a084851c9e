import { groups } from "../../base/groups.ts";
import { some } from "../../check/facts/sync-graph.ts";
import { besides } from "../../check/rules/history/cause.ts";
import type { Deletions } from "../../model/deletions/deletions.ts";
import type { Fate, Reason, UnknownFate } from "../../model/deletions/fate.ts";
import { titleOf } from "../../model/objects/object.ts";
import { countedBy, type SyncNames } from "./counts.ts";
import { lossNotes } from "./losses.ts";

/** More objects than a sentence has room for. */
const NAMED_MAX = 4;

/** @param why why nothing was rendered: only of rendered objects it is known what becomes of them. */
export function notRenderedNote(why: string): string {
  return `WHAT FLUX DELETES IS NOT KNOWN: ${why}.`;
}

/**
 * What Flux deletes, what it may delete and what it leaves, one sentence each, worst first. That it
 * deletes nothing is said only where all of it is known.
 */
export function deletionNotes(found: Deletions, names: SyncNames): string[] {
  const { deleted, orphaned, adopted, unknown } = found;
  const certain = deleted.filter(isCertain);
  const leaving = unknown.flatMap(({ sync, deleting }) =>
    deleting?.deletes === false ? staying(deleting.reason, sync.flux.name) : [],
  );
  const loud = [
    ...unknown.flatMap(unknownNote),
    ...lossNotes(certain.map(({ object }) => object)),
    ...countedBy(certain, names).map(({ what, kinds }) => `Flux deletes ${what}: ${kinds}.`),
    ...together(certain.filter(isTaken), besides).map(
      ([why, objects]) => `No mark and no other owner keeps ${objects}: ${why}.`,
    ),
    ...together([...deleted, ...orphaned].filter(isUncertain), besides).map(
      ([why, objects, [first]]) =>
        `FLUX MAY DELETE ${objects}: ${why}.${first ? remedy(first) : ""}`,
    ),
    ...together(adopted.filter(isUncertain), moveOf).map(
      ([move, objects]) => `FLUX MAY DELETE ${objects} on the way ${move} (flux2#3316).`,
    ),
  ];
  return [
    ...(loud.length === 0 ? ["Flux deletes nothing."] : loud),
    ...together(adopted.filter(isCertain), moveOf).map(
      ([move, objects]) => `${objects} go ${move}, and Flux deletes nothing of that.`,
    ),
    ...stayNotes(orphaned.filter(isCertain), names),
    ...leaving.map((why) => `${why}: what it applied stays.`),
  ];
}

/** What a person can do where a mark may not be in the cluster. */
function remedy({ object: { kind, namespace, name }, reason }: Fate): string {
  if (reason.is !== "marked" || reason.mark.doubt !== "left alone where it exists") return "";
  const where = namespace === "" ? "" : ` -n ${namespace}`;
  return ` kubectl annotate${where} ${kind.toLowerCase()} ${name} kustomize.toolkit.fluxcd.io/prune=disabled puts it there.`;
}

function isCertain(fate: Fate): boolean {
  return fate.isCertain;
}

function isUncertain(fate: Fate): boolean {
  return !fate.isCertain;
}

function isTaken({ reason }: Fate): boolean {
  return reason.is === "goes with";
}

function unknownNote({ sync, source, deleting, why }: UnknownFate): string[] {
  const { name } = sync.flux;
  if (deleting === undefined) return [`WHAT FLUX DELETES OF ${name} IS NOT KNOWN: ${why}`];
  if (!deleting.deletes) return [];
  const { url, bucketName } = (source?.data.spec ?? {}) as Record<string, unknown>;
  const place = url ?? bucketName ?? sync.folder ?? sync.flux.source.name;
  return [
    `FLUX WILL DELETE EVERYTHING that ${name} applied from ${place}. What that is, nothing here can say: flux tree kustomization ${name} does.`,
  ];
}

/** `from a to b`. */
function moveOf({ sync, reason }: Fate): string {
  return `from ${sync.flux.name} to ${reason.is === "adopted" ? reason.by.flux.name : ""}`;
}

/** The objects of which the same is said, and their names: `Secret dev/app and 3 more`. */
function together(
  fates: readonly Fate[],
  sentence: (fate: Fate, it: string) => string,
): [string, string, readonly Fate[]][] {
  return [...groups(fates, (fate) => sentence(fate, "them")).values()].map((group) => {
    const [first] = group;
    const said = first === undefined ? "" : sentence(first, group.length === 1 ? "it" : "them");
    return [
      said,
      some(
        group.map(({ object }) => titleOf(object)),
        NAMED_MAX,
      ),
      group,
    ];
  });
}

/** What stays in the cluster though nothing applies it any more. */
function stayNotes(fates: readonly Fate[], names: SyncNames): string[] {
  const byReason = groups(fates, ({ sync, reason }) => staying(reason, sync.flux.name));
  return [...byReason].flatMap(([why, group]) =>
    countedBy(group, names).map(
      ({ what, kinds }) =>
        `${why}: ${what} ${/^1 object\b/.test(what) ? "stays" : "stay"} in the cluster, no longer from Git: ${kinds}.`,
    ),
  );
}

/** `dev-sync does not prune`: why what it applied stays. */
export function staying(reason: Reason, name: string): string {
  switch (reason.is) {
    case "marked":
      return `Marked with kustomize.toolkit.fluxcd.io/${reason.mark.option}`;
    case "no prune":
      return `${name} does not prune`;
    case "suspended":
      return `${name} is suspended`;
    case "deletion policy":
      return `${name} has the deletionPolicy ${reason.policy}`;
    case "sync stays":
      return `${name} itself stays in the cluster`;
    default:
      return name;
  }
}
