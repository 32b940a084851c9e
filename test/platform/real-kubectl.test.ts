import { readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { build } from "../support/kustomize.ts";
import { BIN, MONOREPO } from "../support/project.ts";
import { ApiServer, type Item } from "./api-server.ts";
import { FIXTURES, findProgram, NO_BASH, World } from "./world.ts";

const KUBECTL = findProgram("kubectl");
const FLUX_KINDS = "kustomize.toolkit.fluxcd.io/v1";

/** The scripts, a real kubectl, and this server as the cluster kind-flux-cd. */
async function worldOf(server: ApiServer, programs: readonly string[] = []): Promise<World> {
  const world = new World(programs);
  if (KUBECTL !== undefined) symlinkSync(KUBECTL, join(world.folder, "bin", "kubectl"));
  writeFileSync(
    join(world.folder, "kubeconfig"),
    `apiVersion: v1
kind: Config
clusters: [{ name: a, cluster: { server: "${await server.start()}" } }]
contexts: [{ name: kind-flux-cd, context: { cluster: a, user: a } }]
users: [{ name: a, user: {} }]
`,
  );
  return world;
}
const run = (world: World, script: string, env: NodeJS.ProcessEnv = {}, ...args: string[]) =>
  world.script(script, { KUBECONFIG: join(world.folder, "kubeconfig"), ...env }, ...args);

const object = (apiVersion: string, kind: string, path: string, more: object = {}): Item => {
  const [namespace, name = ""] = path.includes("/") ? path.split("/") : [undefined, path];
  const metadata = namespace === undefined ? { name } : { name, namespace };
  return { apiVersion, kind, metadata, ...more };
};
const namespaces = (...names: string[]) => names.map((name) => object("v1", "Namespace", name));
const ready = (status: string, message: string) => ({
  conditions: [
    { type: "Reconciling", status: "False", message: "no" },
    { type: "Ready", status, message },
  ],
});

/** What an environment's overlay renders, as the API server would have it. */
const rendered = (environment: string): Item[] =>
  parseAllDocuments(
    build(join(MONOREPO, "applications/mock-cluster-aka-namespaces", environment)),
  ).map((document) => document.toJS() as Item);

const scaled = (items: Item[], replicas: number, cpu: number): void => {
  for (const [index, item] of items.entries()) {
    if (item.kind === "Deployment") {
      const counts = { replicas, readyReplicas: replicas, updatedReplicas: replicas };
      const spec = { ...(item.spec as object), replicas };
      const status = { ...counts, availableReplicas: replicas, observedGeneration: 1 };
      items[index] = { ...item, metadata: { ...item.metadata, generation: 1 }, spec, status };
    }
    if (item.kind === "HorizontalPodAutoscaler") {
      const resource = { name: "cpu", current: { averageUtilization: cpu, averageValue: "1m" } };
      const currentMetrics = [{ type: "Resource", resource }];
      items[index] = { ...item, status: { desiredReplicas: replicas, currentMetrics } };
    }
  }
};

describe.skipIf(NO_BASH || KUBECTL === undefined)("with a real kubectl", () => {
  it("npm run status reads the status of every kind", async () => {
    const revision = "main@sha1:5f19a8b9b4be13371134f20075e727cf731d70f5";
    const server = new ApiServer([
      ...namespaces("flux-system"),
      object("apps/v1", "Deployment", "flux-system/source-controller", {
        spec: { template: { spec: { containers: [{ image: "ghcr.io/fluxcd/source:v1" }] } } },
        status: { readyReplicas: 1 },
      }),
      object("source.toolkit.fluxcd.io/v1", "GitRepository", "flux-system/applications", {
        status: { artifact: { revision }, ...ready("True", "stored artifact") },
      }),
      object("source.toolkit.fluxcd.io/v1", "HelmRepository", "monitoring/oci", {
        spec: { type: "oci" },
      }),
      object(FLUX_KINDS, "Kustomization", "flux-system/dev-sync", {
        status: { lastAppliedRevision: revision, ...ready("True", "Applied") },
      }),
      object(FLUX_KINDS, "Kustomization", "flux-system/staging-sync", {
        spec: { suspend: true },
        status: ready("True", "Applied"),
      }),
      object(FLUX_KINDS, "Kustomization", "flux-system/production-sync", {
        status: ready("False", "health check failed after 5m0s"),
      }),
      object("helm.toolkit.fluxcd.io/v2", "HelmRelease", "monitoring/stack", {
        status: {
          history: [{ chartVersion: "88.5.2" }, { chartVersion: "88.5.1" }],
          ...ready("True", "Helm install succeeded"),
        },
      }),
    ]);
    const world = await worldOf(server);
    const flags = ["--context=kind-flux-cd", "--kubeconfig=kubeconfig", "--repo", MONOREPO];
    const args = [BIN, "status", ...flags];
    const { code, stdout, stderr } = await world.command(process.execPath, args, {
      INIT_CWD: world.folder,
      npm_lifecycle_event: "status",
    });
    expect(stderr).toBe("");
    expect(code).toBe(1);
    expect(stdout).toMatchInlineSnapshot(`
      "Context kind-flux-cd

      CONTROLLERS

      NAME                           STATE  FOR  REVISION  AGE
      flux-system/source-controller  ready  -    v1        -

      ENVIRONMENTS, in rollout order

      NAME        FLUX KUSTOMIZATION           STATE      FOR  REVISION            AGE
      dev         flux-system/dev-sync         ready      -    main@sha1:5f19a8b9  -
      staging     flux-system/staging-sync     suspended  -    -                   -
          nothing new reaches it until it is resumed
      production  flux-system/production-sync  not ready  -    -                   -
          health check failed after 5m0s

      OTHER SYNCS

      KIND           NAME                                  STATE    FOR  REVISION  AGE
      Kustomization  flux-system/applications-sync         missing  -    -         -
          it is in the repository, and not in the cluster (yet)
      Kustomization  flux-system/flux-system               missing  -    -         -
          it is in the repository, and not in the cluster (yet)
      Kustomization  flux-system/infrastructure-sync       missing  -    -         -
          it is in the repository, and not in the cluster (yet)
      Kustomization  ingress-controllers/gateway-api-crds  missing  -    -         -
          it is in the repository, and not in the cluster (yet)
      HelmRelease    ingress-controllers/traefik           missing  -    -         -
          it is in the repository, and not in the cluster (yet)
      HelmRelease    monitoring/kube-prometheus-stack      missing  -    -         -
          it is in the repository, and not in the cluster (yet)

      SOURCES

      KIND            NAME                                STATE    FOR  REVISION            AGE
      GitRepository   flux-system/applications            ready    -    main@sha1:5f19a8b9  -
      GitRepository   flux-system/dev-environment         missing  -    -                   -
          it is in the repository, and not in the cluster (yet)
      GitRepository   flux-system/flux-system             missing  -    -                   -
          it is in the repository, and not in the cluster (yet)
      GitRepository   flux-system/infrastructure          missing  -    -                   -
          it is in the repository, and not in the cluster (yet)
      GitRepository   flux-system/production-environment  missing  -    -                   -
          it is in the repository, and not in the cluster (yet)
      GitRepository   flux-system/staging-environment     missing  -    -                   -
          it is in the repository, and not in the cluster (yet)
      GitRepository   ingress-controllers/gateway-api     missing  -    -                   -
          it is in the repository, and not in the cluster (yet)
      HelmRepository  ingress-controllers/traefik         missing  -    -                   -
          it is in the repository, and not in the cluster (yet)
      HelmRepository  monitoring/prometheus-community     missing  -    -                   -
          it is in the repository, and not in the cluster (yet)

      NOT OF THIS REPOSITORY

      KIND            NAME              STATE  FOR  REVISION  AGE
      HelmRelease     monitoring/stack  ready  -    88.5.2    -
      HelmRepository  monitoring/oci    ready  -    -         -

      ✗ 16 of 21 objects are not ready.
      "
    `);
  });

  it("hpa-demo.sh starts a pod that may run, and follows the autoscaler", async () => {
    const items = [...rendered("dev"), ...namespaces("staging")];
    scaled(items, 1, 4);
    const server = new ApiServer(items);
    let load: Item | undefined;
    server.afterChange = (method, item) => {
      if (item.kind !== "Pod") return;
      if (method === "POST") load = item;
      scaled(server.items, method === "POST" ? 3 : 1, method === "POST" ? 180 : 4);
    };
    const { code, stdout, stderr } = await run(await worldOf(server), "hpa-demo.sh");
    expect(stderr).toBe("");
    expect(code).toBe(0);
    const [, rise = "", fall = ""] = stdout.split(/^==> [23].*\n/m);
    expect(rise).toMatch(/s +3 +3 +3 +180%\n$/);
    expect(fall).toMatch(/s +1 +1 +1 +4%\n/);
    expect(stdout).toContain("app in dev rose from 1 to 3 replicas");
    // The strategic merge of kubectl run keeps one container, with all that "restricted" asks for.
    const spec = load?.spec as { containers: object[] };
    expect(spec).toMatchObject({
      activeDeadlineSeconds: 360,
      restartPolicy: "Never",
      securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
    });
    expect(spec.containers).toHaveLength(1);
    expect(spec.containers[0]).toMatchObject({
      args: expect.arrayContaining(["--no-tui", "http://app:8000/work"]),
      resources: { limits: { cpu: "500m" } },
      securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
    });
    expect(server.items.filter(({ kind }) => kind === "Pod")).toEqual([]);
  });

  it("debug-metrics.sh reads the Service, and how its pods ended", async () => {
    const metrics = readFileSync(join(FIXTURES, "metrics.txt"), "utf8");
    const texts: Record<string, string> = {};
    const server = new ApiServer(
      [...rendered("dev"), ...namespaces("monitoring", "staging")],
      texts,
    );
    const commands: string[][] = [];
    server.afterChange = (method, item) => {
      if (method !== "POST") return;
      const { namespace, name } = item.metadata;
      const { containers } = item.spec as { containers: { command: string[] }[] };
      commands.push(containers[0]?.command ?? []);
      const inside = namespace === "monitoring";
      const terminated = { exitCode: inside ? 0 : 28 };
      const status = {
        phase: inside ? "Succeeded" : "Failed",
        containerStatuses: [{ name, state: { terminated } }],
      };
      server.items[server.items.indexOf(item)] = { ...item, status };
      texts[`/api/v1/namespaces/${namespace}/pods/${name}/log`] = inside ? metrics : "timed out\n";
    };
    const { code, stdout, stderr } = await run(await worldOf(server), "debug-metrics.sh");
    expect(stderr).toBe("");
    expect(code).toBe(0);
    expect(stdout).toContain("An answer with 3 metrics, as it must be.\n");
    expect(stdout).toContain("No answer (curl: exit code 28), as it must be.\n");
    for (const command of commands) {
      expect(command.at(-1)).toBe("http://app.dev.svc.cluster.local:8000/metrics");
    }
    expect(server.items.filter(({ kind }) => kind === "Pod")).toEqual([]);
  });

  it("monitoring-status.sh finds the release, and asks Prometheus through the API server", async () => {
    const query =
      "/api/v1/namespaces/monitoring/services/kube-prometheus-stack-prometheus:9090/proxy/api/v1/query";
    const release = (status: string) =>
      object("helm.toolkit.fluxcd.io/v2", "HelmRelease", "monitoring/kube-prometheus-stack", {
        status: ready(status, "installed"),
      });
    const answer = readFileSync(join(FIXTURES, "prometheus.json"), "utf8");
    const start = async (status: string) =>
      run(
        await worldOf(
          new ApiServer([...namespaces("monitoring"), release(status)], { [query]: answer }),
        ),
        "monitoring-status.sh",
      );
    const up = await start("True");
    expect(up.code).toBe(0);
    expect(up.stdout).toContain("dev/app: 1 of 1 pods answer\n  staging/app: 2 of 2 pods answer\n");
    const down = await start("False");
    expect(down.code).toBe(1);
    expect(down.stderr).toContain("kube-prometheus-stack is not installed (yet)");
  });

  it("app-deploy.sh creates what the overlay renders, and waits for the rollout", async () => {
    const server = new ApiServer([]);
    server.afterChange = () => scaled(server.items, 1, 4);
    const { code, stdout, stderr } = await run(await worldOf(server), "app-deploy.sh", {
      ROLLOUT_TIMEOUT: "10s",
    });
    expect(stderr).toBe("");
    expect(code).toBe(0);
    expect(stdout).toContain('deployment "app" successfully rolled out\n');
    const names = (items: readonly Item[]) =>
      items.map(({ kind, metadata }) => `${kind} ${metadata.namespace}/${metadata.name}`).sort();
    expect(names(server.items)).toEqual(names(rendered("dev")));
  });

  it("cluster-status.sh reads counts, range and probes", async () => {
    const items = [...rendered("dev"), ...rendered("staging")];
    scaled(items, 2, 4);
    const { code, stdout } = await run(await worldOf(new ApiServer(items)), "cluster-status.sh");
    expect(code).toBe(1);
    // There is nothing to forward a port to.
    expect(stdout).toMatch(/^dev +app +2\/2 +1-3 +- +- +NOT HEALTHY$/m);
    expect(stdout).toMatch(/^staging +app +2\/2 +2-5 +- +- +NOT HEALTHY$/m);
    expect(stdout).toMatch(/^production +app +- +- +- +- +not deployed$/m);
  });
});
