import { expect, it } from "vitest";
import { processorClock } from "../support/processor-time.ts";
import { manifestsBelow, schemas } from "./schemas.ts";

const found = [
  ...manifestsBelow("test/fixtures/monorepo/flux-cd"),
  ...manifestsBelow("test/golden"),
];

it("finds nothing wrong with what is shipped and what is generated", () => {
  expect(found.length).toBeGreaterThan(100);
  const faults = found.flatMap(({ path, manifest }) =>
    (schemas.validate(manifest) ?? []).map((fault) => `${path}: ${fault.message}`),
  );
  expect(faults).toEqual([]);
});

it("knows every kind in them but the External Secrets Operator's", () => {
  const unknown = found
    .filter(({ manifest }) => schemas.validate(manifest) === undefined)
    .map(({ manifest }) => `${manifest.apiVersion} ${manifest.kind}`);
  expect([...new Set(unknown)]).toEqual(["external-secrets.io/v1 ExternalSecret"]);
});

it("takes 3,900 objects in a fraction of a second", () => {
  const base = manifestsBelow("test/fixtures/monorepo/flux-cd/applications/base-app-config");
  const objects = Array.from({ length: 300 }, () => base).flat();
  const took = processorClock();
  for (const { manifest } of objects) schemas.validate(manifest);
  expect(objects.length).toBe(3900);
  // About 100 ms.
  expect(took()).toBeLessThan(2000);
});
