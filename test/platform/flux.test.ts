import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { copyOfMonorepo, ROOT } from "../support/project.ts";
import { FIXTURES, NO_BASH, World, worldWithCluster } from "./world.ts";

const FLUX = "flux --context kind-flux-cd";
const KUBECTL = "kubectl --context kind-flux-cd";
const VERSIONS = {
  FLUX_VERSION: "v2.99.1",
  FLUX_COMPONENTS: "source-controller,kustomize-controller",
  FLUX_COMPONENTS_EXTRA: "source-watcher",
};

/** A copy of the monorepo whose sources have this URL. */
function monorepoAt(url: string): string {
  const monorepo = copyOfMonorepo();
  const sources = join(monorepo, "bootstrap", "sources.yaml");
  const text = readFileSync(sources, "utf8");
  writeFileSync(sources, text.replaceAll(/https:\/\/git\.example\.com\/\S+/g, url));
  return monorepo;
}

describe.skipIf(NO_BASH)("flux-install.sh", () => {
  const world = () =>
    worldWithCluster("flux").answer(
      { call: "kubectl * -o name -n flux-system kustomizations.* flux-system", reply: "" },
      { call: "kubectl kustomize *", reply: "kind: HelmRelease\n" },
      { call: `${KUBECTL} apply *`, reply: "applied\n" },
      { call: `${FLUX} *` },
    );
  const INSTALL = [
    `${FLUX} check --pre`,
    `${FLUX} install --version=v2.99.1 --components=source-controller,kustomize-controller` +
      " --components-extra=source-watcher",
  ];

  it("installs the pinned Flux and applies flux-cd/", async () => {
    const monorepo = monorepoAt("https://git.acme.test/platform.git");
    const { code, stderr, calls } = await world().script("flux-install.sh", {
      FLUX_CD: monorepo,
      ...VERSIONS,
    });
    expect(stderr).toBe("");
    expect(code).toBe(0);
    expect(calls.filter((call) => !call.includes(" get "))).toEqual([
      ...INSTALL,
      `${KUBECTL} apply -k ${monorepo}`,
    ]);
  });

  it("applies nothing where Flux follows the repository already", async () => {
    const { code, calls } = await world()
      .answer({ call: "kubectl * -o name -n flux-system kustomizations.* flux-system", reply: "x" })
      .script("flux-install.sh", VERSIONS);
    expect(code).toBe(0);
    expect(calls.filter((call) => !call.includes(" get "))).toEqual(INSTALL);
  });

  it("says that the URL is an example, and applies the infrastructure alone", async () => {
    const before = world();
    const { code, stderr, calls } = await before.script("flux-install.sh", VERSIONS);
    expect(code).toBe(0);
    expect(stderr).toContain("flux-cd/bootstrap/sources.yaml has the example URL");
    expect(calls).toContain(
      `kubectl kustomize --load-restrictor=LoadRestrictionsNone ${join(ROOT, "flux-cd/infrastructure")}`,
    );
    expect(calls).toContain(`${KUBECTL} apply -f -`);
    expect(before.file("stdin")).toBe("kind: HelmRelease\n");
    expect(calls.join()).not.toContain("apply -k");
  });

  it("applies nothing when the installation fails", async () => {
    const { code, calls } = await world()
      .answer({ call: `${FLUX} install *`, code: 1 })
      .script("flux-install.sh", VERSIONS);
    expect(code).toBe(1);
    expect(calls.join()).not.toContain("apply");
  });

  it("says how to install the CLI", async () => {
    const { code, stderr } = await worldWithCluster().script("flux-install.sh");
    expect(code).toBe(2);
    expect(stderr).toBe(
      "error: flux is not installed. To install it: brew install fluxcd/tap/flux, or https://fluxcd.io/flux/installation/\n",
    );
  });
});

