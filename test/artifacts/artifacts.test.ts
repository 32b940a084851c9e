import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { changedBy, contentsOf } from "../support/artifacts.ts";
import { NO_KUSTOMIZE } from "../support/kustomize.ts";
import {
  BIN,
  copyAfter,
  copyOfMonorepo,
  filesBelow,
  generate,
  interact,
  KEYS,
  run,
} from "../support/project.ts";
import { type BadInput, expectRefusal } from "../support/refusal.ts";

const OVERLAYS = "applications/mock-cluster-aka-namespaces";
/** Until each app has a sync of its own. */
const SPLIT = ["artifacts", "artifacts", "artifacts"];
const CHECKOUT = "new:app --name checkout --image ghcr.io/acme/checkout:1.4.2 --env dev,staging";
const SHOP = "new:component --repo-url https://charts.example.com --chart shop --version 1.x";
const { enter, down, space } = KEYS;

describe("a commit reconciles only what it reaches", () => {
  it.each([
    [
      "an app's base",
      "applications/base-checkout-config/deployment.yaml",
      ["dev-checkout-sync", "staging-checkout-sync"],
    ],
    [
      "another app's base",
      "applications/base-app-config/service.yaml",
      ["dev-app-sync", "staging-app-sync", "production-app-sync"],
    ],
    ["an app's overlay", `${OVERLAYS}/dev/apps/app/kustomization.yaml`, ["dev-app-sync"]],
    [
      "what every app of an environment gets",
      `${OVERLAYS}/staging/every-app/kustomization.yaml`,
      ["staging-app-sync", "staging-checkout-sync"],
    ],
    ["an environment's overlay", `${OVERLAYS}/staging/kustomization.yaml`, ["staging"]],
    [
      "a policy that all include",
      "infrastructure/cross-namespace-netpols/allow-monitoring.yaml",
      ["dev", "staging", "prod"],
    ],
    [
      "a component of the infrastructure",
      "infrastructure/prometheus-stack/helmrelease.yaml",
      ["infrastructure"],
    ],
    ["the list of environments", `${OVERLAYS}/kustomization.yaml`, ["applications"]],
    ["the bootstrap", "bootstrap/sources.yaml", []],
    ["the README of a folder that nothing builds", "infrastructure/README.md", []],
  ])("%s", async (_what, file, names) => {
    const folder = await copyAfter(...SPLIT, CHECKOUT);
    if (file.endsWith("README.md")) writeFileSync(join(folder, file), "");
    const environments = { dev: "dev", staging: "staging", prod: "production" };
    const expected = names.map((name) =>
      name in environments ? `${environments[name as "dev"]}-environment` : name,
    );
    expect(changedBy(folder, file).sort()).toEqual(expected.sort());
  });
});

describe("an artifact holds what its sync builds", () => {
  it.skipIf(NO_KUSTOMIZE)("and every rule knows the repository that is split", async () => {
    const folder = await copyAfter(...SPLIT, CHECKOUT);
    const { code, stdout } = await run(["validate", "--repo", folder]);
    expect(stdout).toContain("No findings");
    expect(stdout).toContain("11 builds");
    expect(code).toBe(0);
  });

  it("and nothing that is gone: its copy would fail the whole artifact", async () => {
    const folder = await copyAfter("artifacts");
    const before = readFileSync(join(folder, "bootstrap", "artifacts.yaml"), "utf8");
    await generate(folder, SHOP, "remove:component --name shop");
    expect(readFileSync(join(folder, "bootstrap", "artifacts.yaml"), "utf8")).toBe(before);
  });

  it("a copy that a person wrote counts", async () => {
    const folder = await copyAfter("artifacts");
    const path = join(folder, "bootstrap", "artifacts.yaml");
    const text = readFileSync(path, "utf8");
    writeFileSync(path, text.replaceAll("infrastructure/prometheus-stack/", "infrastructure/"));
    const { code, stderr, stdout } = await run([
      ...SHOP.split(" "),
      ...["--repo", folder, "--no-render", "--dry-run"],
    ]);
    expect(code, stderr).toBe(0);
    expect(stdout).not.toContain("artifacts.yaml");
    expect(stderr).not.toContain("now holds");
  });
});

it("a sync's components, and a folder without a kustomization file, are copied too", async () => {
  const folder = copyOfMonorepo();
  mkdirSync(join(folder, "plain"));
  writeFileSync(join(folder, "plain", "a.yaml"), "kind: ConfigMap\n");
  const components = "  components:\n    - base-app-config\n    - ../extra\n";
  mkdirSync(join(folder, "extra"));
  writeFileSync(join(folder, "extra", "kustomization.yaml"), "kind: Component\nresources: []\n");
  appendFileSync(join(folder, "bootstrap", "applications.yaml"), components);
  const infrastructure = join(folder, "bootstrap", "infrastructure.yaml");
  const text = readFileSync(infrastructure, "utf8");
  writeFileSync(
    infrastructure,
    text.replace("path: ./flux-cd/infrastructure", "path: ./flux-cd/plain"),
  );
  await generate(folder, "artifacts");
  const artifacts = contentsOf(filesBelow(folder));
  expect([...(artifacts.get("infrastructure")?.keys() ?? [])]).toEqual(["flux-cd/plain/a.yaml"]);
  expect(artifacts.get("applications")?.has("flux-cd/extra/kustomization.yaml")).toBe(true);
});

const BAD_INPUT: BadInput[] = [
  [
    "a sync that does not exist",
    ["artifacts", "--sync", "qa-sync"],
    /"qa-sync" is none of infrastructure-sync, applications-sync, dev-sync/,
  ],
  ["the bootstrap's own sync", ["artifacts", "--sync", "flux-system"], /"flux-system" is none of/],
];

describe("bad input to artifacts is refused with a sentence, and writes nothing", () => {
  it.each(BAD_INPUT)("%s", (_what, args, says) => expectRefusal(args, says));

  it("a file of the same name that is no list of objects", () =>
    expectRefusal(["artifacts"], /artifacts\.yaml is not valid YAML/, (folder) => {
      writeFileSync(join(folder, "bootstrap", "artifacts.yaml"), "a: [\n");
    }));
});

describe("the prompts", () => {
  it("of artifacts take the syncs that are ticked", async () => {
    const folder = copyOfMonorepo();
    const { code, stderr } = await interact(
      [BIN, "artifacts", "--repo", folder],
      [
        ["All right, show the diff", down + enter],
        ["◉ infrastructure-sync", space + down + space + enter],
        ["dev-sync, staging-sync, production-sync", enter],
        ["Write these 3 files?", enter],
      ],
    );
    expect(code, stderr).toBe(0);
    expect(stderr).toContain(
      "Step 1 of 3: dev-sync, staging-sync, production-sync no longer prune",
    );
    expect(filesBelow(folder).has("bootstrap/artifacts.yaml")).toBe(false);
  });

  it("of new:env offer the artifacts", async () => {
    const folder = copyOfMonorepo();
    const { code, stderr } = await interact(
      [BIN, "new:env", "--repo", folder, "--name", "qa"],
      [
        ["Syncs             one, from the whole repository", down.repeat(10) + enter],
        ["needs source-watcher", `y${enter}`],
        ["one for each app, from artifacts", enter],
        ["Write these 13 files?", enter],
      ],
    );
    expect(code, stderr).toBe(0);
    expect(stderr).toContain("source-watcher must run on the cluster");
    expect(filesBelow(folder).get(`${OVERLAYS}/qa/sync.yaml`)).toContain("kind: ExternalArtifact");
  });
});
