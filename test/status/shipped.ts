import { HELM, KUSTOMIZE, object, REVISION, ready, SOURCE } from "./cluster.ts";

export const applied = (revision = REVISION) =>
  ready("True", "ReconciliationSucceeded", `Applied revision: ${revision}`, {
    lastAppliedRevision: revision,
    lastAttemptedRevision: revision,
  });
export const fetched = (revision = REVISION) =>
  ready("True", "Succeeded", "stored artifact", { artifact: { revision } });

export const sync = (name: string, status: object = applied(), source = name) => {
  const from = source
    .replace("applications-sync", "applications")
    .replace(/-sync$/, "-environment");
  const spec = { sourceRef: { kind: "GitRepository", name: from } };
  return object(KUSTOMIZE, "Kustomization", `flux-system/${name}`, { spec, ...status });
};

/** The shipped monorepo in a cluster, with other statuses for some. */
export function shipped(changes: Record<string, object | undefined> = {}): object[] {
  const gits = "flux-system applications infrastructure dev-environment staging-environment";
  const all: Record<string, object | undefined> = {
    ...Object.fromEntries(
      `${gits} production-environment`
        .split(" ")
        .map((name) => [name, object(SOURCE, "GitRepository", `flux-system/${name}`, fetched())]),
    ),
    "gateway-api": object(
      SOURCE,
      "GitRepository",
      "ingress-controllers/gateway-api",
      fetched("v1.6.1@sha1:1f19a8b9b4be13371134f20075e727cf731d70f5"),
    ),
    "helm-traefik": object(
      SOURCE,
      "HelmRepository",
      "ingress-controllers/traefik",
      fetched("sha256:8c2f1b1e6f4a0e5d"),
    ),
    community: object(
      SOURCE,
      "HelmRepository",
      "monitoring/prometheus-community",
      fetched("sha256:9d2f1b1e6f4a0e5d"),
    ),
    chart: object(
      SOURCE,
      "HelmChart",
      "monitoring/monitoring-kube-prometheus-stack",
      fetched("88.5.2"),
    ),
    "flux-system-sync": sync("flux-system"),
    "applications-sync": sync("applications-sync"),
    "infrastructure-sync": object(
      KUSTOMIZE,
      "Kustomization",
      "flux-system/infrastructure-sync",
      applied(),
    ),
    "dev-sync": sync("dev-sync"),
    "staging-sync": sync("staging-sync"),
    "production-sync": sync("production-sync"),
    crds: object(
      KUSTOMIZE,
      "Kustomization",
      "ingress-controllers/gateway-api-crds",
      applied("v1.6.1@sha1:1f19a8b9b4be13371134f20075e727cf731d70f5"),
    ),
    traefik: object(
      HELM,
      "HelmRelease",
      "ingress-controllers/traefik",
      ready("True", "InstallSucceeded", "", { history: [{ chartVersion: "41.4.0" }] }),
    ),
    prometheus: object(
      HELM,
      "HelmRelease",
      "monitoring/kube-prometheus-stack",
      ready("True", "InstallSucceeded", "", { history: [{ chartVersion: "88.5.2" }] }),
    ),
    ...changes,
  };
  return Object.values(all).filter((each) => each !== undefined);
}

export const controller = (name: string, readyReplicas: number | undefined) =>
  object("apps/v1", "Deployment", `flux-system/${name}`, {
    spec: {
      replicas: 1,
      template: { spec: { containers: [{ image: `ghcr.io/fluxcd/${name}:v1.9.5` }] } },
    },
    status: { readyReplicas, conditions: [] },
  });
