import { at, listAt, textAt } from "../../base/yaml/at.ts";
import type { Step } from "../../base/yaml/parse.ts";
import { GROUPS } from "../../model/objects/flux.ts";
import type { KubernetesObject } from "../../model/objects/object.ts";

/** One object of Flux that names another one. */
export interface FluxReference {
  readonly steps: readonly Step[];
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** Fields of `spec` that name a Secret of the object's own namespace. */
const SECRETS: readonly (readonly Step[])[] = [
  ["secretRef"],
  ["certSecretRef"],
  ["proxySecretRef"],
  ["verify", "secretRef"],
  ["decryption", "secretRef"],
  ["kubeConfig", "secretRef"],
];

/**
 * What an object of Flux refers to, `sourceRef` and `dependsOn` of Flux Kustomizations left out.
 * References that say `optional` are no references.
 */
export function referencesIn(object: KubernetesObject): FluxReference[] {
  const { group, kind, namespace, data } = object;
  if (!group.endsWith(".fluxcd.io")) return [];
  const found: FluxReference[] = [];
  const add = (steps: readonly Step[], usual?: string) => {
    const ref = at(data, ...steps);
    const name = textAt(ref, "name");
    const referred = textAt(ref, "kind") ?? usual;
    if (name === undefined || referred === undefined || at(ref, "optional") === true) return;
    found.push({
      steps: [...steps, "name"],
      kind: referred,
      namespace: textAt(ref, "namespace") ?? namespace,
      name,
    });
  };
  const addAll = (steps: readonly Step[], usual?: string) => {
    listAt(data, ...steps).forEach((_, index) => {
      add([...steps, index], usual);
    });
  };
  for (const steps of SECRETS) add(["spec", ...steps], "Secret");
  if (group === GROUPS.helm && kind === "HelmRelease") {
    add(["spec", "chartRef"]);
    add(["spec", "chart", "spec", "sourceRef"]);
    addAll(["spec", "valuesFrom"]);
    addAll(["spec", "dependsOn"], "HelmRelease");
  }
  if (group === GROUPS.kustomize) addAll(["spec", "postBuild", "substituteFrom"]);
  if (kind === "HelmChart") add(["spec", "sourceRef"]);
  if (kind === "ArtifactGenerator") addAll(["spec", "sources"]);
  if (kind === "ImagePolicy") add(["spec", "imageRepositoryRef"], "ImageRepository");
  if (kind === "ImageUpdateAutomation") add(["spec", "sourceRef"], "GitRepository");
  if (kind === "Alert") {
    add(["spec", "providerRef"], "Provider");
    addAll(["spec", "eventSources"]);
  }
  return found.filter(isOfOne);
}

/**
 * Whether it names one object that somebody writes: `*` of an event source stands for all of the
 * kind in its namespace, and helm-controller makes a HelmChart for each HelmRelease.
 */
function isOfOne({ kind, name }: FluxReference): boolean {
  return name !== "*" && kind !== "HelmChart";
}
