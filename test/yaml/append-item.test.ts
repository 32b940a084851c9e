import { describe, expect, it } from "vitest";
import type { Block } from "../../generators/edit/yaml/edit.ts";
import { append, PATCH } from "./append.ts";
import { sides } from "./sides.ts";

describe("an item goes at the end of a block list", () => {
  it.each([
    [
      "below the last item, indented like it",
      `
 resources:
   - namespace.yaml
   - ../../base-app-config
+  - ../../base-shop-config
 namespace: dev
`,
    ],
    [
      "not indented, as kustomize itself writes lists",
      `
 resources:
 - namespace.yaml
+- ../../base-shop-config
 namespace: dev
`,
    ],
    [
      "below a comment on the last item's line",
      `
 resources:
   - ../../base-app-config # {"$imagepolicy": "flux-system:app"}
+  - ../../base-shop-config
`,
    ],
    [
      "below a comment that follows a tab",
      `
 resources:
   - namespace.yaml	# the first one
+  - ../../base-shop-config
`,
    ],
    [
      "below the comments that are indented into the last item",
      `
 patches:
   - path: app.yaml
     # target:
     #   kind: Deployment

     # options: {}
+  - path: shop.yaml
+    target:
+      kind: Deployment
 namespace: dev
`,
      PATCH,
      ["patches"],
    ],
    [
      "above comments that stand at the end of the list",
      `
 resources:
   - namespace.yaml
+  - ../../base-shop-config
   # Apps above this line.
 namespace: dev
`,
    ],
    [
      "above a comment that belongs to the next key",
      `
 resources:
   - namespace.yaml
+  - ../../base-shop-config

 # Everything here is in this namespace.
 namespace: dev
`,
    ],
    [
      "above the next key's comment, where neither is indented",
      `
 resources:
 - namespace.yaml
+- ../../base-shop-config
 # Everything here is in this namespace.
 namespace: dev
`,
    ],
    [
      "above the empty lines at the end of the file",
      `
 resources:
   - namespace.yaml
+  - ../../base-shop-config

`,
    ],
    [
      "below an item without a value",
      `
 resources:
   - namespace.yaml
   - # to be decided
+  - ../../base-shop-config
`,
    ],
    [
      "below quoted items",
      `
 resources:
   - "namespace.yaml"
   - 'quota.yaml'
+  - ../../base-shop-config
`,
    ],
    [
      "below an item that goes over several lines",
      `
 resources:
   - a long
     name
+  - ../../base-shop-config
 namespace: dev
`,
    ],
    [
      "below the last key of a mapping",
      `
 patches:
   - path: app.yaml
     target:
       kind: Deployment # for now
+  - path: shop.yaml
+    target:
+      kind: Deployment

 namespace: dev
`,
      PATCH,
      ["patches"],
    ],
    [
      "below a literal, above the empty lines that it does not hold",
      `
 patches:
   - patch: |-
       - op: remove
         path: /spec
+  - path: shop.yaml
+    target:
+      kind: Deployment

 namespace: dev
`,
      PATCH,
      ["patches"],
    ],
    [
      "below the empty lines that a literal keeps",
      `
 resources:
   - |+
     a: 1

+  - ../../base-shop-config
 namespace: dev
`,
    ],
    [
      "to a list that has a tag and an anchor that nobody uses",
      `
 resources: !!seq &all
   - namespace.yaml
+  - ../../base-shop-config
`,
    ],
    [
      "below the aliases of single items",
      `
 resources:
   - &first namespace.yaml
   - *first
+  - ../../base-shop-config
`,
    ],
    [
      "of a document among others",
      `
 %YAML 1.2
 ---
 resources:
   - namespace.yaml
+  - ../../base-shop-config
 ...
 ---
 resources:
   - other.yaml
`,
    ],
    [
      "below a key of another mapping",
      `
 spec:
   dependsOn:
     - name: infrastructure-sync
+    - name: dev-sync
   wait: true
`,
      { block: "name: dev-sync" },
      ["spec", "dependsOn"],
    ],
  ] as [string, string, (string | Block)?, string[]?][])("%s", (_, diff, item, steps) => {
    const { before, after } = sides(diff);
    expect(append(before, item, steps)).toBe(after);
  });
});

describe("the file's bytes stay", () => {
  it.each([
    ["CRLF", "resources:\r\n  - a\r\nx: 1\r\n", "resources:\r\n  - a\r\n  - new\r\nx: 1\r\n"],
    ["CRLF in brackets", "resources: [\r\n  a\r\n]\r\n", "resources: [\r\n  a,\r\n  new\r\n]\r\n"],
    ["CRLF without a list", "x: 1\r\n", "x: 1\r\nresources:\r\n  - new\r\n"],
    ["CRLF here, LF there", "x: 1\nresources:\r\n- a\r\n", "x: 1\nresources:\r\n- a\r\n- new\r\n"],
    ["no last line end", "resources:\n  - a", "resources:\n  - a\n  - new"],
    ["no last line end after a comment", "resources:\n- a # b", "resources:\n- a # b\n- new"],
    [
      "no last line end after own comments",
      "resources:\n- a\n  # b",
      "resources:\n- a\n  # b\n- new",
    ],
    ["no last line end, no list", "x: 1", "x: 1\nresources:\n  - new"],
    ["no last line end, no value", "resources:", "resources:\n  - new"],
    ["no last line end, []", "resources: []", "resources:\n  - new"],
    ["a byte order mark", "\ufeffresources:\n  - a\n", "\ufeffresources:\n  - a\n  - new\n"],
    ["a byte order mark before []", "\ufeffresources: []\n", "\ufeffresources:\n  - new\n"],
    [
      "spaces at line ends",
      "resources: \n  - a  \nx: 1 \n",
      "resources: \n  - a  \n  - new\nx: 1 \n",
    ],
  ])("%s", (_, before, after) => {
    expect(append(before, "new")).toBe(after);
  });
});

describe("an item is quoted where YAML needs it", () => {
  it.each([
    ["a path", "../../base-shop-config", "../../base-shop-config"],
    ["a word that YAML 1.1 takes for true", "on", '"on"'],
    ["a number", "1", '"1"'],
    ["a comment's sign", "a #b", '"a #b"'],
    ["the sign of a mapping", "a: b", '"a: b"'],
    ["a line end", "a\nb", '"a\\nb"'],
    ["a comma, which would end an item in brackets", "a,b", '"a,b"'],
  ])("%s", (_, item, written) => {
    expect(append("resources:\n  - a\n", item)).toBe(`resources:\n  - a\n  - ${written}\n`);
    expect(append("resources: [a]\n", item)).toBe(`resources: [a, ${written}]\n`);
  });
});
