import { own } from "../../base/own.ts";
import { at, textAt } from "../../base/yaml/at.ts";
import type { Cluster, Sync } from "../../model/fleet/clusters.ts";
import { GROUPS } from "../../model/objects/flux.ts";
import { type KubernetesObject, keyOfObject } from "../../model/objects/object.ts";
import { ownedIn } from "./sync-graph.ts";

/** Where the CRD of a kind comes from. */
export interface Definition {
  readonly makers: readonly Sync[];
  /** The HelmRelease whose chart has it; undefined for a CustomResourceDefinition in a file. */
  readonly release: KubernetesObject | undefined;
}

/**
 * Charts that bring the CRDs of an API group with them, by the name of the chart
 * (artifacthub.io). Not those that leave them to another chart.
 */
const CHARTS: Readonly<Record<string, string>> = {
  "cert-manager": "cert-manager.io",
  "cloudnative-pg": "postgresql.cnpg.io",
  "external-secrets": "external-secrets.io",
  keda: "keda.sh",
  "kube-prometheus-stack": "monitoring.coreos.com",
  kyverno: "kyverno.io",
  metallb: "metallb.io",
  "prometheus-operator-crds": "monitoring.coreos.com",
  traefik: "traefik.io",
  velero: "velero.io",
};

/** Finds where the CRD of an object comes from; undefined where nothing in the cluster says it. */
export function definitionsOf(
  cluster: Cluster,
): (object: KubernetesObject) => Definition | undefined {
  const owned = ownedIn(cluster);
  const sources = new Map(
    owned.flatMap(({ object }) =>
      object.kind === "OCIRepository" ? [[keyOfObject(object), object] as const] : [],
    ),
  );
  const written = new Map<string, Sync[]>();
  const charts = new Map<string, { makers: Sync[]; release: KubernetesObject }>();
  for (const { sync, object } of owned) {
    const { group, kind, data } = object;
    if (kind === "CustomResourceDefinition") {
      const key = `${textAt(data, "spec", "group")}/${textAt(data, "spec", "names", "kind")}`;
      written.set(key, [...(written.get(key) ?? []), sync]);
    }
    if (group !== GROUPS.helm || kind !== "HelmRelease") continue;
    const chart = chartOf(object, sources) ?? "";
    const defines = own(CHARTS, chart);
    if (defines === undefined || !bringsDefinitions(object)) continue;
    const found = charts.get(defines);
    charts.set(defines, {
      makers: [...(found?.makers ?? []), sync],
      release: found?.release ?? object,
    });
  }
  const byHand = new Set(
    cluster.byHand.flatMap(({ kind, data }) =>
      kind === "CustomResourceDefinition" ? (textAt(data, "spec", "group") ?? []) : [],
    ),
  );
  const groups = new Set([...written.keys()].map((key) => key.slice(0, key.indexOf("/"))));
  return ({ group, kind }) => {
    if (byHand.has(group)) return undefined;
    const makers = written.get(`${group}/${kind}`);
    if (makers !== undefined) return { makers, release: undefined };
    return groups.has(group) ? undefined : charts.get(group);
  };
}

function chartOf(
  { data, namespace }: KubernetesObject,
  sources: ReadonlyMap<string, KubernetesObject>,
): string | undefined {
  const chart = textAt(data, "spec", "chart", "spec", "chart");
  if (chart !== undefined) return chart;
  const ref = at(data, "spec", "chartRef");
  if (textAt(ref, "kind") !== "OCIRepository") return undefined;
  const key = keyOfObject({
    group: GROUPS.source,
    kind: "OCIRepository",
    namespace: textAt(ref, "namespace") ?? namespace,
    name: textAt(ref, "name") ?? "",
  });
  return textAt(sources.get(key)?.data, "spec", "url")?.split("/").at(-1);
}

/** Whether a release installs its CRDs, as far as its own values tell. */
function bringsDefinitions({ data }: KubernetesObject): boolean {
  const values = at(data, "spec", "values");
  const isOff = [
    at(values, "crds"),
    at(values, "crds", "enabled"),
    at(values, "crds", "install"),
    at(values, "crds", "create"),
    at(values, "installCRDs"),
  ].includes(false);
  return !isOff && textAt(data, "spec", "install", "crds") !== "Skip";
}
