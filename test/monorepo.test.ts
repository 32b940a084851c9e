import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { formatCount, parseQuantity } from "../generators/base/answers/quantity.ts";
import { demandOf } from "../generators/check/rules/workloads/demand.ts";
import { toObject } from "../generators/model/objects/object.ts";
import { build, NO_KUSTOMIZE } from "./support/kustomize.ts";
import { filesBelow, MONOREPO } from "./support/project.ts";

interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { name: string; namespace?: string; labels?: Record<string, string> };
  // biome-ignore lint/suspicious/noExplicitAny: each kind has another one
  readonly spec: any;
  readonly [field: string]: unknown;
}

const OVERLAYS = "applications/mock-cluster-aka-namespaces";

function rendered(folder: string): Manifest[] {
  return parseAllDocuments(build(join(MONOREPO, folder))).map(
    (document) => document.toJS() as Manifest,
  );
}

describe.skipIf(NO_KUSTOMIZE)("flux-cd/", () => {
  it("builds everywhere without a warning", () => {
    const folders = [...filesBelow(MONOREPO).keys()]
      .filter((path) => path.endsWith("/kustomization.yaml") || path === "kustomization.yaml")
      .map(dirname);
    expect(folders.length).toBeGreaterThan(9);
    for (const folder of folders) expect(build(join(MONOREPO, folder)), folder).toContain("kind:");
  });

  it("bootstraps six sources and three Flux Kustomizations, itself included", () => {
    const objects = rendered(".");
    const names = (kind: string) =>
      objects.filter((each) => each.kind === kind).map(({ metadata }) => metadata.name);
    expect(names("GitRepository").sort()).toEqual([
      "applications",
      "dev-environment",
      "flux-system",
      "infrastructure",
      "production-environment",
      "staging-environment",
    ]);
    expect(names("Kustomization").sort()).toEqual([
      "applications-sync",
      "flux-system",
      "infrastructure-sync",
    ]);
    for (const { metadata, spec } of objects.filter((each) => each.kind === "Kustomization")) {
      for (const field of ["interval", "retryInterval", "timeout", "wait", "prune"]) {
        expect(spec[field], `${metadata.name} ${field}`).toBeDefined();
      }
    }
    const wait = Object.fromEntries(
      objects
        .filter((each) => each.kind === "Kustomization")
        .map(({ metadata, spec }) => [metadata.name, spec.wait]),
    );
    // What the first two apply reports for itself: they must not wait for it.
    expect(wait).toEqual({
      "flux-system": false,
      "applications-sync": false,
      "infrastructure-sync": true,
    });
  });

  it("rolls out dev, then staging, then production, after the infrastructure", () => {
    const chain = rendered("applications").map(({ metadata, spec }) => [
      metadata.name,
      spec.dependsOn.map(({ name }: { name: string }) => name),
      spec.sourceRef.name,
      spec.wait,
      spec.prune,
    ]);
    expect(chain).toEqual([
      ["dev-sync", ["infrastructure-sync"], "dev-environment", true, true],
      ["production-sync", ["staging-sync"], "production-environment", true, true],
      ["staging-sync", ["dev-sync"], "staging-environment", true, true],
    ]);
  });

  it("renders each object in one place only", () => {
    const seen = new Map<string, string>();
    for (const folder of [
      ".",
      "infrastructure",
      "applications",
      `${OVERLAYS}/dev`,
      `${OVERLAYS}/staging`,
      `${OVERLAYS}/production`,
    ]) {
      for (const { apiVersion, kind, metadata } of rendered(folder)) {
        const id = [apiVersion.split("/")[0], kind, metadata.namespace, metadata.name].join(" ");
        expect(seen.get(id), id).toBeUndefined();
        seen.set(id, folder);
      }
    }
  });

  it.each([
    ["dev", 1, 3, "50m", "64Mi", { maxUnavailable: 1 }],
    ["staging", 2, 5, "100m", "128Mi", { minAvailable: "50%" }],
    ["production", 3, 10, "200m", "256Mi", { minAvailable: "50%" }],
  ])("sizes %s: %i to %i replicas, %s and %s", (name, min, max, cpu, memory, budget) => {
    const objects = rendered(`${OVERLAYS}/${name}`);
    const find = (kind: string) => objects.find((each) => each.kind === kind) as Manifest;
    expect(find("HorizontalPodAutoscaler").spec).toMatchObject({
      minReplicas: min,
      maxReplicas: max,
    });
    const { spec } = find("Deployment");
    expect(spec.replicas).toBeUndefined();
    expect(spec.template.spec.containers[0].resources.requests).toEqual({ cpu, memory });
    expect(find("PodDisruptionBudget").spec).toMatchObject(budget);
    expect(find("Namespace").metadata.labels).toMatchObject({
      environment: name,
      "pod-security.kubernetes.io/enforce": "restricted",
    });
    for (const { kind, metadata } of objects) {
      if (kind !== "Namespace") expect(metadata.namespace, `${kind} ${metadata.name}`).toBe(name);
    }
  });

  it.each(["dev", "staging", "production"])(
    "the quota of %s holds its app at the autoscaler's maximum, and three more like it",
    (name) => {
      const objects = rendered(`${OVERLAYS}/${name}`);
      const hard = objects.find(({ kind }) => kind === "ResourceQuota")?.spec.hard as Record<
        string,
        string
      >;
      const demand = demandOf(objects.map((data) => toObject(data, undefined)));
      expect(Object.keys(demand).sort()).toEqual(Object.keys(hard).sort());
      for (const [key, amount] of Object.entries(demand)) {
        expect(parseQuantity(hard[key] as string), `${key} ${formatCount(amount)}`).toBe(
          amount * 4n,
        );
      }
    },
  );

  it("meets the restricted Pod Security Standard, and stays off the control plane", () => {
    const { spec } = rendered("applications/base-app-config").find(
      ({ kind }) => kind === "Deployment",
    ) as Manifest;
    const pod = spec.template.spec;
    const [container] = pod.containers;
    expect(pod.securityContext).toMatchObject({
      runAsNonRoot: true,
      runAsUser: 1001,
      seccompProfile: { type: "RuntimeDefault" },
    });
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    });
    expect(
      pod.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms,
    ).toEqual([
      {
        matchExpressions: [
          { key: "node-role.kubernetes.io/control-plane", operator: "DoesNotExist" },
        ],
      },
    ]);
    const { periodSeconds, failureThreshold } = container.startupProbe;
    expect(periodSeconds * failureThreshold).toBeGreaterThan(10);
  });

  it("every selector and reference of the app finds what it means", () => {
    const objects = rendered(`${OVERLAYS}/dev`);
    const { spec } = objects.find(({ kind }) => kind === "Deployment") as Manifest;
    const labels = spec.template.metadata.labels as Record<string, string>;
    const selects = (selector: Record<string, string>) =>
      Object.entries(selector).every(([key, value]) => labels[key] === value);
    for (const { kind, metadata, spec: own } of objects) {
      const selector =
        kind === "Service"
          ? own.selector
          : (own?.selector?.matchLabels ?? own?.podSelector?.matchLabels);
      if (selector) expect(selects(selector), `${kind} ${metadata.name}`).toBe(true);
    }
    const named = (kind: string) =>
      objects.filter((each) => each.kind === kind).map(({ metadata }) => metadata.name);
    for (const { valueFrom } of spec.template.spec.containers[0].env) {
      const [kind, ref] = valueFrom.secretKeyRef
        ? ["Secret", valueFrom.secretKeyRef]
        : ["ConfigMap", valueFrom.configMapKeyRef];
      const target = objects.find((each) => each.kind === kind && each.metadata.name === ref.name);
      expect(Object.keys((target?.data ?? target?.stringData) as object)).toContain(ref.key);
    }
    const roles = objects.find(({ kind }) => kind === "Role")?.rules as {
      resourceNames: string[];
      verbs: string[];
    }[];
    expect(roles.map(({ resourceNames, verbs }) => [resourceNames, verbs])).toEqual([
      [["app-config"], ["get"]],
      [["app-secret"], ["get"]],
    ]);
    expect(named("ServiceAccount")).toEqual([spec.template.spec.serviceAccountName]);
    expect(named("NetworkPolicy")).toHaveLength(6);
  });

  it("scrapes every app with one ServiceMonitor, given through the chart's values", () => {
    const objects = rendered("infrastructure");
    expect(objects.map(({ kind }) => kind)).not.toContain("ServiceMonitor");
    const config = objects.find(
      ({ metadata }) => metadata.name === "kube-prometheus-stack-values",
    ) as Manifest & { data: Record<string, string> };
    const values = parseAllDocuments(config.data["values.yaml"] as string)[0]?.toJS();
    const [monitor, ...others] = values.prometheus.additionalServiceMonitors;
    expect(others).toEqual([]);
    const service = rendered(`${OVERLAYS}/dev`).find(({ kind }) => kind === "Service") as Manifest;
    expect(service.metadata.labels).toMatchObject(monitor.selector.matchLabels);
    expect(service.spec.ports.map(({ name }: { name: string }) => name)).toContain(
      monitor.endpoints[0].port,
    );
  });

  it("installs charts with a version range, CRD policy, remediation, rollback and drift detection", () => {
    const releases = rendered("infrastructure").filter(({ kind }) => kind === "HelmRelease");
    expect(releases.map(({ metadata }) => metadata.name).sort()).toEqual([
      "kube-prometheus-stack",
      "traefik",
    ]);
    for (const { spec } of releases) {
      expect(spec.chart.spec.version).toMatch(/^>=\d+\.\d+\.\d+ <\d+\.0\.0$/);
      expect(spec.install).toMatchObject({ crds: "Create", remediation: { retries: 3 } });
      expect(spec.upgrade).toMatchObject({
        crds: "CreateReplace",
        remediation: { retries: 3, strategy: "rollback" },
      });
      expect(spec.driftDetection.mode).toBe("enabled");
    }
  });
});
