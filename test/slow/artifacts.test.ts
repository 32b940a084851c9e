import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { syncsIn } from "../../generators/model/views/objects.ts";
import { contentsOf } from "../support/artifacts.ts";
import { build } from "../support/kustomize.ts";
import { filesOf } from "../support/memory.ts";
import { copyAfter, filesBelow, temporaryFolder } from "../support/project.ts";

/** Until each app has a sync of its own. */
const SPLIT = ["artifacts", "artifacts", "artifacts"];
const CHECKOUT = "new:app --name checkout --image ghcr.io/acme/checkout:1.4.2 --env dev,staging";
const SHOP = "new:component --repo-url https://charts.example.com --chart shop --version 1.x";

describe("an artifact holds what its sync builds", () => {
  it.each([
    ["the whole repository", SPLIT],
    ["an app that came later", [...SPLIT, CHECKOUT]],
    ["an environment that came later", [...SPLIT, "new:env --name qa --artifacts"]],
    ["a component that came later", [...SPLIT, SHOP]],
    [
      "a policy that came later",
      ["artifacts", "new:image-policy --env dev", "artifacts", "artifacts"],
    ],
  ])("%s", async (_what, commands) => {
    const folder = await copyAfter(...commands);
    const artifacts = contentsOf(filesBelow(folder));
    const files = filesOf(filesBelow(folder));
    const syncs = [...filesBelow(folder).keys()].flatMap((path) =>
      path.endsWith(".yaml") && !path.startsWith("applications/base") ? syncsIn(path, files) : [],
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
});
