import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { check } from "../generators/check/checks.ts";
import { analyse } from "../generators/model/fleet/analysis.ts";
import { schemas } from "./support/analysis.ts";
import { NO_KUSTOMIZE } from "./support/kustomize.ts";
import { apply, filesOf, shippedTexts } from "./support/memory.ts";
import { Model, runAll, STEPS } from "./support/model.ts";
import { BIN, copyOfMonorepo, filesBelow, interact, KEYS, run } from "./support/project.ts";
import { SEED } from "./support/seed.ts";

const APP = { image: "ghcr.io/acme/shop:1.0.0" };
const OVERLAYS = "applications/mock-cluster-aka-namespaces";

/** Forms that the files of a repository may have. */
const FORMS: Record<string, (text: string) => string> = {
  "as shipped": (text) => text,
  CRLF: (text) => text.replaceAll("\n", "\r\n"),
  "no last line end": (text) => text.replace(/\n$/, ""),
  "lists that are not indented": (text) => text.replace(/^ {2}- (?=[\w./-]+$)/gm, "- "),
  "comments at the end": (text) => `${text}# the end\n`,
};

describe.each(Object.entries(FORMS))(
  "what was added and is removed leaves no trace: %s",
  (_, form) => {
    const before = shippedTexts((text) => form(text));

    it.each(["staging", "production", "dev", "none"])("an environment after %s", (after) => {
      const added = apply("new:env", { name: "qa", after }, before);
      expect(added).not.toEqual(before);
      expect(apply("remove:env", { name: "qa" }, added)).toEqual(before);
    });

    it("a copy of an environment", () => {
      const added = apply("new:env", { name: "qa", from: "dev" }, before);
      expect(apply("remove:env", { name: "qa" }, added)).toEqual(before);
    });

    it("an app", () => {
      const added = apply("new:app", { ...APP, name: "shop" }, before);
      expect(added).not.toEqual(before);
      expect(apply("remove:app", { name: "shop" }, added)).toEqual(before);
    });
  },
);

describe("any sequence of commands", () => {
  it("leaves what was asked for, without a finding; the inverse restores every byte", async () => {
    const shipped = shippedTexts();
    await fc.assert(
      fc.asyncProperty(STEPS, async (steps) => {
        const model = new Model();
        const texts = runAll(steps, model, shipped);
        model.expectIn(texts);
        const subject = { ...(await analyse(filesOf(texts), undefined)), schemas };
        const findings = check(subject, ["files", "whole"]);
        expect(findings.map(({ rule, path }) => `${rule} ${path}`)).toEqual(model.findings);
      }),
      { seed: SEED, numRuns: 25 },
    );
  });
});

