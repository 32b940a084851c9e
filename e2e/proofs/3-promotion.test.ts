import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { changesOf } from "./snapshot.ts";
import { generate, monorepo, podsOf, publish, settled } from "./world.ts";

const IMAGE = "localhost:5001/demo-app";

/** The images that an environment's pods of the app run. */
async function imagesIn(environment: string): Promise<string[]> {
  const pods = (await podsOf("app")).get(environment) ?? [];
  return [...new Set(pods.map(({ spec }) => spec.containers[0].image))];
}

describe("promote", () => {
  it("rolls out the image in the one environment, and touches no other", async () => {
    const dev = join(monorepo, "applications/mock-cluster-aka-namespaces/dev/kustomization.yaml");
    appendFileSync(dev, `images:\n  - name: ${IMAGE}\n    newTag: 1.1.0\n`);
    await settled(await publish("A new image in dev"));
    expect(await imagesIn("dev")).toEqual([`${IMAGE}:1.1.0`]);
    expect(await imagesIn("staging")).toEqual([`${IMAGE}:1.0.0`]);

    const { added, removed, changed } = await changesOf(async () => {
      await generate("promote", "--app", "app", "--from", "dev", "--to", "staging", "--yes");
      await settled(await publish("Promote app to staging"));
    });
    expect(await imagesIn("staging")).toEqual([`${IMAGE}:1.1.0`]);
    expect(await imagesIn("production")).toEqual([`${IMAGE}:1.0.0`]);
    const rollout = /^(Pod|ReplicaSet) staging\/app-/;
    expect([...added, ...removed].filter((key) => !rollout.test(key))).toEqual([]);
    expect(changed.filter((key) => !rollout.test(key))).toEqual(["Deployment staging/app"]);
  });
});
