import { posix } from "node:path";
import { textAt } from "../../base/yaml/at.ts";
import { some } from "../../check/facts/sync-graph.ts";
import type { Analysis } from "../../model/fleet/analysis.ts";
import { mentionedIn } from "../../model/fleet/clusters.ts";
import type { Both } from "../../model/fleet/pairs.ts";
import { isGenerator } from "../../model/fleet/unseen.ts";
import { GROUPS } from "../../model/objects/flux.ts";
import { type KubernetesObject, titleOf } from "../../model/objects/object.ts";
import { isUnknown } from "../../model/objects/unknown.ts";
import type { ChangedFiles } from "./changed-files.ts";

/** More files than a line has room for. */
const NAMED_MAX = 6;

/**
 * What a change reaches that no build shows, a sentence each: what controllers make of objects, charts
 * that are in this repository, files that nothing here reads.
 */
export function unreadIn({ base, head }: Both, changed: ChangedFiles): string[] {
  const sides = [base, head];
  const makers = new Set(sides.flatMap(makersIn).map((each) => titleOf(each)));
  const charts = new Map(sides.flatMap((side) => ownCharts(side)));
  const changedCharts = [...charts].filter(([, folder]) =>
    [...changed.paths].some((path) => path.startsWith(`${folder}/`)),
  );
  const isOfChart = (path: string) =>
    [...charts.values()].some((folder) => path.startsWith(`${folder}/`));
  const isRead = new Set(sides.flatMap(readIn));
  // That these can't be read is said of who applies them.
  const unplanned = sides.flatMap(({ unplanned }) => unplanned.map(({ folder }) => folder));
  const isUnplanned = (path: string) =>
    unplanned.some((folder) => folder === "." || path.startsWith(`${folder}/`));
  const left = [...changed.paths].filter(
    (path) =>
      /\.ya?ml$/.test(path) &&
      !/(?:^|\/)\./.test(path) &&
      !isRead.has(path) &&
      !isUnplanned(path) &&
      !isOfChart(path),
  );
  const hasClusters = sides.some(({ clusters }) => clusters.length > 0);
  return [
    ...[...makers].map((each) => `${each}: what is made of it is not seen here.`),
    ...changedCharts.map(
      ([release, folder]) =>
        `${release}: its chart in ${folder} changes, and what Helm makes of it is not seen here.`,
    ),
    ...(hasClusters && left.length > 0
      ? [`${some(left.toSorted(), NAMED_MAX)}: changed, and nothing here applies it.`]
      : []),
  ];
}

function makersIn({ clusters }: Analysis): KubernetesObject[] {
  return clusters.flatMap(({ syncs, byHand }) =>
    [...byHand, ...syncs.flatMap(mentionedIn)].filter(isGenerator),
  );
}

/** Charts that a HelmRelease takes from what Flux Kustomizations of its cluster read here. */
function ownCharts({ clusters, prefix }: Analysis): [string, string][] {
  return clusters.flatMap(({ syncs }) => {
    const own = new Set(
      syncs.flatMap(({ flux, folder }) => (isUnknown(folder) ? [] : [flux.source.name])),
    );
    return syncs.flatMap(mentionedIn).flatMap((object): [string, string][] => {
      const chart = textAt(object.data, "spec", "chart", "spec", "chart");
      const source = textAt(object.data, "spec", "chart", "spec", "sourceRef", "name") ?? "";
      const isChart = object.group === GROUPS.helm && chart !== undefined && own.has(source);
      return isChart ? [[titleOf(object), posix.relative(prefix, posix.join(chart))]] : [];
    });
  });
}

/** Files that a build reads, and those of objects beside the first Flux Kustomizations. */
function readIn({ clusters }: Analysis): string[] {
  const of = ({ origin }: KubernetesObject) => origin?.path ?? [];
  return clusters.flatMap(({ syncs, byHand }) => [
    ...byHand.flatMap(of),
    ...syncs.flatMap(({ flux, rendering }) => [
      ...[flux.object].flatMap(of),
      ...(rendering?.planned.closure.files ?? []),
    ]),
  ]);
}
