import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Status } from "../../generators/status/state.ts";
import { BIN, copyOfMonorepo, ROOT, run, temporaryFolder } from "../support/project.ts";
import {
  HELM,
  KUSTOMIZE,
  NO_STAND_IN,
  object,
  REVISION,
  ready,
  SOURCE,
  StandIn,
} from "./cluster.ts";

const applied = (revision = REVISION) =>
  ready("True", "ReconciliationSucceeded", `Applied revision: ${revision}`, {
    lastAppliedRevision: revision,
    lastAttemptedRevision: revision,
  });
const fetched = (revision = REVISION) =>
  ready("True", "Succeeded", "stored artifact", { artifact: { revision } });

const sync = (name: string, status: object = applied(), source = name) => {
  const from = source
    .replace("applications-sync", "applications")
    .replace(/-sync$/, "-environment");
  const spec = { sourceRef: { kind: "GitRepository", name: from } };
  return object(KUSTOMIZE, "Kustomization", `flux-system/${name}`, { spec, ...status });
};

/** The shipped monorepo in a cluster, with other statuses for some. */
function shipped(changes: Record<string, object | undefined> = {}): object[] {
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

const controller = (name: string, readyReplicas: number | undefined) =>
  object("apps/v1", "Deployment", `flux-system/${name}`, {
    spec: {
      replicas: 1,
      template: { spec: { containers: [{ image: `ghcr.io/fluxcd/${name}:v1.9.5` }] } },
    },
    status: { readyReplicas, conditions: [] },
  });

describe.skipIf(NO_STAND_IN)("status", () => {
  it("of a cluster that is where the repository wants it", async () => {
    const standIn = new StandIn(shipped(), [controller("source-controller", 1)]);
    const { code, stdout, stderr } = await standIn.status();
    expect(stderr).toBe("");
    expect(code).toBe(0);
    expect(stdout).toMatchInlineSnapshot(`
      "Context kind-flux-cd

      CONTROLLERS

      NAME                           STATE  FOR  REVISION  AGE
      flux-system/source-controller  ready  -    v1.9.5    3d

      ENVIRONMENTS, in rollout order

      NAME        FLUX KUSTOMIZATION           STATE  FOR  REVISION            AGE
      dev         flux-system/dev-sync         ready  10m  main@sha1:5f19a8b9  3d
      staging     flux-system/staging-sync     ready  10m  main@sha1:5f19a8b9  3d
      production  flux-system/production-sync  ready  10m  main@sha1:5f19a8b9  3d

      OTHER SYNCS

      KIND           NAME                                  STATE  FOR  REVISION              AGE
      Kustomization  flux-system/applications-sync         ready  10m  main@sha1:5f19a8b9    3d
      Kustomization  flux-system/flux-system               ready  10m  main@sha1:5f19a8b9    3d
      Kustomization  flux-system/infrastructure-sync       ready  10m  main@sha1:5f19a8b9    3d
      Kustomization  ingress-controllers/gateway-api-crds  ready  10m  v1.6.1@sha1:1f19a8b9  3d
      HelmRelease    ingress-controllers/traefik           ready  10m  41.4.0                3d
      HelmRelease    monitoring/kube-prometheus-stack      ready  10m  88.5.2                3d

      SOURCES

      KIND            NAME                                         STATE  FOR  REVISION              AGE
      GitRepository   flux-system/applications                     ready  10m  main@sha1:5f19a8b9    3d
      GitRepository   flux-system/dev-environment                  ready  10m  main@sha1:5f19a8b9    3d
      GitRepository   flux-system/flux-system                      ready  10m  main@sha1:5f19a8b9    3d
      GitRepository   flux-system/infrastructure                   ready  10m  main@sha1:5f19a8b9    3d
      GitRepository   flux-system/production-environment           ready  10m  main@sha1:5f19a8b9    3d
      GitRepository   flux-system/staging-environment              ready  10m  main@sha1:5f19a8b9    3d
      GitRepository   ingress-controllers/gateway-api              ready  10m  v1.6.1@sha1:1f19a8b9  3d
      HelmRepository  ingress-controllers/traefik                  ready  10m  sha256:8c2f1b1e       3d
      HelmRepository  monitoring/prometheus-community              ready  10m  sha256:9d2f1b1e       3d
      HelmChart       monitoring/monitoring-kube-prometheus-stack  ready  10m  88.5.2                3d

      ✓ All 20 objects are ready.
      "
    `);
    expect(standIn.calls.some((call) => call.includes("--all-namespaces"))).toBe(true);
  });

  it("says what is not ready and why, what is missing, and what nobody knows", async () => {
    const waiting = ready(
      "False",
      "DependencyNotReady",
      "dependency 'flux-system/staging-sync' is not ready",
      { lastAppliedRevision: "main@sha1:00000000b4be13371134f20075e727cf731d70f5" },
    );
    const standIn = new StandIn(
      shipped({
        "dev-sync": sync("dev-sync", { ...applied(), spec: { suspend: true } }),
        "staging-sync": sync(
          "staging-sync",
          ready(
            "False",
            "HealthCheckFailed",
            "health check failed after 5m0s: timeout waiting for: [Deployment/staging/app status: 'InProgress']",
            { lastAppliedRevision: REVISION },
          ),
        ),
        "production-sync": sync("production-sync", waiting),
        "applications-sync": sync(
          "applications-sync",
          applied("main@sha1:00000000b4be13371134f20075e727cf731d70f5"),
        ),
        traefik: undefined,
        other: object(KUSTOMIZE, "Kustomization", "team-a/shop", applied()),
      }),
      [controller("source-controller", 1), controller("kustomize-controller", undefined)],
    );
    const { code, stdout } = await standIn.status();
    expect(code).toBe(1);
    expect(stdout).toMatchInlineSnapshot(`
      "Context kind-flux-cd

      CONTROLLERS

      NAME                              STATE      FOR  REVISION  AGE
      flux-system/kustomize-controller  not ready  -    v1.9.5    3d
          0 of 1 pods are ready
      flux-system/source-controller     ready      -    v1.9.5    3d

      ENVIRONMENTS, in rollout order

      NAME        FLUX KUSTOMIZATION           STATE      FOR  REVISION            AGE
      dev         flux-system/dev-sync         suspended  -    main@sha1:5f19a8b9  3d
          nothing new reaches it until it is resumed
      staging     flux-system/staging-sync     not ready  10m  main@sha1:5f19a8b9  3d
          health check failed after 5m0s: timeout waiting for: [Deployment/staging/app status: 'InProgress']
      production  flux-system/production-sync  not ready  10m  main@sha1:00000000  3d
          dependency 'flux-system/staging-sync' is not ready

      OTHER SYNCS

      KIND           NAME                                  STATE        FOR  REVISION              AGE
      Kustomization  flux-system/applications-sync         in progress  -    main@sha1:00000000    3d
          main@sha1:5f19a8b9 of its source is not applied yet
      Kustomization  flux-system/flux-system               ready        10m  main@sha1:5f19a8b9    3d
      Kustomization  flux-system/infrastructure-sync       ready        10m  main@sha1:5f19a8b9    3d
      Kustomization  ingress-controllers/gateway-api-crds  ready        10m  v1.6.1@sha1:1f19a8b9  3d
      HelmRelease    ingress-controllers/traefik           missing      -    -                     -
          it is in the repository, and not in the cluster (yet)
      HelmRelease    monitoring/kube-prometheus-stack      ready        10m  88.5.2                3d

      SOURCES

      KIND            NAME                                         STATE  FOR  REVISION              AGE
      GitRepository   flux-system/applications                     ready  10m  main@sha1:5f19a8b9    3d
      GitRepository   flux-system/dev-environment                  ready  10m  main@sha1:5f19a8b9    3d
      GitRepository   flux-system/flux-system                      ready  10m  main@sha1:5f19a8b9    3d
      GitRepository   flux-system/infrastructure                   ready  10m  main@sha1:5f19a8b9    3d
      GitRepository   flux-system/production-environment           ready  10m  main@sha1:5f19a8b9    3d
      GitRepository   flux-system/staging-environment              ready  10m  main@sha1:5f19a8b9    3d
      GitRepository   ingress-controllers/gateway-api              ready  10m  v1.6.1@sha1:1f19a8b9  3d
      HelmRepository  ingress-controllers/traefik                  ready  10m  sha256:8c2f1b1e       3d
      HelmRepository  monitoring/prometheus-community              ready  10m  sha256:9d2f1b1e       3d
      HelmChart       monitoring/monitoring-kube-prometheus-stack  ready  10m  88.5.2                3d

      NOT OF THIS REPOSITORY

      KIND           NAME         STATE  FOR  REVISION            AGE
      Kustomization  team-a/shop  ready  10m  main@sha1:5f19a8b9  3d

      ✗ 6 of 22 objects are not ready.
      "
    `);
  });

  it("as JSON holds the whole revisions, and each object once", async () => {
    const standIn = new StandIn(shipped({ traefik: undefined }));
    const { code, stdout } = await standIn.status("--format", "json");
    expect(code).toBe(1);
    const survey = JSON.parse(stdout);
    expect(survey).toMatchObject({ context: "kind-flux-cd", ready: false, others: [], unread: [] });
    expect(survey.environments.map(({ name }: { name: string }) => name)).toEqual([
      "dev",
      "staging",
      "production",
    ]);
    expect(survey.environments[0].sync).toMatchObject({
      ...{ kind: "Kustomization", namespace: "flux-system", name: "dev-sync" },
      ...{ state: "ready", reason: "", revision: REVISION },
    });
    const listed = [
      ...survey.environments.map(({ sync: each }: { sync: object }) => each),
      ...[survey.syncs, survey.sources, survey.others].flat(),
    ].map(({ kind, namespace, name }) => `${kind} ${namespace}/${name}`);
    expect(listed).toHaveLength(shipped().length);
    expect(new Set(listed).size).toBe(listed.length);
    expect(survey.syncs).toContainEqual(
      expect.objectContaining({ kind: "HelmRelease", name: "traefik", state: "missing" }),
    );
  });

  it("knows what Flux makes of the repository's objects: charts and artifacts", async () => {
    const folder = copyOfMonorepo();
    const made = await run(["artifacts", "--yes", "--repo", folder]);
    expect(made.code, made.stderr).toBe(0);
    const artifact = object(SOURCE, "ExternalArtifact", "flux-system/dev-environment", fetched());
    const standIn = new StandIn(shipped({ artifact }));
    const { stdout } = await standIn.status("--repo", folder);
    expect(stdout).not.toContain("NOT OF THIS REPOSITORY");
    expect(stdout).toMatch(/^ExternalArtifact +flux-system\/dev-environment +ready /m);
    expect(stdout).toMatch(/^ExternalArtifact +flux-system\/staging-environment +missing /m);
    expect(stdout).toMatch(/^ArtifactGenerator +flux-system\/dev-environment +missing /m);
  });

  it("takes the context and the kubeconfig that are named, from where the user stands", async () => {
    const standIn = new StandIn(shipped());
    const cwd = temporaryFolder();
    await run(["status", "--context", "-x", "--kubeconfig", "k/config"], { env: standIn.env, cwd });
    await run(["status", "--context=-x", "--kubeconfig", "k/config"], { env: standIn.env, cwd });
    expect(standIn.calls.length).toBeGreaterThan(2);
    for (const call of standIn.calls) {
      expect(call).toMatch(/^--context=-x --kubeconfig=\/.*\/k\/config --request-timeout=30s /);
    }
  });
});

describe.skipIf(NO_STAND_IN)("status says in a sentence", () => {
  it("that kubectl is missing", async () => {
    const { code, stdout, stderr } = await run(["status"], { env: { PATH: temporaryFolder() } });
    expect(code).toBe(1);
    expect(stdout).toBe("");
    expect(stderr).toMatch(/^✗ kubectl is not installed\.\n {2}It is what reads the cluster: /);
  });

  it.each([
    [
      "The connection to the server localhost:8080 was refused - did you specify the right host or port?",
      "kubectl can't read the cluster of the context kind-flux-cd: The connection to the server localhost:8080 was refused - did you specify the right host or port?\n",
    ],
    ['error: context "two" does not exist', ': context "two" does not exist.\n'],
    ["error: EOF", ": the context has no credentials.\n"],
    [
      "error: You must be logged in to the server (Unauthorized)",
      ": You must be logged in to the server (Unauthorized).\n",
    ],
    [
      "Unable to connect to the server: getting credentials: exec: executable aws not found\n\nIt looks like you are using a plugin.",
      "exec: executable aws not found.\n  It looks like you are using a plugin.\n",
    ],
  ])("that the cluster does not answer: %s", async (said, sentence) => {
    const log = `E1124 18:20:35.364496    1931 memcache.go:265] "Unhandled Error" err="x"\n`;
    const standIn = new StandIn([]).has("api-resources", "").has("api-resources.error", log + said);
    const { code, stdout, stderr } = await standIn.status();
    expect(code).toBe(1);
    expect(stdout).toBe("");
    expect(stderr).toContain(sentence);
    expect(stderr).not.toContain("memcache");
    expect(stderr).not.toContain("Nothing was written");
  });

  it("that Flux is not installed", async () => {
    const standIn = new StandIn([]).has("api-resources", "pods\ndeployments.apps\n");
    const { code, stderr } = await standIn.status();
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^✗ Flux is not installed in the cluster of the context kind-flux-cd\.\n/,
    );
  });

  it("what could not be read, and shows the rest; nothing of it counts as missing", async () => {
    const forbidden =
      'Error from server (Forbidden): gitrepositories.source.toolkit.fluxcd.io is forbidden: User "eve" cannot list resource\n';
    const standIn = new StandIn([sync("dev-sync")])
      .has("objects.error", forbidden)
      .has("deployments", "")
      .has("deployments.error", "Error from server (Forbidden): deployments.apps is forbidden\n");
    const { code, stdout } = await standIn.status();
    expect(code).toBe(1);
    expect(stdout).toMatch(/^dev +flux-system\/dev-sync +ready /m);
    expect(stdout).not.toContain("missing");
    expect(stdout).toContain(
      '✗ Not read: gitrepositories.source.toolkit.fluxcd.io is forbidden: User "eve" cannot list resource\n' +
        "✗ Not read: deployments.apps is forbidden\n",
    );
  });

  it("that an API behind the server is down is none of Flux's business", async () => {
    const standIn = new StandIn(shipped()).has(
      "api-resources.error",
      "error: unable to retrieve the complete list of server APIs: metrics.k8s.io/v1beta1: stale\n",
    );
    const { code, stdout } = await standIn.status();
    expect(code).toBe(0);
    expect(stdout).toContain("✓ All ");
  });

  it("does not ask for kinds that the cluster does not have", async () => {
    const old =
      "kustomizations.kustomize.toolkit.fluxcd.io\ngitrepositories.source.toolkit.fluxcd.io\n";
    const standIn = new StandIn(shipped()).has("api-resources", old);
    await standIn.status();
    expect(standIn.calls.find((call) => call.includes("get kustomizations"))).toContain(
      "get kustomizations.kustomize.toolkit.fluxcd.io,gitrepositories.source.toolkit.fluxcd.io --all-namespaces",
    );
  });

  it("that a format or a repository is none", async () => {
    const format = await run(["status", "--format", "xml"]);
    expect(format.code).toBe(2);
    expect(format.stderr).toContain('There is no format "xml".');
    const repository = await run(["status", "--repo", "flux-cd/bootstrap"], { cwd: ROOT });
    expect(repository.code).toBe(1);
    expect(repository.stderr).toContain("This is not a monorepo that the generators know");
  });
});

