import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type ClusterDiff,
  LEVELS,
  type ObjectDiff,
  type Risk,
} from "../../generators/review/comparison.ts";
import { diffMarkdown } from "../../generators/review/formats/markdown.ts";
import { SEED } from "../support/seed.ts";

const SAMPLE = new URL("../fixtures/diff/sample.json", import.meta.url);
const sample = JSON.parse(readFileSync(SAMPLE, "utf8")) as ClusterDiff;
/** What GitHub admits for a comment. */
const MAX = 65_536;

/** Text as an attacker would put it into a manifest. */
const hostile = fc.oneof(
  fc.string({ maxLength: 40 }),
  fc.constantFrom(
    "```",
    "````\n# title",
    "</details></summary><script>alert(1)</script>",
    "@everyone please",
    "a | b",
    "[x](https://evil.example)",
    "![x](https://evil.example/p.png)",
    "https://evil.example",
    "<!-- x",
    "#1 owner/repo#2",
    "\n\n# title\n",
    "`` ` ``",
    "~~~",
    "\u202eevil",
    "*b* _i_ \\",
  ),
);

const place = fc.record({ cluster: hostile, sync: hostile, environment: hostile });
const risk: fc.Arbitrary<Risk> = fc.record(
  {
    level: fc.constantFrom(...LEVELS),
    kind: fc.constantFrom("deletion", "finding"),
    title: hostile,
    todo: hostile,
    objects: fc.constant([]),
    places: fc.array(place, { maxLength: 3 }),
    path: hostile,
    line: fc.nat(),
  },
  { requiredKeys: ["level", "kind", "title", "todo", "objects", "places"] },
);
const object: fc.Arbitrary<ObjectDiff> = fc
  .record({
    kind: hostile,
    name: hostile,
    change: fc.constantFrom("added", "changed", "deleted", "moved", "orphaned"),
    places: fc.array(
      fc.record({
        cluster: hostile,
        sync: hostile,
        environment: hostile,
        namespace: hostile,
        from: hostile,
      }),
      { minLength: 1, maxLength: 3 },
    ),
    fields: fc.array(fc.record({ path: hostile, before: hostile, after: hostile }), {
      maxLength: 3,
    }),
    manifest: fc.option(hostile, { nil: undefined }),
  })
  .map(({ manifest, ...rest }, index = 0) => ({
    id: `o${index}`,
    apiVersion: "v1",
    ...rest,
    ...(manifest === undefined ? {} : { manifest }),
  }));

const comparison = (many: number): fc.Arbitrary<ClusterDiff> =>
  fc
    .record({
      syncs: fc.array(place, { maxLength: 4 }),
      risks: fc.array(risk, { maxLength: 4 }),
      objects: fc.array(object, { maxLength: 4 }),
      notCompared: fc.array(hostile, { maxLength: 3 }),
      times: fc.nat(many),
    })
    .map(({ syncs, risks, objects, notCompared, times }) => {
      const repeated = <Item>(items: readonly Item[]) =>
        Array.from({ length: times + 1 }, () => items).flat();
      return {
        ...sample,
        syncs: repeated(syncs).map((each) => ({
          ...each,
          state: "same",
          added: 1,
          changed: 0,
          deleted: 0,
          moved: 0,
          orphaned: 0,
        })),
        risks: repeated(risks),
        objects: repeated(objects),
        notCompared: repeated(notCompared),
      };
    });

/** The text without what stands in blocks and spans of code, read as CommonMark does. */
function outsideCode(markdown: string): string {
  let fence: string | undefined;
  const lines = markdown.split("\n").filter((line) => {
    const found = /^ {0,3}(`{3,})([^`]*)$/.exec(line);
    if (fence === undefined && found !== null) {
      fence = found[1];
      return false;
    }
    if (fence === undefined) return true;
    if (found !== null && (found[1] ?? "").length >= fence.length && found[2]?.trim() === "")
      fence = undefined;
    return false;
  });
  expect(fence).toBeUndefined();
  return lines
    .map((line) =>
      line.replace(/<code>[^<]*<\/code>/g, "").replace(/(?<!`)(`+)(?!`)(.*?)(?<!`)\1(?!`)/g, ""),
    )
    .join("\n");
}

describe("Markdown of a comparison", () => {
  it("fits a comment, whatever it has to say", () => {
    fc.assert(
      fc.property(comparison(600), (diff) => {
        expect(diffMarkdown(diff).length).toBeLessThanOrEqual(MAX);
      }),
      { seed: SEED, numRuns: 60 },
    );
  });

  it("has no long line either that makes it too long", () => {
    const long = "x".repeat(200_000);
    const [first] = sample.objects;
    const objects = [{ ...(first as ObjectDiff), manifest: `${long}\n`.repeat(5), name: long }];
    const text = diffMarkdown({ ...sample, objects, notCompared: [long] });
    expect(text.length).toBeLessThanOrEqual(MAX);
    expect(text).toContain("…");
  });

  it("takes no value for Markdown, HTML, a mention or a link", () => {
    fc.assert(
      fc.property(comparison(0), (diff) => {
        for (const line of outsideCode(diffMarkdown(diff)).split("\n")) {
          const text = line.replace(/<\/?(?:details|summary)(?: open)?>/g, "");
          expect(text).not.toMatch(/[<@~]|https?:|www\.|#\d|\]\(/);
          expect(text).not.toMatch(/^\s*#(?!## What this changes in the clusters$)/);
        }
      }),
      { seed: SEED, numRuns: 300 },
    );
  });

  it("has the summary and the risks whole, and counts the objects that are left out", () => {
    const objects = Array.from({ length: 3000 }, (_, index) => ({
      ...(sample.objects[index % sample.objects.length] as ObjectDiff),
      id: `o${index}`,
    }));
    const text = diffMarkdown({ ...sample, objects });
    for (const { sync } of sample.syncs) expect(text).toContain(`| ${sync}`);
    expect(text.match(/\*\*(?:critical|high|medium|low)\*\*/g)).toHaveLength(sample.risks.length);
    const left = Number(/length of a comment: (\d+) objects/.exec(text)?.[1]);
    expect(left + (text.match(/<details(?: open)?><summary><code>/g)?.length ?? 0)).toBe(3000);
  });

  it("says loudly that a namespace goes", () => {
    const text = diffMarkdown(sample);
    expect(text).toMatch(
      /> \[!CAUTION\]\n> - \*\*critical\*\*: Flux deletes Namespace preview with everything in it/,
    );
  });
});
