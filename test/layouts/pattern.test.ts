import fc from "fast-check";
import { expect, it } from "vitest";
import { FLUX_CD } from "../../generators/model/layouts/flux-cd.ts";
import { fill, match, matchesIn } from "../../generators/model/layouts/pattern.ts";
import { filesOf } from "../support/memory.ts";

const NAME = fc.stringMatching(/^[a-z0-9][a-z0-9.-]{0,8}$/);
const { paths, names } = FLUX_CD.patterns;

it.each([...Object.values(paths), ...Object.values(names)])("%s is made and found", (pattern) => {
  fc.assert(
    fc.property(NAME, NAME, NAME, fc.constantFrom("", "a/b/"), (env, other, name, above) => {
      const parts = { env, app: other, source: other, component: other };
      const text = fill(pattern, { ...parts, environment: above + name });
      const found = match(pattern, text);
      expect(found).toBeDefined();
      expect(fill(pattern, found ?? {})).toBe(text);
    }),
  );
});

it.each([
  ["applications/base-{app}-config", "applications/base-a-b-config", { app: "a-b" }],
  ["applications/base-{app}-config", "applications/base--config", undefined],
  ["applications/base-{app}-config", "applications/base-a/b-config", undefined],
  ["applications/base-{app}-config", "more/applications/base-a-config", undefined],
  ["applications/base-{app}-config", "applications/base-a-config/deployment.yaml", undefined],
  ["{environment}/sync.yaml", "eu/dev/sync.yaml", { environment: "eu/dev" }],
  ["{environment}/sync.yaml", "dev/syncxyaml", undefined],
  ["{app}/{app}", "a/a", { app: "a" }],
  ["{app}/{app}", "a/b", undefined],
])("%s of %s", (pattern, text, parts) => {
  expect(match(pattern, text)).toEqual(parts);
});

it("leaves what is not given", () => {
  expect(fill("{env}-{app}-sync", { env: "dev" })).toBe("dev-{app}-sync");
});

it("finds what there is, in the order of the paths", () => {
  const files = filesOf(
    new Map(
      ["apps/b/base/x", "apps/a/base/x", "apps/c/overlay/x", "other/d/base/x"].map((path) => [
        path,
        "",
      ]),
    ),
  );
  expect(matchesIn(files, "apps/{app}/base")).toEqual([{ app: "a" }, { app: "b" }]);
  expect(matchesIn(files, "{part}/{app}/base").map(({ app }) => app)).toEqual(["a", "b", "d"]);
});
