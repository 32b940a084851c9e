import { describe, expect, it } from "vitest";
import { copyOfMonorepo, run, temporaryFolder } from "../support/project.ts";
import { KUSTOMIZE, NO_STAND_IN, object, REVISION, ready, SOURCE, StandIn } from "./cluster.ts";
import { applied, controller, fetched, shipped, sync } from "./shipped.ts";

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
    // The second of its three steps makes those of the environments.
    for (let step = 1; step <= 2; step++) {
      const made = await run(["artifacts", "--yes", "--repo", folder]);
      expect(made.code, made.stderr).toBe(0);
    }
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