describe.skipIf(NO_KUSTOMIZE)("remove:env", () => {
  it("says what Flux deletes, loudest first, and writes the removal", async () => {
    const folder = copyOfMonorepo();
    const { code, stderr } = await run([
      "remove:env",
      "--name",
      "staging",
      "--repo",
      folder,
      "--yes",
    ]);
    expect(code, stderr).toBe(0);
    const lines = stderr.split("\n");
    const loud = lines.findIndex((line) =>
      line.startsWith("FLUX WILL DELETE the namespace staging and EVERYTHING IN IT"),
    );
    const counts = lines.findIndex((line) =>
      line.startsWith("Flux deletes 20 objects: 1 ConfigMap"),
    );
    expect(loud).toBeGreaterThan(-1);
    expect(counts).toBeGreaterThan(loud);
    expect(stderr).toContain("production now waits for dev-sync instead of staging-sync.");
    expect(stderr).toContain("Rollout order: dev -> production.");
    const files = filesBelow(folder);
    expect([...files.keys()].filter((path) => path.includes("/staging/"))).toEqual([]);
    expect(files.get("bootstrap/sources.yaml")).not.toContain("staging");
    expect((await run(["validate", "--repo", folder])).code).toBe(0);
  });

  it("in two steps: first Flux lets go, and then nothing is deleted", async () => {
    const folder = copyOfMonorepo();
    const remove = ["remove:env", "--name", "staging", "--repo", folder, "--yes"];
    const first = await run([...remove, "--orphan"]);
    expect(first.code, first.stderr).toBe(0);
    expect(first.stdout).toContain("-  prune: true\n+  prune: false\n");
    expect(first.stderr).toContain("the second step: npm run remove:env -- --name staging");
    const again = await run([...remove, "--orphan"]);
    expect(again.code).toBe(1);
    expect(again.stderr).toContain("staging-sync does not prune: what runs stays as it is.");
    const second = await run(remove);
    expect(second.stderr).toContain("Flux deletes 2 objects: 1 GitRepository, 1 Kustomization.");
    expect(second.stderr).toContain("staging-sync does not prune: 18 objects stay in the cluster");
    expect(second.stderr).not.toContain("FLUX WILL DELETE");
  });

  it("keeps a source that something else reads too", async () => {
    const folder = copyOfMonorepo();
    const sync = join(folder, OVERLAYS, "production/sync.yaml");
    writeFileSync(
      sync,
      readFileSync(sync, "utf8").replace("production-environment", "staging-environment"),
    );
    const { stderr } = await run(["remove:env", "--name", "staging", "--repo", folder, "--yes"]);
    expect(stderr).toContain("staging-environment stays: production-sync reads it too.");
    expect(filesBelow(folder).get("bootstrap/sources.yaml")).toContain("staging-environment");
  });

  it("refuses to leave a kustomization that names what is gone, with its line", async () => {
    const folder = copyOfMonorepo();
    const list = join(folder, "infrastructure/kustomization.yaml");
    writeFileSync(
      list,
      `${readFileSync(list, "utf8")}  - ../${OVERLAYS}/staging/limitrange.yaml\n`,
    );
    const before = filesBelow(folder);
    const { code, stderr } = await run([
      "remove:env",
      "--name",
      "staging",
      "--repo",
      folder,
      "--yes",
    ]);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /resources of infrastructure\/kustomization\.yaml names .*limitrange\.yaml/,
    );
    expect(stderr).toMatch(/infrastructure\/kustomization\.yaml:\d+/);
    expect(filesBelow(folder)).toEqual(before);
  });

  it("wants the name typed at a terminal", async () => {
    const folder = copyOfMonorepo();
    const { code, stderr } = await interact(
      [BIN, "remove:env", "--name", "staging", "--repo", folder, "--no-render"],
      [
        ["All right, show the diff", KEYS.enter],
        ["Write these", KEYS.enter],
        ["Type staging to remove it", `stagin${KEYS.enter}`],
        ["Type staging, or press Ctrl-C", `g${KEYS.enter}`],
      ],
    );
    expect(code, stderr).toBe(0);
    expect(filesBelow(folder).has(`${OVERLAYS}/staging/sync.yaml`)).toBe(false);
  });

  it("writes nothing when that is left", async () => {
    const folder = copyOfMonorepo();
    const before = filesBelow(folder);
    const { code } = await interact(
      [BIN, "remove:env", "--repo", folder, "--no-render"],
      [
        ["Environment to remove", KEYS.enter],
        ["What happens to what runs", KEYS.enter],
        ["All right, show the diff", KEYS.enter],
        ["Write these", KEYS.enter],
        ["Type dev to remove it", KEYS.ctrlC],
      ],
    );
    expect(code).toBe(130);
    expect(filesBelow(folder)).toEqual(before);
  });
});

describe.skipIf(NO_KUSTOMIZE)("remove:app", () => {
  it("in two steps: first its objects are marked to stay", async () => {
    const folder = copyOfMonorepo();
    const remove = ["remove:app", "--name", "app", "--repo", folder, "--yes"];
    const first = await run([...remove, "--orphan"]);
    expect(first.code, first.stderr).toBe(0);
    expect(first.stdout).toContain("+          kustomize.toolkit.fluxcd.io/prune: disabled");
    expect(first.stderr).toContain("Built 3 kustomizations");
    const second = await run(remove);
    expect(second.code, second.stderr).toBe(0);
    // Of a Secret that is created once Flux may never have brought the mark to the cluster.
    expect(second.stderr).toMatch(/^FLUX MAY DELETE Secret dev\/app-secret, .*IfNotPresent/m);
    expect(second.stderr).toContain("12 objects in each of dev, staging, production stay in the");
    expect(second.stderr).not.toContain("Flux deletes");
    expect([...filesBelow(folder).keys()].filter((path) => path.includes("base-app"))).toEqual([]);
  });

  it.each([
    ["remove:app", "--name", "nope"],
    ["remove:env", "--name", "nope"],
    ["remove:app"],
    ["remove:env", "--name", "../dev"],
  ])("%s %s %s is refused with what there is", async (...args) => {
    const { code, stderr } = await run([...args, "--dry-run"]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/Apps: app\.|Environments: dev, staging, production\./);
  });
});