describe.skipIf(NO_STAND_IN)("status on hostile text", () => {
  const CODES = "\u001b[2J\u001b]0;pwned\u0007\u009b2J\u202e\u200b\r\n::error::x";
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  const RAW = /[\u001b\u0007\u009b\u202e\u200b\r]|^::/m;

  it("shows codes as text, and nothing begins a line", async () => {
    const evil = object(KUSTOMIZE, "Kustomization", "team-a/shop", {
      metadata: { namespace: `a${CODES}`, name: `b${CODES}`, creationTimestamp: CODES },
      ...ready("False", CODES, CODES, { lastAppliedRevision: CODES }),
    });
    const standIn = new StandIn([evil], [controller(`x${CODES}`, 1)])
      .has("config", JSON.stringify({ "current-context": CODES }))
      .has("objects.error", CODES);
    for (const format of ["table", "json"]) {
      const { code, stdout, stderr } = await standIn.status("--format", format);
      expect(code).toBe(1);
      expect(stdout).toContain("\\u001b[2J");
      expect(stdout + stderr).not.toMatch(RAW);
    }
    standIn.has("api-resources", "").has("api-resources.error", CODES);
    const refused = await standIn.status();
    expect(refused.stderr).toContain("\\u001b[2J");
    expect(refused.stdout + refused.stderr).not.toMatch(RAW);
  });
});

