import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type ClusterDiff, LEVELS } from "../../generators/review/comparison.ts";

const SAMPLE = new URL("../fixtures/diff/sample.json", import.meta.url);
const sample = JSON.parse(readFileSync(SAMPLE, "utf8")) as ClusterDiff;

describe("the sample comparison", () => {
  test("names no object and no node that it does not have, and none twice", () => {
    const objects = sample.objects.map(({ id }) => id);
    const nodes = sample.graph.nodes.map(({ id }) => id);
    expect(new Set(objects).size).toBe(objects.length);
    expect(new Set(nodes).size).toBe(nodes.length);
    expect(objects).toEqual(expect.arrayContaining(sample.risks.flatMap((each) => each.objects)));
    expect(nodes).toEqual(
      expect.arrayContaining(sample.graph.edges.flatMap(({ from, to }) => [from, to])),
    );
  });

  test("has the worst risk first", () => {
    const ranks = sample.risks.map(({ level }) => LEVELS.indexOf(level));
    expect(ranks).toEqual(ranks.toSorted());
    expect(new Set(ranks).size).toBe(LEVELS.length);
  });
});
