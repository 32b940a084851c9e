import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { copyOfMonorepo, MONOREPO } from "../support/project.ts";
import { NO_BASH, World, worldWithCluster } from "./world.ts";

const IMAGE = "localhost:5001/demo-app:1.0.0";
const KUBECTL = "kubectl --context kind-flux-cd";

describe.skipIf(NO_BASH)("app-image.sh", () => {
  const world = () => {
    const made = new World(["docker"]).answer(
      { call: "docker info" },
      { call: "docker build *" },
      { call: "docker image inspect *" },
      { call: "docker inspect -f {{.State.Running}} kind-registry", reply: "true\n" },
      { call: "docker push *" },
    );
    mkdirSync(join(made.folder, "source"));
    writeFileSync(join(made.folder, "source", "Dockerfile"), "");
    return made;
  };

  it("builds the image that the base deploys", async () => {
    const before = world();
    const source = join(before.folder, "source");
    const { code, calls } = await before.script("app-image.sh", { APP_SOURCE: source }, "build");
    expect(code).toBe(0);
    expect(calls).toEqual(["docker info", `docker build --tag ${IMAGE} ${source}`]);
  });

  it("pushes it", async () => {
    const { code, calls } = await world().script("app-image.sh", {}, "push");
    expect(code).toBe(0);
    expect(calls.at(-1)).toBe(`docker push ${IMAGE}`);
  });

  it.each([
    {
      args: ["push"],
      call: "docker image inspect *",
      message: "is not built.\n  Try: make app-build",
    },
    {
      args: ["push"],
      call: "docker inspect *",
      message: "does not run.\n  Try: make create-cluster",
    },
    { args: ["push"], call: "docker info", message: "its engine does not answer" },
    { args: [], call: "none", message: "app-image.sh build, or app-image.sh push" },
  ])("says what has to come first: $message", async ({ args, call, message }) => {
    const { code, stderr, calls } = await world()
      .answer({ call, code: 1 })
      .script("app-image.sh", {}, ...args);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
    expect(calls.join()).not.toContain("docker push");
  });

  it("refuses an app from another registry, or one that there is not", async () => {
    const monorepo = copyOfMonorepo();
    const base = join(monorepo, "applications", "base-shop-config");
    mkdirSync(base);
    writeFileSync(
      join(base, "deployment.yaml"),
      "      - image: 'ghcr.io/acme/shop:1.4.2' # ours\n",
    );
    const env = { FLUX_CD: monorepo, APP: "shop" };
    const shop = await world().script("app-image.sh", env, "build");
    expect(shop.code).toBe(2);
    expect(shop.stderr).toContain("shop deploys ghcr.io/acme/shop:1.4.2, which is not an image");
    const none = await world().script("app-image.sh", { APP: "none" }, "build");
    expect(none.code).toBe(2);
    expect(none.stderr).toContain("APP=none has no ");
  });
});

