import { describe, expect, it } from "vitest";
import { until } from "../harness/until.ts";
import { groupBy } from "./group.ts";
import { type Difference, difference, type Snapshot, snapshot } from "./snapshot.ts";
import { generate, PATIENCE, publish, settled } from "./world.ts";

/** Flux's mark on what it applies. What controllers make of that goes with its owner. */
const OWNER = "kustomize.toolkit.fluxcd.io/name";

interface Announced {
  readonly notes: readonly string[];
}

/** Runs a removal: what it announced, and what then happened in the cluster. */
async function remove(command: string, name: string) {
  const before = await snapshot();
  const report = await generate(command, "--name", name, "--yes", "--json");
  await settled(await publish(`${command} ${name}`));
  // Flux is done when it has asked for the deletion; a namespace takes longer to go.
  let after = before;
  await until("what is deleted is gone", PATIENCE, undefined, async () => {
    after = await snapshot();
    return [...after.values()].every(({ metadata }) => metadata.deletionTimestamp === undefined);
  });
  const { notes } = JSON.parse(report) as Announced;
  return { notes: notes.join("\n"), before, happened: difference(before, after) };
}

/** `13 objects: 1 ConfigMap, 1 Deployment, ...` of those that Flux had applied itself. */
function applied(before: Snapshot, { removed }: Difference, isMeant: (key: string) => boolean) {
  const keys = removed.filter((key) => {
    return isMeant(key) && before.get(key)?.metadata.labels?.[OWNER] !== undefined;
  });
  const counts = groupBy(keys, (key) => key.split(" ")[0] ?? "");
  const list = [...counts].map(([kind, { length }]) => `${length} ${kind}`).join(", ");
  return { count: keys.length, list };
}

describe("exactly what was announced is pruned", () => {
  it("remove:app checkout", async () => {
    const { notes, before, happened } = await remove("remove:app", "checkout");
    expect(happened.added).toEqual([]);
    expect(happened.changed).toEqual([]);
    expect(happened.removed.filter((key) => !/^\w+ \w+\/checkout/.test(key))).toEqual([]);
    const environments = ["dev", "staging", "production", "qa"];
    for (const name of environments) {
      const { count, list } = applied(before, happened, (key) => key.includes(` ${name}/`));
      expect(notes).toContain(`Flux deletes ${count} objects in each of`);
      expect(notes).toContain(`: ${list}.`);
      expect(notes).toContain(name);
    }
  });

  it("remove:env qa", async () => {
    const { notes, before, happened } = await remove("remove:env", "qa");
    expect(happened.added).toEqual([]);
    expect(happened.changed).toEqual([]);
    const isIn = (key: string) => / qa\/|^Namespace qa$/.test(key);
    expect(happened.removed.filter((key) => !isIn(key))).toEqual([
      "GitRepository flux-system/qa-environment",
      "Kustomization flux-system/qa-sync",
    ]);
    const { count, list } = applied(before, happened, () => true);
    expect(notes).toContain(`Flux deletes ${count} objects: ${list}.`);
    expect(notes).toContain("FLUX WILL DELETE the namespace qa and EVERYTHING IN IT");
  });
});
