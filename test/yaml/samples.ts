import fc from "fast-check";

/** A file with one list to add to, whatever surrounds it. */
export interface Sample {
  readonly text: string;
  /** The document that holds the list. */
  readonly index: number;
  /** The text without an empty list's `[]`, `null` or `~`, which an edit takes away. */
  readonly kept: string;
  /** Whether lists of this form take items of several lines. */
  readonly takesBlocks: boolean;
}

/** Stands where `[]` and the like are to be, until the file is complete. */
const EMPTY = "\u0001";

const word = fc.constantFrom("a.yaml", "../../base-app-config", '"quoted"', "'it''s'", "&x b", "1");
const space = fc.constantFrom("", " ", "\t");
const comment = fc.constantFrom("", "", " # why", "\t# tab\tbed", " #", ' # "- a": [b');
const ownLine = (indent: string) =>
  fc.constantFrom("", `${indent}# - commented.yaml`, "# at the left", `${indent}    # far in`);
const ownLines = (indent: string) => fc.array(ownLine(indent), { maxLength: 2 });

/** One item of a block list, in lines. */
const blockItem = fc.oneof(
  fc.tuple(word, comment).map(([text, end]) => [text + end]),
  fc.constantFrom(
    ["name: a", "kind: b # c"],
    ["|-", "  text", "", "  more"],
    ["|+", "  text", "", ""],
    [">", "  text"],
    ["one", "  two"],
    ['"one', '  two"'],
    ["{a: 1,", "  b: [2]}"],
    ["- a", "- b"],
    [""],
    ["# later"],
  ),
);

const blockList = fc
  .tuple(
    fc.constantFrom("", "  ", "    "),
    comment,
    fc.array(fc.tuple(blockItem, fc.constantFrom([], [""], ["# at the left"])), {
      minLength: 1,
      maxLength: 4,
    }),
  )
  .chain(([indent, end, items]) =>
    ownLines(indent).map((last) => ({
      lines: [
        `resources:${end}`,
        ...items.flatMap(([[first = "", ...rest], before]) => [
          ...before,
          `${indent}- ${first}`,
          ...rest.map((line) => (line === "" ? "" : `${indent}  ${line}`)),
        ]),
        ...last,
      ],
      takesBlocks: true,
    })),
  );

const flowLine = fc
  .tuple(fc.array(word, { minLength: 1, maxLength: 3 }), space, fc.boolean(), comment)
  .map(([items, inside, comma, end]) => ({
    lines: [`resources: [${inside}${items.join(", ")}${comma ? "," : ""}${inside}]${end}`],
    takesBlocks: false,
  }));

const flowLines = fc
  .tuple(
    fc.array(fc.tuple(word, comment), { minLength: 1, maxLength: 3 }),
    fc.boolean(),
    fc.constantFrom("  ", "      "),
    ownLines("  "),
  )
  .map(([items, comma, indent, last]) => ({
    lines: [
      "resources: [",
      ...items.map(
        ([item, end], index) =>
          `${indent}${item}${comma || index < items.length - 1 ? "," : ""}${end}`,
      ),
      ...last.map((line) => (line === "" ? "" : `  ${line.trim()}`)),
      "  ]",
    ],
    takesBlocks: false,
  }));

const emptyList = fc
  .tuple(
    fc.constantFrom(` ${EMPTY}[]`, ` ${EMPTY}[  ]`, ` ${EMPTY}null`, ` ${EMPTY}~`, "", " &y"),
    comment,
    ownLines("  "),
  )
  .map(([value, end, last]) => ({
    lines: [`resources:${value}${end}`, ...last.filter((line) => value === "" || line === "")],
    takesBlocks: true,
  }));

const missing = fc.constant({ lines: [] as string[], takesBlocks: true });

/** Keys before and after the list. */
const others = (keys: readonly string[]) =>
  fc
    .array(
      fc.tuple(
        fc.constantFrom(
          ["$: dev"],
          ["$: 'dev' # where"],
          ["# about $", "$:", "  - x", "  - y"],
          ["$:", "- x: 1", "  y: 2"],
          ["$: |", "  text", "   # no comment"],
          ["$: |+", "  text", "", ""],
          ["$:", "  in: {a: [b]}", "  # the end of $"],
          ["$:"],
          ["", "$: [a, b]"],
        ),
        fc.constantFrom([], [""], ["# on the left"]),
      ),
      { maxLength: keys.length },
    )
    .map((all) =>
      all.flatMap(([lines, after], index) => [
        ...lines.map((line) => line.replaceAll("$", keys[index] ?? "")),
        ...after,
      ]),
    );

export const sample: fc.Arbitrary<Sample> = fc
  .record({
    list: fc.oneof(blockList, flowLine, flowLines, emptyList, missing),
    before: others(["apiVersion", "kind"]),
    after: others(["namespace", "labels"]),
    documents: fc.constantFrom(
      ["", ""],
      ["other: 1\n---\n", ""],
      ["", "---\nother: [\n  a]\n"],
      ["%YAML 1.2\n---\n", ""],
      ["", "...\n"],
      ["---\n", "...\n---\nz: 1\n"],
    ),
    eol: fc.constantFrom("\n", "\r\n"),
    mark: fc.boolean(),
    lastEnd: fc.boolean(),
  })
  .filter(({ list, before, after }) =>
    [...list.lines, ...before, ...after].some((line) => /^[^#]/.test(line)),
  )
  .map(({ list, before, after, documents: [head = "", tail = ""], eol, mark, lastEnd }) => {
    const body = `${[...before, ...list.lines, ...after].join("\n")}\n`;
    const whole = (mark ? "\ufeff" : "") + head + body + tail;
    const text = (lastEnd ? whole : whole.replace(/\n$/, "")).replaceAll("\n", eol);
    return {
      text: text.replace(EMPTY, ""),
      index: head.startsWith("other") ? 1 : 0,
      kept: text.replace(new RegExp(` ${EMPTY}(?:\\[ *\\]|null|~)`), ""),
      takesBlocks: list.takesBlocks,
    };
  });

/** Lines that make files of any kind, most of them no YAML, when they are put together. */
export const LINES = `resources:
  - a
- b
  # c
# d

  [a,
b]
  ]
  a
  , b
resources: [
resources: []
resources: {
resources: null # e
resources: *x
resources: &x
---
...
%YAML 1.1
x: |+
    text
x: &x
x: *x
<<: *x
  - *x
  -
  - - a
  - |
  - a: 1
    b: 2
  ~
!!seq
? k
: v
\t# t
'
"
}
{
nested:
  resources:
    - a
\ufeff`.split("\n");
