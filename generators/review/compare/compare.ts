import type { Files } from "../../base/files.ts";
import { type Deletions, deletions } from "../../model/deletions/deletions.ts";
import type { Both } from "../../model/fleet/pairs.ts";
import type { Layout } from "../../model/layouts/layout.ts";
import type { Render } from "../../model/rendering/renderings.ts";
import type { SchemaSet } from "../../model/schema/schemas.ts";
import type { ClusterDiff, Revision, SyncDiff, SyncPlace } from "../comparison.ts";
import { placeNamer } from "../fields/words.ts";
import { networkRisks } from "../risks/network.ts";
import { rbacRisks } from "../risks/rbac.ts";
import { type Draft, worstFirst } from "../risks/risk.ts";
import { ruleRisks } from "../risks/rules.ts";
import { unseenRisks } from "../risks/unseen.ts";
import { versionRisks } from "../risks/versions.ts";
import { limitRisks, replicaRisks } from "../risks/workloads.ts";
import { secretsIn } from "../secrets/collection.ts";
import { HIDDEN } from "../secrets/text.ts";
import type { SecretValues } from "../secrets/values.ts";
import { analyseBoth } from "./analyses.ts";
import type { ChangedFiles } from "./changed-files.ts";
import { graphOf, stateOf } from "./graph.ts";
import { knownIn } from "./known.ts";
import { type ObjectChange, objectChanges } from "./object-changes.ts";
import { type Grouped, grouped } from "./object-diffs.ts";
import { byImportance } from "./order.ts";
import { type Unit, unitsOf } from "./units.ts";
import { isDrawn, isKnown, unknownIn } from "./unknown.ts";
import { unreadIn } from "./unread.ts";

/** What is compared, and with what. */
export interface Comparison {
  readonly base: Revision & { readonly files: Files };
  readonly head: Revision & { readonly files: Files };
  /** The paths of all files that differ between the two. */
  readonly changed: ChangedFiles;
  readonly render: Render;
  readonly schemas: SchemaSet;
  /** Where environments are. */
  readonly layout: Layout;
  /** The repository as messages name it. */
  readonly label: string;
}

/** What a change does to the clusters. */
export async function compare(comparison: Comparison): Promise<ClusterDiff> {
  const { base, head, changed, render, schemas, layout, label } = comparison;
  const both = await analyseBoth(base.files, head.files, changed, render);
  const units = unitsOf(both, layout);
  const known = units.filter(isKnown);
  const found = deletions(both.base, both.head);
  const changes = objectChanges(known, found);
  const secrets = secretsIn(both);
  const groups = grouped(changes, { schemas, secrets, label });
  const drafts = worstFirst(risksIn(comparison, both, found, units, known, groups));
  const ordered = byImportance(groups, drafts);
  const ids = new Map(ordered.map((group, index) => [group, `o${index + 1}`]));
  const clusters = [...new Set(units.map(({ place }) => place.cluster))].filter(
    (name) => name !== "",
  );
  const syncs = units.map((unit) => syncOf(unit, groups));
  const isTouched = (each: SyncDiff) => each.state !== "same" || countOf(each) > 0;
  const diff: ClusterDiff = {
    base: sideOf(base),
    head: sideOf(head),
    clusters,
    syncs: syncs.filter(isTouched),
    sameSyncs: syncs.filter((each) => !isTouched(each)).length,
    risks: drafts.map(({ groups, places, ...risk }) => ({
      ...risk,
      objects: groups.flatMap((group) => ids.get(group) ?? []),
      places: distinct(places ?? groups.flatMap(placesOf)),
    })),
    objects: ordered.map((group) => ({ id: ids.get(group) ?? "", ...group.diff })),
    graph: graphOf(units.filter(isDrawn), changes, placeNamer({ clusters })),
    notCompared: [...unknownIn(units), ...unreadIn(both, changed)],
  };
  return withoutKnown(diff, secrets);
}

function risksIn(
  { schemas, label, changed }: Comparison,
  { base, head }: Both,
  found: Deletions,
  all: readonly Unit[],
  units: readonly Unit[],
  groups: readonly Grouped[],
): Draft[] {
  return [
    ...ruleRisks({ ...head, schemas, base }, found, changed, knownIn(units, groups), label),
    ...groups.flatMap(networkRisks),
    ...rbacRisks(groups),
    ...groups.flatMap(replicaRisks),
    ...groups.flatMap(limitRisks),
    ...versionRisks(groups),
    ...unseenRisks(all, groups),
  ];
}

function syncOf(unit: Unit, groups: readonly Grouped[]): SyncDiff {
  const own = groups.flatMap(({ changes }) => changes.filter((each) => each.unit === unit));
  const count = (change: ObjectChange["change"]) =>
    own.filter((each) => each.change === change).length;
  return {
    ...unit.place,
    state: stateOf(unit),
    added: count("added"),
    changed: count("changed"),
    deleted: count("deleted"),
    moved: count("moved"),
    orphaned: count("orphaned"),
  };
}

function countOf({ added, changed, deleted, moved, orphaned }: SyncDiff): number {
  return added + changed + deleted + moved + orphaned;
}

function sideOf({ ref, commit }: Revision): Revision {
  return commit === undefined ? { ref } : { ref, commit };
}

function placesOf({ changes }: Grouped): SyncPlace[] {
  return changes.map(({ unit }) => unit.place);
}

function distinct(places: readonly SyncPlace[]): SyncPlace[] {
  return [...new Map(places.map((place) => [JSON.stringify(place), place])).values()];
}

/** Also what rules and kustomize say of the objects names no secret. */
function withoutKnown(diff: ClusterDiff, secrets: SecretValues): ClusterDiff {
  const hide = (text: string) => secrets.hide(text, HIDDEN);
  return {
    ...diff,
    risks: diff.risks.map((risk) => ({ ...risk, title: hide(risk.title), todo: hide(risk.todo) })),
    notCompared: diff.notCompared.map(hide),
  };
}
