// What docs.mjs writes about flux-cd/ in a folder: read from the manifests, so that the picture is
// the system.
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { parse, parseAllDocuments } from "yaml";

const ENVIRONMENTS = "flux-cd/applications/mock-cluster-aka-namespaces";

/** The objects that a kustomization lists, in files and folders below it. */
function objectsOf(root, folder) {
  const { resources = [] } = parse(readFileSync(join(root, folder, "kustomization.yaml"), "utf8"));
  return resources.flatMap((resource) => {
    const path = join(folder, resource);
    if (statSync(join(root, path)).isDirectory()) return objectsOf(root, path);
    const text = readFileSync(join(root, path), "utf8");
    return parseAllDocuments(text).map((document) => document.toJS());
  });
}

const isFluxKustomization = ({ apiVersion }) => apiVersion.startsWith("kustomize.toolkit");
const isHelmRelease = ({ apiVersion, kind }) =>
  apiVersion.startsWith("helm.toolkit") && kind === "HelmRelease";
const idOf = (kind, namespace, name) => `${kind}_${namespace}_${name}`.replaceAll("-", "_");
const id = ({ kind, metadata }) => idOf(kind, metadata.namespace, metadata.name);

/**
 * A Mermaid flowchart: every Flux Kustomization and HelmRelease, who applies whom (solid) and who
 * waits for whom (dotted).
 */
export function fluxGraph(root) {
  const nodes = [];
  const edges = [];
  const seen = new Set();
  const visit = (object) => {
    if (seen.has(id(object))) return;
    seen.add(id(object));
    const { metadata, spec } = object;
    if (isHelmRelease(object)) {
      nodes.push(
        `${id(object)}(["${metadata.name}<br/>chart ${spec.chart?.spec.chart ?? spec.chartRef.name}"])`,
      );
      return;
    }
    nodes.push(`${id(object)}["${metadata.name}<br/>source ${spec.sourceRef.name}"]`);
    for (const { name, namespace = metadata.namespace } of spec.dependsOn ?? []) {
      edges.push(`${id(object)} -. waits for .-> ${idOf("Kustomization", namespace, name)}`);
    }
    // A path in a repository of somebody else cannot be read here.
    if (!spec.path.startsWith("./flux-cd")) return;
    for (const applied of objectsOf(root, spec.path)) {
      if (!isFluxKustomization(applied) && !isHelmRelease(applied)) continue;
      if (id(applied) !== id(object)) edges.push(`${id(object)} -- applies --> ${id(applied)}`);
      visit(applied);
    }
  };
  objectsOf(root, "flux-cd").filter(isFluxKustomization).forEach(visit);
  return ["flowchart LR", ...[...nodes, ...edges].map((line) => `  ${line}`)].join("\n");
}

/** The environments in the order of the rollout, with the figures of their overlays. */
export function sizes(root) {
  const head = ["environment", "replicas", "CPU, memory requests", "limits", "waits for"];
  const rows = objectsOf(root, ENVIRONMENTS).map(({ metadata, spec }) => {
    const name = metadata.name.replace(/-sync$/, "");
    const folder = join(root, ENVIRONMENTS, name);
    const { patches = [] } = parse(readFileSync(join(folder, "kustomization.yaml"), "utf8"));
    // JSON 6902 patches; another kind has no path.
    const operations = patches.flatMap(({ patch }) => parse(patch ?? "[]"));
    const value = (end) => operations.find(({ path }) => path?.endsWith(end))?.value ?? "-";
    const { requests = {}, limits = {} } = value("/resources");
    return [
      `\`${name}\``,
      `${value("/minReplicas")} to ${value("/maxReplicas")}`,
      `${requests.cpu}, ${requests.memory}`,
      `${limits.cpu}, ${limits.memory}`,
      (spec.dependsOn ?? []).map((each) => `\`${each.name}\``).join(", "),
    ];
  });
  return [head, ...rows];
}
