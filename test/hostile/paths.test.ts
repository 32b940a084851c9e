import { posix } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { normalPath, pathFrom } from "../../generators/base/paths.ts";
import { processorClock } from "../support/processor-time.ts";

const path = fc
  .array(fc.constantFrom("", ".", "..", "...", "a", "b.yaml", "/"), { maxLength: 12 })
  .map((parts) => parts.join("/"));

describe("a path in its shortest form", () => {
  it("is Node's", () => {
    fc.assert(
      fc.property(path, path, (one, other) => {
        expect(normalPath(one)).toBe(posix.normalize(one));
        expect(pathFrom(one, other)).toBe(posix.join(one, other));
      }),
    );
  });

  it.each(["../", "a/../", "a/", "./", "/", "../a/"])("of 70,000 %j takes no time", (part) => {
    const took = processorClock();
    expect(normalPath(`${part.repeat(70_000)}x`)).toMatch(/x$/);
    expect(took()).toBeLessThan(500);
  });
});
