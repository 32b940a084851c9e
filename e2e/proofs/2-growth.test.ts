import { describe, expect, it } from "vitest";
import { changesOf } from "./snapshot.ts";
import { generate, podsOf, publish, settled } from "./world.ts";

describe("what is added becomes ready, and nothing else is disturbed", () => {
  it("new:env qa", async () => {
    const { added, removed, changed } = await changesOf(async () => {
      await generate("new:env", "--name", "qa", "--yes");
      await settled(await publish("Add environment qa"));
    });
    expect(removed).toEqual([]);
    expect(changed).toEqual([]);
    const own = / qa\/|^Namespace qa$/;
    expect(added.filter((key) => !own.test(key))).toEqual([
      "GitRepository flux-system/qa-environment",
      "Kustomization flux-system/qa-sync",
    ]);
    expect(added).toContain("Deployment qa/app");
    expect((await podsOf("app")).get("qa")?.length).toBeGreaterThanOrEqual(1);
  });

  it("new:app checkout", async () => {
    const { added, removed, changed } = await changesOf(async () => {
      const image = "ghcr.io/acme/checkout:1.4.2";
      await generate("new:app", "--name", "checkout", "--image", image, "--port", "8080", "--yes");
      await settled(await publish("Add app checkout"));
    });
    expect(removed).toEqual([]);
    expect(changed).toEqual([]);
    expect(added.filter((key) => !/^\w+ (dev|staging|production|qa)\/checkout/.test(key))).toEqual(
      [],
    );
    for (const name of ["dev", "staging", "production", "qa"])
      expect(added).toContain(`Deployment ${name}/checkout`);
    expect([...(await podsOf("checkout")).keys()].sort()).toEqual([
      "dev",
      "production",
      "qa",
      "staging",
    ]);
  });
});
