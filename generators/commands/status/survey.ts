import { textAt } from "../../base/yaml/at.ts";
import { GROUPS, isFluxKustomization, toFluxKustomization } from "../../model/objects/flux.ts";
import { type KubernetesObject, keyOfObject } from "../../model/objects/object.ts";
import type { ExpectedObject } from "./expected.ts";
import type { FluxInCluster } from "./flux-in-cluster.ts";
import { controllerStatus, missing, type Status, shortRevision, statusOf } from "./state.ts";

/** An environment of the repository, and how its Flux Kustomization does: ready when all are. */
interface EnvironmentStatus {
  readonly name: string;
  readonly sync: Status;
  /** Those of its apps, where each has one of its own. */
  readonly appSyncs?: readonly Status[];
}

/** Everything that `status` tells, as data: the shape of `--format json`. Each object is in one list. */
export interface Survey {
  readonly context: string | undefined;
  /** Whether all that is listed is ready, and all could be read. */
  readonly ready: boolean;
  readonly controllers: readonly Status[];
  /** In the order of the rollout. */
  readonly environments: readonly EnvironmentStatus[];
  /** The other Flux Kustomizations, and the HelmReleases. */
  readonly syncs: readonly Status[];
  readonly sources: readonly Status[];
  /** What the cluster has and the repository does not. */
  readonly others: readonly Status[];
  /** What could not be read, in kubectl's words. */
  readonly unread: readonly string[];
}

/** An environment as the repository has it. */
export interface NamedEnvironment {
  readonly name: string;
  readonly sync: SyncName;
  readonly appSyncs?: readonly { readonly sync: SyncName }[] | undefined;
}

interface SyncName {
  readonly namespace: string;
  readonly name: string;
}

/** Matches what a cluster has with what the repository brings into it. */
export function surveyOf(
  cluster: FluxInCluster,
  environments: readonly NamedEnvironment[],
  expected: ExpectedObject,
): Survey {
  const { context, unread } = cluster;
  const found = new Map(cluster.objects.map((each) => [keyOfObject(each), each]));
  // Of what could not be read, nobody knows whether it is there.
  const absent = unread.length > 0 ? [] : [...expected.objects].filter(([key]) => !found.has(key));
  const statuses = new Map<string, Status>([
    ...[...found].map(([key, each]) => [key, withItsSource(each, found)] as const),
    ...absent.map(([key, each]) => [key, missing(each)] as const),
  ]);
  const listed = (which: (key: string) => boolean) =>
    [...statuses].flatMap(([key, status]) => (which(key) ? [status] : [])).sort(inOrder);

  const shown = environments.filter(({ sync }) => statuses.has(keyOfSync(sync)));
  const syncKeys = new Set(
    shown.flatMap(({ sync, appSyncs = [] }) =>
      [sync, ...appSyncs.map((each) => each.sync)].map(keyOfSync),
    ),
  );
  const isKnown = (key: string) => expected.objects.has(key) || expected.made.has(key);
  const isOfEnvironment = (key: string) => syncKeys.has(key);
  const rest = (key: string) => isKnown(key) && !isOfEnvironment(key);
  const sourceKeys = new Set(
    [...found, ...expected.objects].flatMap(([key, { group }]) => (isSource(group) ? [key] : [])),
  );
  const controllers = cluster.controllers.map(controllerStatus).sort(inOrder);
  return {
    context,
    ready:
      unread.length === 0 &&
      [...controllers, ...statuses.values()].every(({ state }) => state === "ready"),
    controllers,
    environments: shown.flatMap(({ name, sync: own, appSyncs }) => {
      const sync = statuses.get(keyOfSync(own));
      if (sync === undefined) return [];
      const ofApps = appSyncs?.flatMap((each) => statuses.get(keyOfSync(each.sync)) ?? []);
      return [{ name, sync, ...(ofApps === undefined ? {} : { appSyncs: ofApps }) }];
    }),
    syncs: listed((key) => rest(key) && !sourceKeys.has(key)),
    sources: listed((key) => rest(key) && sourceKeys.has(key)),
    others: listed((key) => !isKnown(key) && !isOfEnvironment(key)),
    unread,
  };
}

function keyOfSync(sync: SyncName): string {
  return keyOfObject({ group: GROUPS.kustomize, kind: "Kustomization", ...sync });
}

/** A sync that is ready with what its source held before is not there yet. */
function withItsSource(
  object: KubernetesObject,
  found: ReadonlyMap<string, KubernetesObject>,
): Status {
  const status = statusOf(object);
  if (status.state !== "ready" || !isFluxKustomization(object)) return status;
  const { source } = toFluxKustomization(object);
  const held = found.get(keyOfObject({ group: GROUPS.source, ...source }));
  const revision = textAt(held?.data, "status", "artifact", "revision");
  if (revision === undefined || revision === status.revision) return status;
  const reason = `${shortRevision(revision)} of its source is not applied yet`;
  return { ...status, state: "in progress", reason, since: undefined };
}

function isSource(group: string): boolean {
  return group === GROUPS.source || group === GROUPS.extensions;
}

/** By kind, Flux Kustomizations before HelmReleases and sources as they build on each other. */
function inOrder(a: Status, b: Status): number {
  const rank = ({ kind }: Status) => KINDS.indexOf(kind);
  const name = (each: Status) => `${each.namespace}/${each.name}`;
  return rank(a) - rank(b) || (name(a) < name(b) ? -1 : 1);
}

const KINDS = [
  ...["Kustomization", "HelmRelease", "GitRepository", "OCIRepository", "Bucket"],
  ...["HelmRepository", "HelmChart", "ArtifactGenerator", "ExternalArtifact"],
];
