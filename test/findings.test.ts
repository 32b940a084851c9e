import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { NO_KUSTOMIZE } from "./support/kustomize.ts";
import { copyOfMonorepo, run } from "./support/project.ts";

const ENV = ["new:env", "--name", "qa", "--after", "staging"];
const APP = ["new:app", "--name", "checkout", "--image", "ghcr.io/acme/checkout:1.4.2"];
const OVERLAYS = "applications/mock-cluster-aka-namespaces";

describe("what a change does not bring in", () => {
  const edit = (folder: string, path: string, change: (text: string) => string) => {
    const full = join(folder, path);
    writeFileSync(full, change(readFileSync(full, "utf8")));
  };

  it.skipIf(NO_KUSTOMIZE)(
    "a quota that was too small before is shown apart, and refuses nothing",
    async () => {
      const folder = copyOfMonorepo();
      edit(folder, `${OVERLAYS}/staging/resourcequota.yaml`, (text) =>
        text.replace(/pods: .*/, 'pods: "1"'),
      );
      edit(folder, `${OVERLAYS}/staging/kustomization.yaml`, (text) => `${text}# a last word\n`);
      // A source in the bootstrap, a line in the list: staging is not built at all.
      const after = await run([...ENV, "--repo", folder, "--yes"]);
      expect(after.code, after.stderr).toBe(0);
      // The new app makes it worse, and that is its own.
      const app = await run([...APP, "--repo", folder, "--yes"]);
      expect(app.code).toBe(1);
      expect(app.stderr).toMatch(/quota of staging is too small/);
    },
  );

  it("a reference that dangled before is shown apart", async () => {
    const folder = copyOfMonorepo();
    edit(folder, `${OVERLAYS}/dev/sync.yaml`, (text) =>
      text.replace("name: dev-environment", "name: gone"),
    );
    const { code, stderr } = await run([...APP, "--repo", folder, "--yes"]);
    expect(code, stderr).toBe(0);
    expect(stderr).toMatch(
      /Not from this change[\s\S]*dev-sync reads the GitRepository gone, which does not exist/,
    );
  });

  it("but a cycle that it would close is refused, and printed", async () => {
    const folder = copyOfMonorepo();
    edit(folder, `${OVERLAYS}/dev/sync.yaml`, (text) =>
      text.replace("infrastructure-sync", "qa-sync"),
    );
    const { code, stderr } = await run(["new:env", "--name", "qa", "--repo", folder, "--yes"]);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /wait for each other: .*qa-sync -> production-sync -> staging-sync -> dev-sync -> qa-sync|dev-sync -> qa-sync/,
    );
  });
});

describe("what a reader of the diff has to know", () => {
  it("a tag that does not hold the change yet", async () => {
    const { stderr } = await run([...ENV, "--tag", "v1.0.0", "--dry-run", "--no-render"]);
    expect(stderr).toContain(
      "qa follows the tag v1.0.0: until that holds this change, qa-sync is not ready",
    );
  });

  it("a copy that serves the hosts of its original", async () => {
    const folder = copyOfMonorepo();
    await run([
      ...APP,
      "--expose",
      "ingress",
      "--host",
      "checkout.example.com",
      "--repo",
      folder,
      "--yes",
    ]);
    const copy = (from: string) =>
      run(["new:env", "--name", "qa", "--from", from, "--repo", folder, "--dry-run"]);
    expect((await copy("production")).stderr).toContain(
      "qa serves the hosts of production (checkout)",
    );
    expect((await copy("staging")).stderr).not.toContain("serves the hosts");
  });
});
