import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { fluxKustomizationsIn } from "../../generators/repository/objects.ts";
import { parseYaml } from "../../generators/yaml/parse.ts";
import { changedBy, contentsOf } from "../support/artifacts.ts";
import { build, NO_KUSTOMIZE } from "../support/kustomize.ts";
import {
  BIN,
  copyOfMonorepo,
  filesBelow,
  interact,
  KEYS,
  run,
  temporaryFolder,
} from "../support/project.ts";
import { type BadInput, expectRefusal } from "../support/refusal.ts";

const OVERLAYS = "applications/mock-cluster-aka-namespaces";
const CHECKOUT = "new:app --name checkout --image ghcr.io/acme/checkout:1.4.2 --env dev,staging";
const { enter, down, space } = KEYS;

async function changed(...commands: string[]): Promise<string> {
  const folder = copyOfMonorepo();
  for (const command of commands) {
    const ended = await run([...command.split(" "), "--repo", folder, "--yes", "--no-render"]);
    expect(ended.code, ended.stderr).toBe(0);
  }
  return folder;
}

describe("a commit reconciles only what it reaches", () => {
  it.each([
    ["an app's base", "applications/base-checkout-config/deployment.yaml", ["dev", "staging"]],
    ["another app's base", "applications/base-app-config/service.yaml", ["dev", "staging", "prod"]],
    ["an overlay", `${OVERLAYS}/staging/kustomization.yaml`, ["staging"]],
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
    const folder = await changed("artifacts", CHECKOUT);
    if (file.endsWith("README.md")) writeFileSync(join(folder, file), "");
    const environments = { dev: "dev", staging: "staging", prod: "production" };
    const expected = names.map((name) =>
      name in environments ? `${environments[name as "dev"]}-environment` : name,
    );
    expect(changedBy(folder, file).sort()).toEqual(expected.sort());
  });

  it("one app alone, where the environment is its own", async () => {
    const folder = await changed(
      "artifacts",
      "new:app --name checkout --image ghcr.io/acme/checkout:1.4.2 --env dev",
      "new:env --name shop --from dev --apps checkout",
    );
    expect(changedBy(folder, "applications/base-app-config/service.yaml")).not.toContain(
      "shop-environment",
    );
    expect(changedBy(folder, "applications/base-checkout-config/service.yaml")).toContain(
      "shop-environment",
    );
  });
});

describe("an artifact holds what its sync builds", () => {
  it.skipIf(NO_KUSTOMIZE).each([
    ["the whole repository", ["artifacts"]],
    ["an app that came later", ["artifacts", CHECKOUT]],
    ["an environment that came later", ["artifacts", "new:env --name qa --artifacts"]],
    [
      "a component that came later",
      ["artifacts", "new:component --repo https://charts.example.com --chart shop --version 1.x"],
    ],
    ["a policy that came later", ["artifacts", "new:image-policy --env dev"]],
  ])("%s", async (_what, commands) => {
    const folder = await changed(...commands);
    const artifacts = contentsOf(filesBelow(folder));
    const syncs = [...filesBelow(folder)].flatMap(([path, text]) =>
      path.endsWith(".yaml") && !path.startsWith("applications/base")
        ? fluxKustomizationsIn(parseYaml(path, text))
        : [],
    );
    const reading = syncs.filter(({ source }) => source.kind === "ExternalArtifact");
    expect(reading.length).toBeGreaterThanOrEqual(5);
    for (const sync of reading) {
      const copy = temporaryFolder();
      for (const [path, text] of artifacts.get(sync.source.name) ?? []) {
        mkdirSync(dirname(join(copy, path)), { recursive: true });
        writeFileSync(join(copy, path), text);
      }
      const whole = build(join(folder, "..", sync.path));
      expect(build(join(copy, sync.path)), sync.name).toBe(whole);
    }
  });

  it.skipIf(NO_KUSTOMIZE)("and every rule knows the repository that is split", async () => {
    const folder = await changed("artifacts", CHECKOUT);
    const { code, stdout } = await run(["validate", "--repo", folder]);
    expect(stdout).toContain("No findings");
    expect(stdout).toContain("6 builds");
    expect(code).toBe(0);
  });

  it("and nothing that is gone: its copy would fail the whole artifact", async () => {
    const folder = await changed("artifacts");
    const before = readFileSync(join(folder, "bootstrap", "artifacts.yaml"), "utf8");
    for (const command of [CHECKOUT, "remove:app --name checkout"]) {
      const ended = await run([...command.split(" "), "--repo", folder, "--yes", "--no-render"]);
      expect(ended.code, ended.stderr).toBe(0);
    }
    expect(readFileSync(join(folder, "bootstrap", "artifacts.yaml"), "utf8")).toBe(before);
  });

  it("a copy that a person wrote counts", async () => {
    const folder = await changed("artifacts --sync dev-sync");
    const path = join(folder, "bootstrap", "artifacts.yaml");
    const text = readFileSync(path, "utf8");
    writeFileSync(
      path,
      text
        .replaceAll("base-app-config/", "base-*/")
        .replace("base-*/**", "base-*")
        .replace('to: "@artifact/flux-cd/applications/base-*/"', 'to: "@artifact/"'),
    );
    const { code, stderr, stdout } = await run([
      ...CHECKOUT.split(" "),
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
  const sync = join(folder, OVERLAYS, "dev", "sync.yaml");
  const components = "  components:\n    - ../../base-app-config\n    - ../../../extra\n";
  mkdirSync(join(folder, "extra"));
  writeFileSync(join(folder, "extra", "kustomization.yaml"), "kind: Component\nresources: []\n");
  appendFileSync(sync, components);
  const applications = join(folder, "bootstrap", "infrastructure.yaml");
  const text = readFileSync(applications, "utf8");
  writeFileSync(
    applications,
    text.replace("path: ./flux-cd/infrastructure", "path: ./flux-cd/plain"),
  );
  const args = ["artifacts", "--repo", folder, "--yes", "--no-render"];
  const { code, stderr } = await run(args);
  expect(code, stderr).toBe(0);
  const artifacts = contentsOf(filesBelow(folder));
  expect([...(artifacts.get("infrastructure")?.keys() ?? [])]).toEqual(["flux-cd/plain/a.yaml"]);
  expect(artifacts.get("dev-environment")?.has("flux-cd/extra/kustomization.yaml")).toBe(true);
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

  it("everything is split already", async () => {
    const folder = await changed("artifacts");
    const before = filesBelow(folder);
    const { code, stderr } = await run(["artifacts", "--repo", folder, "--yes"]);
    expect(stderr).toContain(
      "Every Flux Kustomization of this repository reads an artifact already.",
    );
    expect(code).toBe(1);
    expect(filesBelow(folder)).toEqual(before);
  });

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
        ["Write these 5 files?", enter],
      ],
    );
    expect(code, stderr).toBe(0);
    expect(stderr).toContain(
      "A commit to the base of app reconciles: dev-sync, staging-sync, production-sync.",
    );
    expect(filesBelow(folder).get("bootstrap/artifacts.yaml")).not.toContain(
      "infrastructure/kustomization",
    );
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
