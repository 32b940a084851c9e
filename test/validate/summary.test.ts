import { join } from "node:path";
import { expect, it } from "vitest";
import { NO_KUSTOMIZE } from "../support/kustomize.ts";
import { ROOT, run } from "../support/project.ts";

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
