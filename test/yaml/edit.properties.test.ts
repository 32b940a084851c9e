import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isScalar, isSeq, parse, parseAllDocuments } from "yaml";
import { UserError } from "../../generators/base/problem/problem.ts";
import { nodeAt, parseYaml } from "../../generators/base/yaml/parse.ts";
import { appendDocument, appendItem, type Block } from "../../generators/edit/yaml/edit.ts";
import { SEED } from "../support/seed.ts";
import { LINES, sample } from "./samples.ts";

const item: fc.Arbitrary<string | Block> = fc.oneof(
  fc.constantFrom("qa/sync.yaml", "../../base-shop-config"),
  fc.string({ unit: "binary", maxLength: 12 }),
  fc.constantFrom(
    { block: "name: qa" },
    { block: "patch: |-\n  - op: add\n\n    path: /a\nname: b" },
  ),
);

/** The data of all documents, as read without the code under test. */
function data(text: string): Record<string, unknown>[] {
  const documents = parseAllDocuments(text, { merge: true, logLevel: "error" });
  for (const document of [...documents]) if (document.errors.length > 0) throw document.errors[0];
  return [...documents].map((document) => document.toJS());
}

/** Whether one text can be made into the other by insertions alone. */
function isWithin(part: string, whole: string): boolean {
  let at = 0;
  for (const char of part) {
    at = whole.indexOf(char, at) + 1;
    if (at === 0) return false;
  }
  return true;
}

/** How much of `part` is at both ends of `whole`: all of it where the rest was inserted at one place. */
function atEnds(part: string, whole: string): number {
  let start = 0;
  while (start < part.length && part[start] === whole[start]) start++;
  let end = 0;
  while (end < part.length - start && part.at(-1 - end) === whole.at(-1 - end)) end++;
  return start + end;
}

describe(`properties (seed ${SEED})`, () => {
  it("an item is added and nothing else, or the edit is refused", () => {
    let refusals = 0;
    const numRuns = 2500;
    fc.assert(
      fc.property(sample, item, ({ text, index, kept, takesBlocks }, added) => {
        const expected = data(text);
        const file = parseYaml("k.yaml", text);
        const document = file.documents[index];
        if (document === undefined) throw new Error("no document");
        let result: string;
        try {
          result = appendItem(file, document, ["resources"], added);
        } catch (error) {
          // Only this combination may be.
          expect(takesBlocks || typeof added === "string", String(error)).toBe(false);
          expect((error as UserError).problems[0]).toMatchObject({
            path: "k.yaml",
            line: expect.any(Number),
            hint: expect.any(String),
          });
          refusals++;
          return;
        }
        const value = typeof added === "string" ? added : parse(added.block);
        const old = expected[index]?.resources ?? [];
        expected[index] = { ...expected[index], resources: [...(old as unknown[]), value] };
        expect(data(result)).toEqual(expected);
        expect(isWithin(kept, result)).toBe(true);
        if (takesBlocks) expect(atEnds(kept, result)).toBe(kept.length);
        expect(result.endsWith("\n")).toBe(text.endsWith("\n"));
        expect(result).not.toMatch(text.includes("\r\n") ? /(?<!\r)\n/ : /\r/);
      }),
      { seed: SEED, numRuns },
    );
    expect(refusals).toBeLessThan(numRuns / 5);
  });

  it("items that are added one after the other are all there, in order", () => {
    fc.assert(
      fc.property(
        sample,
        fc.array(fc.string({ unit: "binary", maxLength: 8 }), { maxLength: 4 }),
        ({ text, index }, items) => {
          const old = data(text)[index]?.resources ?? [];
          let result = text;
          for (const each of items) {
            const file = parseYaml("k.yaml", result);
            const document = file.documents[index];
            if (document === undefined) throw new Error("no document");
            result = appendItem(file, document, ["resources"], each);
          }
          expect(data(result)[index]?.resources ?? []).toEqual([...(old as unknown[]), ...items]);
        },
      ),
      { seed: SEED, numRuns: 500 },
    );
  });

  it("a document is added and nothing else", () => {
    fc.assert(
      fc.property(
        sample,
        fc.constantFrom("a: 1\n", "# b\nkind: c\nd:\n  - |-\n    e\n"),
        ({ text }, added) => {
          const result = appendDocument(parseYaml("k.yaml", text), added);
          expect(result.startsWith(text)).toBe(true);
          expect(data(result)).toEqual([...data(text), parse(added)]);
          expect(result.endsWith("\n")).toBe(text.endsWith("\n"));
        },
      ),
      { seed: SEED, numRuns: 500 },
    );
  });

  it("whatever the file, an edit is right or refused", () => {
    let edited = 0;
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...LINES), { maxLength: 9 }),
        fc.constantFrom("\n", "\r\n", "\r"),
        item,
        (lines, eol, added) => {
          const text = lines.join(eol);
          let result: string;
          let before: Record<string, unknown>[];
          let isKept: boolean;
          try {
            const file = parseYaml("k.yaml", text);
            const [document] = file.documents;
            if (document === undefined) return;
            const list = nodeAt(document.contents, "resources");
            // All but `[]`, `null` and `~`, which give way to the first item.
            isKept = isSeq(list) ? list.items.length > 0 : !isScalar(list) || list.source === "";
            result = appendItem(file, document, ["resources"], added);
            before = data(text);
          } catch (error) {
            expect(error).toBeInstanceOf(UserError);
            return;
          }
          edited++;
          const value = typeof added === "string" ? added : parse(added.block);
          const old = before[0]?.resources ?? [];
          before[0] = { ...before[0], resources: [...(old as unknown[]), value] };
          expect(data(result)).toEqual(before);
          if (isKept) expect(isWithin(text, result)).toBe(true);
        },
      ),
      { seed: SEED, numRuns: 8000 },
    );
    expect(edited).toBeGreaterThan(200);
  });
});
