import fc from "fast-check";
import { expect, it } from "vitest";
import { check } from "../../generators/check/checks.ts";
import { openKustomize } from "../../generators/commands/context/kustomize.ts";
import { analyse } from "../../generators/model/fleet/analysis.ts";
import { schemas } from "../support/analysis.ts";
import { NO_KUSTOMIZE } from "../support/kustomize.ts";
import { filesOf, shippedTexts } from "../support/memory.ts";
import { Model, runAll, STEPS } from "../support/model.ts";
import { SEED } from "../support/seed.ts";

it.skipIf(NO_KUSTOMIZE)(
  "after any sequence of commands everything builds, and has no finding",
  async () => {
    const shipped = shippedTexts();
    const kustomize = await openKustomize({ env: process.env, label: "flux-cd" });
    await fc.assert(
      fc.asyncProperty(STEPS, async (steps) => {
        const model = new Model();
        const texts = runAll(steps, model, shipped);
        const analysis = await analyse(filesOf(texts), kustomize?.render);
        const findings = check({ ...analysis, schemas }, ["files", "builds", "whole"]);
        expect(findings.map(({ rule, path }) => `${rule} ${path}`)).toEqual(model.findings);
      }),
      { seed: SEED, numRuns: 25 },
    );
  },
);

it("any of many sequences leaves what was asked for", async () => {
  const shipped = shippedTexts();
  await fc.assert(
    fc.asyncProperty(STEPS, async (steps) => {
      const model = new Model();
      model.expectIn(runAll(steps, model, shipped));
    }),
    { seed: SEED, numRuns: 300 },
  );
});
