import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { copyOfMonorepo, MONOREPO, ROOT } from "../support/project.ts";
import { NO_BASH, World, worldWithCluster } from "./world.ts";

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
      `kubectl kustomize --load-restrictor=LoadRestrictionsNone ${join(MONOREPO, "infrastructure")}`,
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
  const world = (code: number) =>
    new World(["kubectl", "npm"]).answer({ call: "npm *", reply: "the table\n", code });

  it.each([0, 1])(
    "is npm run status with these settings, and ends as it does: %s",
    async (ends) => {
      const env = { CLUSTER: "other", FLUX_CD: "/somewhere/flux-cd" };
      const { code, stdout, calls } = await world(ends).script("flux-status.sh", env);
      expect(code).toBe(ends);
      expect(stdout).toBe("the table\n");
      const root = ROOT.replace(/\/$/, "");
      expect(calls).toEqual([
        `npm run --silent --prefix ${root} status -- --context kind-other --repo /somewhere/flux-cd`,
      ]);
    },
  );

  it("says that kubectl is missing", async () => {
    const { code, stderr } = await new World(["npm"]).script("flux-status.sh");
    expect(code).toBe(2);
    expect(stderr).toMatch(/^error: kubectl is not installed\. To install it: /);
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
