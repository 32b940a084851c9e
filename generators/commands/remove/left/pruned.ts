import type { Files } from "../../../base/files.ts";
import { at, listAt, textAt } from "../../../base/yaml/at.ts";
import { closureOf } from "../../../model/kustomize/closure.ts";
import { type FileReference, kustomizationFileIn } from "../../../model/kustomize/references.ts";
import { objectsIn } from "../../../model/objects/documents.ts";
import type { FluxKustomization } from "../../../model/objects/flux.ts";
import { isFluxKustomization, toFluxKustomization } from "../../../model/objects/flux.ts";
import type { KubernetesObject } from "../../../model/objects/object.ts";

/** The objects of everything that builds of the folders read, as they are written. */
export function objectsOf(files: Files, ...folders: readonly string[]): KubernetesObject[] {
  return [...closureOf(files, folders).objects]
    .flatMap((path) => objectsIn(path, files))
    .filter(({ data }) => !isLocal(data));
}

/** What kustomize leaves out of what it builds. */
function isLocal(data: unknown): boolean {
  return textAt(data, "metadata", "annotations", "config.kubernetes.io/local-config") === "true";
}

/**
 * What Flux deletes once it no longer applies some folders, as `prunedNotes` says it. Where a build
 * of one reads what is not there, that is said: a number would promise too little.
 * @param where an addition for what it deletes more than once.
 */
export function prunedIn(folders: readonly string[], files: Files, where = ""): string[] {
  const folder = folders.find((each) => kustomizationFileIn(files, each) === undefined);
  if (folder !== undefined) {
    return [
      `WHAT FLUX DELETES${where} CAN'T BE TOLD: ${folder} has no kustomization file. It is everything that Flux applied from there.`,
    ];
  }
  const { missing, remote } = closureOf(files, folders);
  const say =
    (reason: string) =>
    ({ from, field, value }: FileReference) =>
      `WHAT ELSE FLUX DELETES${where} CAN'T BE TOLD: ${field} of ${from} names ${value}, which ${reason}.`;
  return [
    ...missing.map(say("does not exist")),
    ...remote.map(say("is not in this repository")),
    ...prunedNotes(objectsOf(files, ...folders), where),
  ];
}

/** What happens to what a Flux Kustomization applied once it is deleted itself. */
export interface Deletion {
  readonly deletes: boolean;
  /** What says so, such as `does not prune`. */
  readonly reason: string;
}

/** As `spec.prune` and `spec.deletionPolicy` say it (`MirrorPrune` is the default). */
export function deletionBy({ object, prune }: FluxKustomization): Deletion {
  const policy = at(object.data, "spec", "deletionPolicy") ?? "MirrorPrune";
  if (policy !== "MirrorPrune") {
    return { deletes: policy !== "Orphan", reason: `has the deletionPolicy ${policy}` };
  }
  return prune ? { deletes: true, reason: "prunes" } : { deletes: false, reason: "does not prune" };
}

/**
 * What Flux deletes once it no longer applies some objects, one sentence each, worst first.
 * @param where an addition for objects that it deletes more than once.
 */
function prunedNotes(all: readonly KubernetesObject[], where: string): string[] {
  const objects = all.filter(({ data }) => !isKept(data));
  const named = (kind: string) =>
    objects.filter((each) => each.kind === kind).map(({ name }) => name);
  const say = (names: readonly string[], sentence: (list: string) => string) =>
    names.length === 0 ? [] : [sentence(names.join(", "))];
  const claims = [
    ...named("PersistentVolumeClaim"),
    ...objects
      .filter(({ kind, data }) => kind === "StatefulSet" && hasClaims(data))
      .map(({ name }) => `those of ${name}`),
  ];
  const syncs = objects.filter(isFluxKustomization).map(toFluxKustomization);
  const names = (prune: boolean) =>
    syncs.filter((sync) => sync.prune === prune).map(({ name }) => name);
  const releases = objects.filter(({ kind }) => kind === "HelmRelease");
  const racing = releases.filter(({ namespace }) => named("Namespace").includes(namespace));
  return [
    ...say(
      named("Namespace"),
      (list) =>
        `FLUX WILL DELETE the namespace ${list} and EVERYTHING IN IT, also what is not in Git: Secrets set by hand, volumes, Jobs.`,
    ),
    ...say(
      named("CustomResourceDefinition"),
      (list) =>
        `FLUX WILL DELETE the definitions ${list}, and Kubernetes with them EVERY OBJECT OF THESE KINDS in the whole cluster.`,
    ),
    ...say(claims, (list) => `DATA WILL BE LOST: volume claims ${list}.`),
    ...releaseNotes(releases),
    ...say(
      racing.map(({ name }) => name),
      (list) =>
        `The namespace may be gone before Helm has uninstalled ${list}: then what the chart made outside of it is left behind (flux2#4793).`,
    ),
    ...say(names(true), (list) => `What ${list} applied is deleted with it.`),
    ...say(names(false), (list) => `${list} does not prune: what it applied stays.`),
    `Flux deletes ${objects.length} objects${where}: ${countsOf(objects)}.`,
  ];
}

/**
 * What becomes of Helm releases whose HelmRelease is deleted: one that is suspended is left alone
 * (helm-controller, reconcileDelete).
 */
export function releaseNotes(releases: readonly KubernetesObject[]): string[] {
  const names = (is: boolean) =>
    releases
      .filter(({ data }) => (at(data, "spec", "suspend") === true) === is)
      .map(({ name }) => name)
      .join(", ");
  const [running, suspended] = [names(false), names(true)];
  return [
    ...(running === ""
      ? []
      : [
          `HELM UNINSTALLS ${running}: all that the chart made goes. CRDs among its templates go too, with EVERY OBJECT OF THEIR KINDS; those of its crds/ folder stay.`,
        ]),
    ...(suspended === ""
      ? []
      : [`${suspended} is suspended: Helm uninstalls nothing, the release goes on running.`]),
  ];
}

function isKept(data: unknown): boolean {
  return (
    textAt(data, "metadata", "annotations", "kustomize.toolkit.fluxcd.io/prune") === "disabled"
  );
}

function hasClaims(data: unknown): boolean {
  return listAt(data, "spec", "volumeClaimTemplates").length > 0;
}

/** `1 Deployment, 4 NetworkPolicy`. */
function countsOf(objects: readonly KubernetesObject[]): string {
  const counts = new Map<string, number>();
  for (const { kind } of objects) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([kind, count]) => `${count} ${kind}`)
    .join(", ");
}
