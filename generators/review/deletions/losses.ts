import { at, listAt, textAt } from "../../base/yaml/at.ts";
import { GROUPS } from "../../model/objects/flux.ts";
import type { KubernetesObject } from "../../model/objects/object.ts";

/** What is lost with objects that Flux deletes, one sentence each, worst first. */
export function lossNotes(objects: readonly KubernetesObject[]): string[] {
  const named = (kind: string) => namesOf(objects.filter((each) => each.kind === kind));
  const namespaces = named("Namespace");
  const claims = [
    ...named("PersistentVolumeClaim"),
    ...namesOf(objects.filter(takesItsClaims)).map((name) => `those of ${name}`),
  ];
  return [
    ...say(
      namespaces,
      (list) =>
        `FLUX WILL DELETE the namespace ${list} and EVERYTHING IN IT, also what is not in Git: Secrets set by hand, volumes, Jobs.`,
    ),
    ...say(
      named("CustomResourceDefinition"),
      (list) =>
        `FLUX WILL DELETE the definitions ${list}, and Kubernetes with them EVERY OBJECT OF THESE KINDS in the whole cluster.`,
    ),
    ...say(claims, (list) => `DATA WILL BE LOST: volume claims ${list}.`),
    ...releaseNotes(objects.filter(isRelease), namespaces),
  ];
}

/** By default the claims of a StatefulSet outlive it. */
function takesItsClaims({ kind, data }: KubernetesObject): boolean {
  const policy = textAt(data, "spec", "persistentVolumeClaimRetentionPolicy", "whenDeleted");
  return (
    kind === "StatefulSet" &&
    policy === "Delete" &&
    listAt(data, "spec", "volumeClaimTemplates").length > 0
  );
}

function isRelease({ group, kind }: KubernetesObject): boolean {
  return group === GROUPS.helm && kind === "HelmRelease";
}

/**
 * What becomes of Helm releases whose HelmRelease is deleted: one that is suspended is left alone
 * (helm-controller, reconcileDelete).
 */
function releaseNotes(
  releases: readonly KubernetesObject[],
  namespaces: readonly string[],
): string[] {
  const isSuspended = ({ data }: KubernetesObject) => at(data, "spec", "suspend") === true;
  const running = releases.filter((each) => !isSuspended(each));
  const racing = running.filter(({ namespace }) => namespaces.includes(namespace));
  return [
    ...say(
      namesOf(running),
      (list) =>
        `HELM UNINSTALLS ${list}: all that the chart made goes. CRDs among its templates go too, with EVERY OBJECT OF THEIR KINDS; those of its crds/ folder stay.`,
    ),
    ...say(
      namesOf(releases.filter(isSuspended)),
      (list) => `${list} is suspended: Helm uninstalls nothing, the release goes on running.`,
    ),
    ...say(
      namesOf(racing),
      (list) =>
        `The namespace may be gone before Helm has uninstalled ${list}: then what the chart made outside of it is left behind (flux2#4793).`,
    ),
  ];
}

function namesOf(objects: readonly KubernetesObject[]): string[] {
  return [...new Set(objects.map(({ name }) => name))];
}

function say(names: readonly string[], sentence: (list: string) => string): string[] {
  return names.length === 0 ? [] : [sentence(names.join(", "))];
}
