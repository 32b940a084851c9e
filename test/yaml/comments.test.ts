import { expect, it } from "vitest";
import { commentsOf } from "../../generators/base/yaml/comments.ts";
import { documentAt } from "../../generators/base/yaml/place.ts";

const TEXT = `# before all
---
# in the first
a: 1 # behind a value
text: |
  # text
  more
"# a key": '# a value'
list: [x, # in a list
  y]
---
b: >- # behind a block's header
  # folded text
# last
`;

it("finds each comment with its place and document, and nothing that is text", () => {
  expect(commentsOf("x.yaml", TEXT)).toEqual([
    { text: "# before all", line: 1, column: 1, document: 0 },
    { text: "# in the first", line: 3, column: 1, document: 0 },
    { text: "# behind a value", line: 4, column: 6, document: 0 },
    { text: "# in a list", line: 9, column: 11, document: 0 },
    { text: "# behind a block's header", line: 12, column: 7, document: 1 },
    { text: "# last", line: 14, column: 1, document: 1 },
  ]);
});

it("finds them behind a byte order mark and before CRLF", () => {
  expect(commentsOf("x.yaml", "\ufeff# one\r\na: 1\r\n# two\r\n").map(({ line }) => line)).toEqual([
    1, 3,
  ]);
});

it("finds those that Kubernetes alone takes for comments where they are", () => {
  expect(commentsOf("x.yaml", "a: [\nb,# one\n# two\n]# three\n'c': 'd'# four\n")).toEqual([
    { text: "# one", line: 2, column: 3, document: 0 },
    { text: "# two", line: 3, column: 1, document: 0 },
    { text: "# three", line: 4, column: 2, document: 0 },
    { text: "# four", line: 5, column: 9, document: 0 },
  ]);
});

it("knows the document of a line", () => {
  const documents = TEXT.split("\n").map((_, index) => documentAt("x.yaml", TEXT, index + 1));
  expect(documents.join("")).toBe("000000000011111");
});