describe.skipIf(NO_BASH)("app-deploy.sh", () => {
  /** A cluster without Flux. */
  const world = () =>
    worldWithCluster("flux").answer(
      { call: "kubectl * -o name customresourcedefinition kustomizations.*", reply: "" },
      { call: "kubectl kustomize *", reply: "kind: Namespace\n" },
      { call: `${KUBECTL} apply -f -`, reply: "applied\n" },
      { call: `${KUBECTL} -n * rollout status *` },
      { call: `${KUBECTL} -n flux-system wait *` },
      { call: "flux --context kind-flux-cd reconcile *" },
    );
  const withFlux = () =>
    world().answer({
      call: "kubectl * -o name customresourcedefinition kustomizations.*",
      reply: "x",
    });
  const doing = (calls: readonly string[]) => calls.filter((call) => !/ get | \/readyz/.test(call));

  it("applies the working copy where there is no Flux", async () => {
    const before = world();
    const { code, calls } = await before.script("app-deploy.sh");
    expect(code).toBe(0);
    const overlay = join(MONOREPO, "applications/mock-cluster-aka-namespaces/dev");
    expect(doing(calls).sort()).toEqual([
      // A pipe: the two start at the same time.
      `${KUBECTL} -n dev rollout status deployment/app --timeout=3m`,
      `${KUBECTL} apply -f -`,
      `kubectl kustomize --load-restrictor=LoadRestrictionsNone ${overlay}`,
    ]);
    expect(before.file("stdin")).toBe("kind: Namespace\n");
  });

  it("leaves it to Flux where Flux syncs the environment", async () => {
    const { code, calls } = await withFlux().script("app-deploy.sh", { SYNC_TIMEOUT: "7m" });
    expect(code).toBe(0);
    // The environment's sync is there only after these two.
    const waits = ["infrastructure-sync", "applications-sync", "dev-sync"].map(
      (sync) =>
        `${KUBECTL} -n flux-system wait kustomizations.kustomize.toolkit.fluxcd.io/${sync}` +
        " --for=condition=Ready --timeout=7m",
    );
    expect(doing(calls)).toEqual([
      ...waits,
      "flux --context kind-flux-cd reconcile kustomization dev-sync --with-source",
      `${KUBECTL} -n dev rollout status deployment/app --timeout=3m`,
    ]);
  });

  it("takes every environment in the rollout's order with --all", async () => {
    const { code, stdout } = await world().script("app-deploy.sh", {}, "--all");
    expect(code).toBe(0);
    expect(stdout.match(/^==> \w+/gm)).toEqual(["==> dev", "==> staging", "==> production"]);
  });

  it.each([
    { call: `${KUBECTL} -n * rollout *`, message: "app is not rolled out in dev." },
    { call: `${KUBECTL} apply *`, message: "" },
    { call: "kubectl kustomize *", message: "" },
  ])("fails when this does: $call", async ({ call, message }) => {
    const { code, stderr } = await world().answer({ call, code: 1 }).script("app-deploy.sh");
    expect(code).toBe(1);
    expect(stderr).toContain(message);
  });

  it("applies nothing itself for an environment that is not pushed yet", async () => {
    const { code, stderr, calls } = await withFlux()
      .answer({ call: "kubectl * -n flux-system kustomizations.* dev-sync", reply: "" })
      .script("app-deploy.sh");
    expect(code).toBe(1);
    expect(stderr).toContain("dev-sync is not in the cluster.\n  Try: is it committed and pushed?");
    expect(calls.join()).not.toContain(" apply ");
  });

  it.each([
    { call: `${KUBECTL} -n flux-system wait */dev-sync *`, message: "dev-sync did not become" },
    { call: "flux *", message: "Flux could not sync dev." },
  ])("fails with Flux when this does: $call", async ({ call, message }) => {
    const { code, stderr } = await withFlux().answer({ call, code: 1 }).script("app-deploy.sh");
    expect(code).toBe(1);
    expect(stderr).toContain(message);
    expect(stderr).toContain("Try: make flux-status");
  });

  it("refuses an environment that there is not", async () => {
    const { code, calls } = await world().script("app-deploy.sh", { ENV: "qa" });
    expect(code).toBe(2);
    expect(calls).toEqual([]);
  });
});

describe.skipIf(NO_BASH)("port-forward.sh and grafana.sh", () => {
  it("opens an app", async () => {
    const { code, calls } = await worldWithCluster()
      .answer({ call: `${KUBECTL} -n staging port-forward *` })
      .script("port-forward.sh", { ENV: "staging", LOCAL_PORT: "9000" });
    expect(code).toBe(0);
    expect(calls.at(-1)).toBe(`${KUBECTL} -n staging port-forward service/app 9000:http`);
  });

  it("opens Grafana and says how to log in", async () => {
    const { code, stdout, calls } = await worldWithCluster()
      .answer(
        { call: "kubectl * get secret kube-prometheus-stack-grafana *", reply: "pass-word" },
        { call: `${KUBECTL} -n monitoring port-forward *` },
      )
      .script("grafana.sh");
    expect(code).toBe(0);
    expect(stdout).toContain("http://localhost:3000");
    expect(stdout).toContain("Password:  pass-word\n");
    expect(calls.at(-1)).toBe(
      `${KUBECTL} -n monitoring port-forward service/kube-prometheus-stack-grafana 3000:80`,
    );
  });

  it.each([
    { script: "port-forward.sh", message: "app is not deployed in dev.\n  Try: make app-deploy" },
    { script: "grafana.sh", message: "Grafana is not installed (yet).\n  Try: make monitoring" },
  ])("$script says what is missing", async ({ script, message }) => {
    const { code, stderr } = await worldWithCluster()
      .answer({ call: "kubectl * get --ignore-not-found -o name -n * service *", reply: "" })
      .script(script);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });
});