describe.skipIf(NO_BASH)("flux-bootstrap.sh", () => {
  const world = () => worldWithCluster("flux").answer({ call: `${FLUX} bootstrap *` });
  const bootstrap = (url: string) =>
    `${FLUX} bootstrap git --url=${url} --branch=main --path=flux-cd --version=v2.99.1` +
    " --components=source-controller,kustomize-controller --components-extra=source-watcher";

  it.each([
    { url: "ssh://git@git.acme.test/platform.git", more: "" },
    { url: "https://git.acme.test/platform.git", more: " --token-auth --username=git" },
  ])("bootstraps from the URL in sources.yaml: $url", async ({ url, more }) => {
    const { code, stderr, calls } = await world().script("flux-bootstrap.sh", {
      FLUX_CD: monorepoAt(url),
      ...VERSIONS,
    });
    expect(code).toBe(0);
    expect(calls.at(-1)).toBe(bootstrap(url) + more);
    expect(stderr).toContain("add flux-system/gotk-components.yaml to flux-cd/kustomization.yaml");
  });

  it("does not ask for the line that is there", async () => {
    const monorepo = monorepoAt("ssh://git@git.acme.test/platform.git");
    const file = join(monorepo, "kustomization.yaml");
    const line = "  - flux-system/gotk-components.yaml\n";
    writeFileSync(file, readFileSync(file, "utf8") + line);
    const { code, stderr } = await world().script("flux-bootstrap.sh", { FLUX_CD: monorepo });
    expect(code).toBe(0);
    expect(stderr).toBe("");
  });

  it.each([
    { env: {}, message: "flux-cd/bootstrap/sources.yaml has the example URL." },
    {
      env: { GIT_URL: "https://git.acme.test/other.git" },
      message: "GIT_URL is not the one URL in flux-cd/bootstrap/sources.yaml.",
    },
  ])("refuses a URL that cannot work: $message", async ({ env, message }) => {
    const { code, stderr, calls } = await world().script("flux-bootstrap.sh", env);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
    expect(calls).toEqual([]);
  });
});

describe.skipIf(NO_BASH)("flux-status.sh", () => {
  // What a cluster with Flux's CRDs answers to the script's own query.
  const recorded = readFileSync(join(FIXTURES, "flux-objects.tsv"), "utf8");
  const world = (objects: string) =>
    worldWithCluster().answer(
      { call: "kubectl * get deployments *", reply: "CONTROLLER  READY  IMAGE\n" },
      { call: "kubectl * --all-namespaces -o jsonpath=*", reply: objects },
    );

  it("prints a table and says what is not ready, and why", async () => {
    const { code, stdout, calls } = await world(recorded).script("flux-status.sh");
    expect(code).toBe(1);
    expect(stdout).toMatchInlineSnapshot(`
      "CONTROLLER  READY  IMAGE

      KIND            NAME                                  READY      REVISION
      GitRepository   flux-system/applications              True       main@sha1:5f19a8b9b4b
      GitRepository   flux-system/dev-environment           True       main@sha1:5f19a8b9b4b
      GitRepository   flux-system/flux-system               True       main@sha1:5f19a8b9b4b
      GitRepository   flux-system/infrastructure            True       main@sha1:5f19a8b9b4b
      GitRepository   flux-system/production-environment    True       main@sha1:5f19a8b9b4b
      GitRepository   flux-system/staging-environment       True       main@sha1:5f19a8b9b4b
      GitRepository   ingress-controllers/gateway-api       True       v1.6.1@sha1:1f19a8b9b4b
      HelmRepository  ingress-controllers/traefik           Unknown    -
      HelmRepository  monitoring/prometheus-community       True       sha256:8c2f1b1e6
      Kustomization   flux-system/applications-sync         True       main@sha1:5f19a8b9b4b
      Kustomization   flux-system/dev-sync                  True       main@sha1:5f19a8b9b4b
      Kustomization   flux-system/flux-system               True       main@sha1:5f19a8b9b4b
      Kustomization   flux-system/infrastructure-sync       True       main@sha1:5f19a8b9b4b
      Kustomization   flux-system/production-sync           False      -
      Kustomization   flux-system/staging-sync              True       main@sha1:5f19a8b9b4b
      Kustomization   ingress-controllers/gateway-api-crds  Unknown    -
      HelmRelease     ingress-controllers/traefik           Unknown    -
      HelmRelease     monitoring/kube-prometheus-stack      True       88.5.2

      14 of 18 are ready.
        HelmRepository ingress-controllers/traefik: no status yet
        Kustomization flux-system/production-sync: health check failed after 5m0s: timeout waiting for: [Deployment/production/app status: 'InProgress']
        Kustomization ingress-controllers/gateway-api-crds: no status yet
        HelmRelease ingress-controllers/traefik: no status yet
      "
    `);
    expect(calls.at(-1)).toContain("artifactgenerators.source.extensions.fluxcd.io");
  });

  it("is content when everything is ready", async () => {
    const ready = recorded.split("\n").filter((line) => line.split("\t")[2] === "True");
    const { code, stdout } = await world(`${ready.join("\n")}\n`).script("flux-status.sh");
    expect(code).toBe(0);
    expect(stdout).toMatch(/\n14 of 14 are ready\.\n$/);
  });

  it("knows suspended objects, OCI repositories and messages of several lines", async () => {
    const { code, stdout } = await world(
      "Kustomization\ta/one\tTrue\ttrue\t\tmain@sha1:0123456789abcdef\tApplied\n" +
        "HelmRepository\ta/two\t\t\toci\t\t\n" +
        "HelmRelease\ta/three\tFalse\t\t\t\tfirst line\nsecond line\n",
    ).script("flux-status.sh");
    expect(code).toBe(1);
    expect(stdout).toContain("1 of 3 are ready.\n  Kustomization a/one: is suspended\n");
    expect(stdout).toContain("  HelmRelease a/three: first line\n");
    expect(stdout).not.toContain("second line");
  });

  it("does not ask for ArtifactGenerators where there is no source-watcher", async () => {
    const { calls } = await world(recorded)
      .answer({ call: "kubectl * customresourcedefinition artifactgenerators*", reply: "" })
      .script("flux-status.sh");
    expect(calls.at(-1)).not.toContain("artifactgenerators");
  });

  it("says that Flux is not there, or has nothing to do", async () => {
    const none = await world("")
      .answer({ call: "kubectl * -o name namespace flux-system", reply: "" })
      .script("flux-status.sh");
    expect(none.code).toBe(2);
    expect(none.stderr).toContain(
      "Flux is not installed in this cluster.\n  Try: make flux-install",
    );
    const idle = await world("").script("flux-status.sh");
    expect(idle.code).toBe(1);
    expect(idle.stderr).toContain("Flux is installed, but it has nothing to do.");
  });
});

