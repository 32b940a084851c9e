import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { NO_KUSTOMIZE } from "../support/kustomize.ts";
import { ROOT, run, temporaryFolder } from "../support/project.ts";

const VALID = join(ROOT, "test", "fixtures", "rules", "valid");

it.skipIf(NO_KUSTOMIZE)("kinds without a schema are counted and named", async () => {
  const { code, stdout } = await run(["validate", "--repo", join(VALID, "schema--kind")]);
  expect(code).toBe(0);
  expect(stdout).toContain("\n1 kind without a schema: acme.example.com Widget (1).\n");
});

it.skipIf(NO_KUSTOMIZE)("and not mentioned where every kind has one", async () => {
  const { stdout } = await run(["validate", "--repo", join(VALID, "api-version")]);
  expect(stdout).toMatch(/^✓ No findings in 3 files, 2 objects, 1 build with \w+\.\n$/);
});

it.skipIf(NO_KUSTOMIZE)(
  "builds a folder whose generator reads a file that is no text",
  async () => {
    const folder = temporaryFolder();
    const kustomization = "configMapGenerator:\n  - name: logo\n    files: [logo.png]\n";
    writeFileSync(join(folder, "kustomization.yaml"), kustomization);
    writeFileSync(join(folder, "logo.png"), Buffer.from([0x89, 0x50, 0x4e, 0x47, 0xff]));
    const { code, stdout } = await run(["validate", "--repo", folder]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^✓ No findings in 1 files?, 1 objects?, 1 build with \w+\.\n$/);
  },
);

it("says which folder was not built, and why, where a manifest is no text", async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "kustomization.yaml"), "patches: [{ path: a.bin }]\n");
  writeFileSync(join(folder, "a.bin"), Buffer.from([0x89, 0xff]));
  const { code, stdout } = await run(["validate", "--repo", folder]);
  expect(code).toBe(0);
  expect(stdout).toContain("\nNot built: .: a.bin can't be read: it is not UTF-8 text.\n");
});
