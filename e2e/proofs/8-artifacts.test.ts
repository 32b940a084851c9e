import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startSourceWatcher } from "../harness/source-watcher.ts";
import { until } from "../harness/until.ts";
import { snapshot } from "./snapshot.ts";
import {
  folderFor,
  generate,
  kubectl,
  monorepo,
  PATIENCE,
  publish,
  settings,
  settled,
} from "./world.ts";

/** Flux's mark on what it applies. */
const OWNER = "kustomize.toolkit.fluxcd.io/name";

/** What is known of each Flux Kustomization: how often it was reconciled, and to what revision. */
async function applied(): Promise<Map<string, { revision: string; times: number }>> {
  const syncs = await kubectl.list("kustomizations.kustomize.toolkit.fluxcd.io");
  return new Map(
    syncs.map(({ metadata, status }) => [
      metadata.name,
      {
        revision: status?.lastAppliedRevision ?? "",
        times: (status?.history ?? []).reduce(
          (sum: number, each: { totalReconciliations?: number }) =>
            sum + (each.totalReconciliations ?? 0),
          0,
        ),
      },
    ]),
  );
}

describe("where each app has a sync of its own", () => {
  // A cluster of somebody else has the real one.
  const isOurs = settings.places.charts !== undefined;
  let stop = async () => {};
  beforeAll(async () => {
    const address = new URL(settings.url).hostname;
    if (isOurs) stop = await startSourceWatcher(folderFor("source-watcher"), kubectl, address);
  });
  afterAll(() => stop());

  it("new:env --artifacts becomes ready", async () => {
    const image = "ghcr.io/acme/basket:1.0.0";
    await generate("new:app", "--name", "basket", "--image", image, "--env", "dev", "--yes");
    await generate("new:env", "--name", "solo", "--artifacts", "--app", "app,basket", "--yes");
    await settled(await publish("Add app basket, and environment solo"));
    const objects = await snapshot();
    expect([...objects.keys()]).toContain("Deployment solo/app");
    expect([...objects.keys()]).toContain("Deployment solo/basket");
  });

  it("a commit to one app reconciles only that app", async () => {
    // Each may be looked at once more after it is ready: then it is quiet.
    let before = await applied();
    await until("nothing is reconciled any more", PATIENCE, undefined, async () => {
      const earlier = before;
      await sleep(5000);
      before = await applied();
      return isDeepStrictEqual(earlier, before);
    });
    const path = join(monorepo, "applications", "base-basket-config", "configmap.yaml");
    const text = readFileSync(path, "utf8");
    writeFileSync(path, text.replace(/data: .*|data:$/m, "data:\n  CHANGED: once"));
    expect(readFileSync(path, "utf8")).not.toBe(text);
    await settled(await publish("Change basket"));
    let after = before;
    const revisionOf = (name: string, of = after) => of.get(name)?.revision;
    await until("solo-basket-sync has applied it", PATIENCE, undefined, async () => {
      after = await applied();
      return revisionOf("solo-basket-sync") !== revisionOf("solo-basket-sync", before);
    });
    expect(after.get("solo-app-sync")).toEqual(before.get("solo-app-sync"));
    expect(revisionOf("solo-sync")).toBe(revisionOf("solo-sync", before));
  });

  it("artifacts moves the apps of an environment that runs, and no object is deleted", async () => {
    const before = await snapshot();
    for (const step of [1, 2, 3]) {
      const report = await generate("artifacts", "--sync", "dev-sync", "--yes", "--json");
      expect(report).toContain(`Step ${step} of 3`);
      await settled(await publish(`Split dev, step ${step}`));
    }
    const after = await snapshot();
    const applied = [...before].filter(
      ([key, { metadata }]) => / dev\//.test(key) && metadata.labels?.[OWNER] === "dev-sync",
    );
    expect(applied.map(([key]) => key)).toContain("Deployment dev/basket");
    for (const [key, { metadata }] of applied)
      expect(after.get(key)?.metadata.uid, key).toBe(metadata.uid);
    const ownerOf = (key: string) => after.get(key)?.metadata.labels?.[OWNER];
    expect(ownerOf("Deployment dev/basket")).toBe("dev-basket-sync");
    expect(ownerOf("ResourceQuota dev/quota")).toBe("dev-sync");
  });
});
