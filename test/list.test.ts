import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { NO_KUSTOMIZE } from "./support/kustomize.ts";
import { copyOfMonorepo, run } from "./support/project.ts";

const NEW_ENV = "new:env --name qa --after dev --size medium --semver >=1.0.0".split(" ");
const NEW_APP =
  "new:app --name checkout --image ghcr.io/acme/checkout:1.4.2 --env qa,production".split(" ");

describe.skipIf(NO_KUSTOMIZE)("list", () => {
  let folder: string;
  let remove: () => void;
  afterAll(() => remove());
  beforeAll(async () => {
    folder = copyOfMonorepo((clean) => {
      remove = clean;
    });
    for (const command of [NEW_ENV, NEW_APP]) {
      const { code, stderr } = await run([...command, "--repo", folder, "--yes"]);
      expect(code, stderr).toBe(0);
    }
    const quota = join(
      folder,
      "applications/mock-cluster-aka-namespaces/production/resourcequota.yaml",
    );
    writeFileSync(quota, readFileSync(quota, "utf8").replace(/limits.cpu: .*/, 'limits.cpu: "23"'));
  });

  it.each(["table", "json", "tree", "mermaid"])("shows the monorepo as %s", async (format) => {
    const { code, stdout, stderr } = await run(["list", "--format", format, "--repo", folder]);
    expect(code).toBe(0);
    expect(stderr).toBe("");
    await expect(stdout).toMatchFileSnapshot(`fixtures/list/${format}.txt`);
  });

  it("takes figures from the bases with --no-render, and says so", async () => {
    const { code, stdout, stderr } = await run(["list", "--no-render", "--repo", folder]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^qa +dev-sync +qa-environment +semver >=1\.0\.0 +2 to 5 /m);
    expect(stderr).toContain("some figures are those of the bases");
  });

  it("refuses a format that it does not have, and a repository that is none", async () => {
    const format = await run(["list", "--format", "xml"]);
    expect(format.code).toBe(2);
    expect(format.stderr).toContain('There is no format "xml".');
    const repository = await run(["list", "--repo", join(folder, "bootstrap")]);
    expect(repository.code).toBe(1);
    expect(repository.stderr).toContain("This is not a monorepo that the generators know");
    expect(repository.stderr).not.toContain("Nothing was written");
  });
});