describe.skipIf(NO_BASH)("flux-reconcile.sh", () => {
  const world = () => worldWithCluster("flux").answer({ call: `${FLUX} reconcile *` });
  const reconciled = (calls: readonly string[]) =>
    calls.filter((call) => call.startsWith("flux")).map((call) => call.split(" ")[5]);

  it("goes in the order of the dependencies", async () => {
    const { code, calls } = await world().script("flux-reconcile.sh", { SYNC_TIMEOUT: "7m" });
    expect(code).toBe(0);
    expect(reconciled(calls)).toEqual([
      ...["flux-system", "infrastructure-sync", "applications-sync"],
      ...["dev-sync", "staging-sync", "production-sync"],
    ]);
    expect(calls.at(-1)).toBe(
      `${FLUX} reconcile kustomization production-sync --with-source --timeout=7m`,
    );
  });

  it("stops at the first that fails", async () => {
    const { code, stderr, calls } = await world()
      .answer({ call: "flux * infrastructure-sync *", code: 1 })
      .script("flux-reconcile.sh");
    expect(code).toBe(1);
    expect(stderr).toContain("infrastructure-sync is not applied.");
    expect(reconciled(calls)).toEqual(["flux-system", "infrastructure-sync"]);
  });

  it("says that Flux does not follow the repository", async () => {
    const { code, stderr } = await world()
      .answer({ call: "kubectl * -o name customresourcedefinition *", reply: "" })
      .script("flux-reconcile.sh");
    expect(code).toBe(2);
    expect(stderr).toContain("Flux does not follow the repository in this cluster.");
  });
});

describe.skipIf(NO_BASH)("setup-all.sh", () => {
  const everything = () =>
    new World(["docker", "kind", "kubectl", "flux", "npm"]).answer(
      { call: "docker inspect -f {{.State.Running}} *", reply: "true\n" },
      { call: "docker port *", reply: "127.0.0.1:5001\n" },
      { call: "docker info *", reply: `${8 * 2 ** 30}\n` },
      // Where this machine really has a registry, it is ours.
      { call: "docker ps --filter *", reply: "kind-registry\n" },
      { call: "kubectl *get --ignore-not-found -o name *", reply: "" },
      { call: "*" },
    );

  it("takes the steps in order", async () => {
    const before = everything();
    writeFileSync(join(before.folder, "Dockerfile"), "");
    // Nothing is deployed by stand-ins: the last step, the status, says so.
    const { code, stdout, stderr } = await before.script("setup-all.sh", {
      APP_SOURCE: before.folder,
      KIND_CONFIG: "/dev/null",
    });
    expect(stdout.match(/^\[.*/gm)).toEqual([
      "[1/7] check-deps.sh",
      "[2/7] create-cluster.sh",
      "[3/7] app-image.sh build",
      "[4/7] app-image.sh push",
      "[5/7] flux-install.sh",
      "[6/7] app-deploy.sh --all",
      "[7/7] cluster-status.sh",
    ]);
    expect(stderr).toContain(
      "Step 7 of 7 failed.\n  Try: what it says above, and then make setup-all",
    );
    expect(code).toBe(1);
  });

  it("stops at the step that fails, with its exit code", async () => {
    const { code, stdout, stderr } = await everything()
      .answer({ call: "docker build *", code: 1 })
      .script("setup-all.sh", { APP_SOURCE: "/nowhere", KIND_CONFIG: "/dev/null" });
    expect(code).toBe(2);
    expect(stderr).toContain("There is no /nowhere/Dockerfile.");
    expect(stderr).toContain("Step 3 of 7 failed.");
    expect(stdout).not.toContain("[4/7]");
  });
});
