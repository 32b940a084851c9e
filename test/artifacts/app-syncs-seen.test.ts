import { execFileSync } from "node:child_process";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ClusterDiff } from "../../generators/review/comparison.ts";
import { KUSTOMIZE, NO_STAND_IN, object, ready, StandIn } from "../status/cluster.ts";
import { applied, shipped, sync } from "../status/shipped.ts";
import { NO_KUSTOMIZE } from "../support/kustomize.ts";
import { copyOfMonorepo, filesBelow, generate, run, temporaryFolder } from "../support/project.ts";

const OVERLAYS = "applications/mock-cluster-aka-namespaces";
const ARTIFACTS = "bootstrap/artifacts.yaml";
const QA = `${OVERLAYS}/qa`;
const COMMANDS = [
  "new:app --name checkout --image ghcr.io/acme/checkout:1.4.2 --expose ingress --host checkout.example.com",
  "new:app --name worker --image ghcr.io/acme/worker:1.0.0 --replicas 2 --env staging",
  "new:env --name qa --artifacts --after staging --app app,checkout,worker --size medium",
  "new:env --name uat --artifacts --after qa --app app,checkout",
  "new:env --name solo --artifacts --after uat --app worker",
  "new:env --name late --after solo --app app",
];

describe.skipIf(NO_KUSTOMIZE)("environments whose apps have syncs of their own", () => {
  let folder: string;
  let remove: () => void;
  afterAll(() => remove());
  beforeAll(async () => {
    folder = copyOfMonorepo((clean) => {
      remove = clean;
    });
    await generate(folder, ...COMMANDS);
    const git = (...args: string[]) =>
      execFileSync("git", [
        "-C",
        dirname(folder),
        "-c",
        "user.name=t",
        "-c",
        "user.email=t@x",
        ...args,
      ]);
    git("init", "--quiet");
    git("add", "--all");
    git("commit", "--quiet", "--message", "Before");
  }, 30_000);

  /** A copy with its history. */
  const copied = () => {
    const copy = join(temporaryFolder(), "project");
    cpSync(dirname(folder), copy, { recursive: true });
    return join(copy, "flux-cd");
  };
  const edit = (path: string, from: string | RegExp, to: string) => {
    const text = readFileSync(path, "utf8");
    expect(text).toMatch(from);
    writeFileSync(path, text.replace(from, to));
  };
  const edited = (path: string, from: string | RegExp, to: string) => {
    const repo = copied();
    edit(join(repo, path), from, to);
    return repo;
  };

  it.each(["table", "json", "tree", "mermaid"])("list shows them as %s", async (format) => {
    const { code, stdout, stderr } = await run(["list", "--format", format, "--repo", folder]);
    expect(code, stderr).toBe(0);
    await expect(stdout).toMatchFileSnapshot(`../fixtures/list/app-syncs-${format}.txt`);
  });

  it("drift finds nothing between one of them and one with a single sync", async () => {
    const args = ["drift", "--env", "staging,qa", "--strict", "--repo", folder];
    const { code, stdout } = await run(args);
    expect(stdout).toMatch(/^staging -> qa: 0 surprising differences, \d expected\.$/m);
    // The quota was made for three apps at once.
    expect(stdout).not.toMatch(/^(?!sizing +ResourceQuota)\w+ {2,}\w+ \w+ {2,}spec/m);
    expect(code).toBe(0);
  });

  it("drift finds what an app's own overlay changes, and compares each two once", async () => {
    const repo = edited(`${QA}/apps/checkout/kustomization.yaml`, /$/, "nameSuffix: -x\n");
    const { stdout } = await run(["drift", "--env", "qa,uat", "--repo", repo]);
    expect(stdout).toContain("In qa; not in uat\n");
    expect(stdout).toContain("  ✗ Deployment checkout-x\n");
    const all = await run(["drift", "--repo", folder]);
    expect(all.stdout).toMatch(/^dev -> staging -> qa -> uat -> solo -> late -> production: /);
  });

  it("drift builds no app of an environment that is not compared", async () => {
    const cache = temporaryFolder();
    const args = ["drift", "--env", "qa,staging", "--repo", folder];
    await run(args, { env: { XDG_CACHE_HOME: cache } });
    const texts = [...filesBelow(cache).values()].join("");
    const built = ["dev", "staging", "qa", "uat", "solo"].filter((name) =>
      texts.includes(`"environment":"${name}"`),
    );
    expect(built).toEqual(["staging", "qa"]);
  });

  it("drift says which app of an environment can't be built", async () => {
    const repo = edited(`${QA}/apps/checkout/kustomization.yaml`, "every-app", "every-ap");
    const { code, stderr } = await run(["drift", "--repo", repo]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/qa can't be compared: .*\n.*\/qa\/apps\/checkout\n/);
  });

  it("diff shows the same change in several of them once, and draws what it reaches", async () => {
    const repo = edited(
      "applications/base-checkout-config/deployment.yaml",
      "image: ghcr.io/acme/checkout:1.4.2",
      "image: ghcr.io/acme/checkout:1.5.0",
    );
    const { stdout } = await run(["diff", "--base", "HEAD", "--repo", repo]);
    expect(stdout).toContain("Deployment checkout: changed in dev, staging, qa, uat, production\n");
    expect(stdout).toMatch(/^qa +qa-checkout-sync +- +1 /m);
    const json = await run(["diff", "--base", "HEAD", "--format", "json", "--repo", repo]);
    const { nodes, edges } = (JSON.parse(json.stdout) as ClusterDiff).graph;
    const label = (id: string) => nodes.find((node) => node.id === id)?.label;
    const to = nodes.find(({ kind, label: name }) => kind === "environment" && name === "qa");
    expect(to?.state).toBe("changed");
    expect(edges.filter((edge) => edge.to === to?.id).map(({ from }) => label(from))).toEqual([
      "qa-checkout-sync",
    ]);
    expect(nodes.map((node) => node.label)).not.toContain("qa-app-sync");
  });

  it("diff draws an environment that gets an app as one that changes", async () => {
    const repo = copied();
    await generate(repo, "new:app --name cart --image ghcr.io/acme/cart:1.0.0 --env qa");
    const { stdout } = await run(["diff", "--base", "HEAD", "--format", "json", "--repo", repo]);
    const { nodes } = (JSON.parse(stdout) as ClusterDiff).graph;
    expect(nodes).toContainEqual(
      expect.objectContaining({ kind: "environment", label: "qa", state: "changed" }),
    );
    expect(nodes).toContainEqual(
      expect.objectContaining({ kind: "sync", label: "qa-cart-sync", state: "new" }),
    );
  });

  it.skipIf(NO_STAND_IN)("status shows an app's sync in its environment", async () => {
    const waiting = ready("False", "HealthCheckFailed", "health check failed after 5m0s");
    const standIn = new StandIn([
      ...shipped({
        "qa-sync": sync("qa-sync"),
        "qa-app-sync": sync("qa-app-sync"),
        "qa-checkout-sync": sync("qa-checkout-sync", waiting),
      }),
      object(KUSTOMIZE, "Kustomization", "flux-system/other", applied()),
    ]);
    const { code, stdout } = await standIn.status("--repo", folder);
    expect(code).toBe(1);
    expect(stdout.replaceAll(/ {2,}/g, "  ")).toContain(
      [
        "qa  flux-system/qa-sync  ready  10m  main@sha1:5f19a8b9  3d",
        "  flux-system/qa-app-sync  ready  10m  main@sha1:5f19a8b9  3d",
        "  flux-system/qa-checkout-sync  not ready  10m  -  3d",
        "  health check failed after 5m0s",
        "  flux-system/qa-worker-sync  missing  -  -  -",
      ].join("\n"),
    );
    const others = stdout.slice(stdout.indexOf("OTHER SYNCS"));
    expect(others).not.toMatch(/^Kustomization +flux-system\/qa-/m);
    const json = JSON.parse((await standIn.status("--repo", folder, "--format", "json")).stdout);
    const qa = json.environments.find(({ name }: { name: string }) => name === "qa");
    const states = qa.appSyncs.map(({ name, state }: Record<string, string>) => [name, state]);
    expect(states).toEqual([
      ["qa-app-sync", "ready"],
      ["qa-checkout-sync", "not ready"],
      ["qa-worker-sync", "missing"],
    ]);
    const counted =
      Object.values(json).flat().length +
      json.environments.flatMap((each: { appSyncs?: object[] }) => each.appSyncs ?? []).length;
    const [, total] = /of (\d+) objects are not ready/.exec(stdout) ?? [];
    // Two of the values are the context and whether all is ready.
    expect(Number(total)).toBe(counted - 2);
  });

  it("an alert tells of the apps' syncs, and of what they are made of", async () => {
    const repo = copied();
    const args = ["new:alert", "--type", "slack", "--env", "qa", "--repo", repo, "--yes"];
    const { code, stderr } = await run(args);
    expect(code, stderr).toBe(0);
    expect(stderr).toContain(
      "Failures of qa-sync, qa-environment, qa-app-sync, qa-checkout-sync, qa-worker-sync go to slack.",
    );
    const text = readFileSync(join(repo, "bootstrap/notifications.yaml"), "utf8");
    const sources = [...text.matchAll(/- kind: (\S+)\n +name: (\S+)/g)].map(([, ...each]) => each);
    expect(sources).toEqual([
      ["Kustomization", "qa-sync"],
      ["GitRepository", "qa-environment"],
      ["ArtifactGenerator", "qa-environment"],
      ...["qa-app-sync", "qa-checkout-sync", "qa-worker-sync"].flatMap((name) => [
        ["Kustomization", name],
        ["ArtifactGenerator", name],
      ]),
    ]);
    const status = "new:alert --type github --name commits --env qa".split(" ");
    expect((await run([...status, "--repo", repo, "--yes"])).stderr).toContain(
      "All events of qa-sync, qa-app-sync, qa-checkout-sync, qa-worker-sync go to github.",
    );
  });

  it("validate finds nothing in them, nor with a copy and artifacts for all", async () => {
    const { code, stdout } = await run(["validate", "--repo", folder]);
    expect(stdout).toContain("✓ No findings");
    expect(code).toBe(0);
    const repo = copied();
    await generate(repo, "new:env --name copy --from qa", "artifacts");
    expect((await run(["validate", "--repo", repo])).stdout).toContain("✓ No findings");
  });

  const FAULTS: [what: string, path: string, from: string | RegExp, to: string, says: string][] = [
    [
      "a copy that an app's artifact lacks",
      ARTIFACTS,
      / +- from: "@repo\/.*\/qa\/every-app\/\*\*"\n.*\n/,
      "",
      "artifact-path .*The artifact qa-app-sync leaves out ",
    ],
    [
      "an app's overlay that no sync applies",
      `${QA}/sync.yaml`,
      "/qa/apps/worker\n",
      "/qa/apps/app\n",
      "unreached .*No Flux Kustomization applies this overlay",
    ],
    [
      "an app that does not wait for its namespace",
      `${QA}/sync.yaml`,
      / {2}dependsOn:\n {4}- name: qa-sync\n/,
      "",
      "apply-order .*does not depend on qa-sync, which brings the namespace qa",
    ],
    [
      "an app before it that is not there",
      `${OVERLAYS}/uat/sync.yaml`,
      "name: qa-checkout-sync",
      "name: qa-chekcout-sync",
      "sync-reference .*uat-checkout-sync depends on qa-chekcout-sync",
    ],
    [
      "an app that both the environment and its own sync apply",
      `${QA}/kustomization.yaml`,
      "resources:\n",
      "resources:\n  - ../../base-checkout-config\n",
      "two-owners .*are applied by two Flux Kustomizations",
    ],
    [
      "a patch for an app that there is not",
      `${QA}/every-app/kustomization.yaml`,
      "patches:\n",
      `patches:\n  - target: { kind: Deployment, name: chekcout }\n    patch: '[{ "op": "test", "path": "/kind", "value": "x" }]'\n`,
      "patch-without-effect .*This patch is for the Deployment chekcout",
    ],
    [
      "a quota that its apps exceed together",
      `${QA}/resourcequota.yaml`,
      /limits.cpu: .*/,
      'limits.cpu: "7"',
      "quota .*The quota of qa is too small: at their maximum its apps take limits.cpu ",
    ],
  ];

  it("validate finds what is wrong with them, each by its rule", async () => {
    const repo = copied();
    for (const [, path, from, to] of FAULTS) edit(join(repo, path), from, to);
    const { code, stdout } = await run(["validate", "--repo", repo]);
    const lines = stdout.replaceAll(/\n +/g, " ");
    for (const [what, , , , says] of FAULTS) expect(lines, what).toMatch(new RegExp(says));
    expect(code).toBe(1);
  });

  it("new:app finds a quota too small for all apps together, and raises it", async () => {
    const repo = edited(`${QA}/resourcequota.yaml`, /limits.cpu: .*/, "limits.cpu: 7500m");
    const add = "new:app --name cart --image ghcr.io/acme/cart:1.0.0 --env qa --yes".split(" ");
    const refused = await run([...add, "--repo", repo]);
    expect(refused.stderr).toContain(
      "The quota of qa is too small: at their maximum its apps take limits.cpu 10500m, it allows 7500m",
    );
    expect(refused.code).toBe(1);
    const { code, stderr } = await run([...add, "--raise-quota", "--repo", repo]);
    expect(code, stderr).toBe(0);
    expect(stderr).toContain("Raises limits.cpu in qa to 10500m.\n");
  });
});
