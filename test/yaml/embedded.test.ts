import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Document, parse, type Scalar, visit } from "yaml";
import { lineOfNode, nodeAt, parseYaml } from "../../generators/base/yaml/parse.ts";
import { applyTextEdits, replaceScalar } from "../../generators/edit/yaml/edit.ts";
import { embeddedYaml } from "../../generators/edit/yaml/embedded.ts";
import { SEED } from "../support/seed.ts";
import { sides } from "./sides.ts";

/** The YAML in the value of `patch`. */
function patchOf(text: string) {
  const outer = parseYaml("k.yaml", text);
  return embeddedYaml(outer, nodeAt(outer.documents[0]?.contents, "patch"));
}

/** Replaces what stands at `steps` of the patch by 9. */
function edited(text: string, ...steps: (string | number)[]): string {
  const patch = patchOf(text);
  if (patch === undefined) throw new Error("no YAML");
  const node = nodeAt(patch.file.documents[0]?.contents, ...steps);
  return applyTextEdits(text, [patch.outer(replaceScalar(patch.file, node, 9))]);
}

describe("YAML in a literal", () => {
  it("is edited where it stands", () => {
    const { before, after } = sides(`
 patch: |-
   - op: replace
     path: /spec/minReplicas
-    value: 1 # at least
+    value: 9 # at least
   - op: remove
 other: 1
`);
    expect(edited(before, 0, "value")).toBe(after);
  });

  it("is edited below empty lines, comments and lines that are indented further", () => {
    const { before, after } = sides(`
 patch: | # a comment
 
     # another one

     a:
         - b

-        - c: 1
+        - c: 9

`);
    expect(edited(before, "a", 1, "c")).toBe(after);
  });

  it.each([
    ["with an indentation indicator", "patch: |2\n    a: 1\nb: 1\n", "patch: |2\n    a: 9\nb: 1\n"],
    ["with CRLF", "patch: |\r\n  a:\r\n    b: 1\r\n", "patch: |\r\n  a:\r\n    b: 9\r\n"],
    ["without a last line end", "patch: |\n  a: 1", "patch: |\n  a: 9"],
    ["with an anchor", "patch: &p |-\n  a: 1\n", "patch: &p |-\n  a: 9\n"],
    [
      "that keeps its empty lines",
      "patch: |+\n  a: 1\n\n\nb: 1\n",
      "patch: |+\n  a: 9\n\n\nb: 1\n",
    ],
    [
      "with a value of several lines",
      "patch: |\n  a: 1\n    2\n  c: 3\n",
      "patch: |\n  a: 9\n  c: 3\n",
    ],
  ])("is edited %s", (_, before, after) => {
    const step = before.includes("b: 1\r") ? ["a", "b"] : ["a"];
    expect(edited(before, ...step)).toBe(after);
  });

  it("keeps the empty lines of a literal inside of it", () => {
    const patch = patchOf("patch: |\n  a: |\n    one\n\n    two\n");
    expect(patch?.file.documents[0]?.toJS()).toEqual({ a: "one\n\ntwo\n" });
  });

  it("counts its lines in the outer file", () => {
    const patch = patchOf("# c\npatch: |\n  - a\n\n  - b: 1\n");
    if (patch === undefined) throw new Error("no YAML");
    const node = nodeAt(patch.file.documents[0]?.contents, 1, "b");
    expect(lineOfNode(patch.file, node)).toBe(5);
  });

  it.each([
    ["quoted text", 'patch: "a: 1"\n'],
    ["a folded scalar, whose lines are not its own", "patch: >\n  a: 1\n"],
    ["text that is no YAML", "patch: |\n  a: [\n"],
    ["an empty literal", "patch: |\nb: 1\n"],
    ["nothing", "b: 1\n"],
  ])("is not looked for in %s", (_, text) => {
    expect(patchOf(text)).toBeUndefined();
  });

  it("is any YAML, and every scalar in it can be replaced", () => {
    const lines = fc.subarray([
      ...["", "# h", "a: 1", "b:", "  - c", "", "  - d: e", "    f: 'g'", "    # in", "h: |"],
      ...["  j", "", "   k", "", '"l": m # n', "o: p", "   q", "r: [s,", "  t]"],
    ]);
    let replaced = 0;
    fc.assert(
      fc.property(
        lines,
        fc.constantFrom("|", "|-", "|+"),
        fc.constantFrom("  ", "      "),
        fc.constantFrom("\n", "\r\n"),
        (some, style, indent, eol) => {
          const body = ["first: 0", ...some].map((line) => (line === "" ? "" : indent + line));
          const text = ["x: 1", `patch: ${style}`, ...body, "y: 2", ""].join(eol);
          const patch = patchOf(text);
          if (patch === undefined) return;
          expect(inLf(patch.file.text).trimEnd()).toBe(parse(text).patch.trimEnd());
          for (const node of scalarsOf(patch.file.documents[0])) {
            const own = replaceScalar(patch.file, node, "new");
            const result = applyTextEdits(text, [patch.outer(own)]);
            const expected = inLf(applyTextEdits(patch.file.text, [own]));
            expect(parse(result).patch.trimEnd()).toBe(expected.trimEnd());
            replaced++;
          }
        },
      ),
      { seed: SEED, numRuns: 500 },
    );
    expect(replaced).toBeGreaterThan(1000);
  });
});

function inLf(text: string): string {
  return text.replaceAll("\r\n", "\n");
}

/** The scalars that are written, on one or more lines. */
function scalarsOf(document: Document | undefined): Scalar[] {
  const scalars: Scalar[] = [];
  visit(document ?? null, {
    Scalar(_, node) {
      if (node.source !== "" && !node.type?.startsWith("BLOCK")) scalars.push(node);
    },
  });
  return scalars;
}
