import { describe, expect, it } from "vitest";
import { placeOf } from "../../generators/artifacts/copies.ts";

/** As in source-watcher's own tests of its builder (internal/builder/builder_test.go, v2.2). */
describe("where a copy puts a file", () => {
  it.each([
    ["a/b/**", "a/b/", "a/b/c/d.yaml", "a/b/c/d.yaml"],
    ["a/b/**", "", "a/b/c/d.yaml", "c/d.yaml"],
    ["a/*/sync.yaml", "", "a/b/sync.yaml", "a/b/sync.yaml"],
    ["a/*", "", "a/b/c.yaml", "a/b/c.yaml"],
    ["a/*.yaml", "x/", "a/b.yaml", "x/a/b.yaml"],
    ["a/b.yaml", "x/", "a/b.yaml", "x/b.yaml"],
    ["a/b.yaml", "x/c.yaml", "a/b.yaml", "x/c.yaml"],
    ["a/b/", "x/", "a/b/c.yaml", "x/b/c.yaml"],
    ["a/b", "", "a/b/c/d.yaml", "b/c/d.yaml"],
  ])("%s to @artifact/%s: %s", (from, to, file, place) => {
    expect(placeOf(file, { from, to })).toBe(place);
  });

  it.each([
    ["a/b/**", "a/bc/d.yaml"],
    ["a/*/sync.yaml", "a/b/c/sync.yaml"],
    ["a/*.yaml", "a/b.yml"],
    ["a/b", "a/bc"],
    ["a/[bc].yaml", "a/b.yaml"],
  ])("%s leaves out %s", (from, file) => {
    expect(placeOf(file, { from, to: "" })).toBeUndefined();
  });
});