describe.skipIf(NO_STAND_IN)("status --watch", () => {
  it("tells again when something changed, and waits for a cluster that is away", async () => {
    const standIn = new StandIn(shipped());
    const env = { ...process.env, ...standIn.env };
    const child = spawn(process.execPath, [BIN, "status", "--watch"], { cwd: ROOT, env });
    onTestFinished(() => void child.kill());
    const said = { stdout: "", stderr: "" };
    for (const stream of ["stdout", "stderr"] as const) {
      child[stream].on("data", (data) => {
        said[stream] += data;
      });
    }
    const seen = async (stream: keyof typeof said, text: RegExp) => {
      while (!text.test(said[stream])) await once(child[stream], "data");
    };
    await seen("stdout", /✓ All \d+ objects are ready\.\n$/);
    standIn
      .has("api-resources.error", "Unable to connect to the server: EOF")
      .has("api-resources", "");
    await seen("stderr", /can't read the cluster .*: Unable to connect to the server: EOF\.\n/);
    standIn
      .has("api-resources.error", "")
      .has("api-resources", "kustomizations.kustomize.toolkit.fluxcd.io\n");
    standIn.has(
      "objects",
      JSON.stringify({
        items: shipped({
          "dev-sync": sync("dev-sync", ready("False", "BuildFailed", "no such file")),
        }),
      }),
    );
    await seen("stdout", /build failed: no such file[\s\S]*✗ 1 of \d+ objects are not ready\.\n$/);
    expect(said.stdout.match(/✓ All/g)).toHaveLength(1);
    child.kill("SIGINT");
    const [code, signal] = await once(child, "close");
    expect(code ?? signal).toBe("SIGINT");
  }, 60_000);
});

describe.skipIf(NO_STAND_IN)("status of recorded objects", () => {
  // What a real API server and Flux 2.9's controllers had of the shipped monorepo (without
  // inventories): dev was just resumed and production suspended, a chart's version does not
  // exist, and team-a is somebody else.
  const { items } = JSON.parse(
    readFileSync(join(ROOT, "test/fixtures/status/recorded.json"), "utf8"),
  ) as { items: object[] };

  it("says what Flux said", async () => {
    const { code, stdout } = await new StandIn(items).status("--format", "json");
    expect(code).toBe(1);
    const survey = JSON.parse(stdout);
    const told = ({ kind, namespace, name, state, reason }: Status) =>
      `${kind} ${namespace}/${name}: ${state}${reason && `: ${reason}`}`;
    expect(
      survey.environments.map(({ sync: each }: { sync: Status }) => told(each)),
    ).toMatchInlineSnapshot(`
      [
        "Kustomization flux-system/dev-sync: in progress: Flux has not looked at its latest change yet",
        "Kustomization flux-system/staging-sync: not ready: dependency 'flux-system/dev-sync' is not ready",
        "Kustomization flux-system/production-sync: suspended: nothing new reaches it until it is resumed",
      ]
    `);
    expect(survey.syncs.map(told)).toMatchInlineSnapshot(`
      [
        "Kustomization flux-system/applications-sync: ready",
        "Kustomization flux-system/flux-system: ready",
        "Kustomization flux-system/infrastructure-sync: ready",
        "Kustomization ingress-controllers/gateway-api-crds: ready",
        "HelmRelease ingress-controllers/traefik: not ready: source not ready: HelmChart 'ingress-controllers/ingress-controllers-traefik' is not ready: invalid chart reference: failed to get chart version for remote reference: no 'traefik' chart with version matching '99.x' found",
        "HelmRelease monitoring/kube-prometheus-stack: ready",
      ]
    `);
    expect(
      survey.sources.map(told).filter((line: string) => !line.endsWith(": ready")),
    ).toMatchInlineSnapshot(`
      [
        "HelmChart ingress-controllers/ingress-controllers-traefik: not ready: invalid chart reference: failed to get chart version for remote reference: no 'traefik' chart with version matching '99.x' found (Flux does not try again until it is changed)",
      ]
    `);
    expect(survey.others.map(told)).toMatchInlineSnapshot(`
      [
        "Kustomization team-a/shop: not ready: artifact failed: Source artifact not found, retrying in 2s",
        "GitRepository team-a/shop: not ready: git operation failed: failed to checkout and determine revision: unable to clone 'http://127.0.0.1:1/shop.git': Get "http://127.0.0.1:1/shop.git/info/refs?service=git-upload-pack": dial tcp 127.0.0.1:1: connect: connection refused",
      ]
    `);
  });
});
