import { describe, expect, it } from "vitest";
import { UserError } from "../../generators/problem/problem.ts";
import { appendItem, type Block } from "../../generators/yaml/edit.ts";
import { parseYaml } from "../../generators/yaml/parse.ts";
import { sides } from "./sides.ts";

const APP = "../../base-shop-config";
const PATCH: Block = { block: "path: shop.yaml\ntarget:\n  kind: Deployment" };

/** Adds an item to a list of the first document, by default `resources`. */
function append(text: string, item: string | Block = APP, steps = ["resources"]): string {
  const file = parseYaml("kustomization.yaml", text);
  const [document] = file.documents;
  if (document === undefined) throw new Error("no document");
  return appendItem(file, document, steps, item);
}

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

describe("an item goes at the end of a list in brackets", () => {
  it.each([
    [
      "on one line",
      `
-resources: [namespace.yaml, quota.yaml] # all of them
+resources: [namespace.yaml, quota.yaml, ../../base-shop-config] # all of them
`,
    ],
    [
      "with spaces inside of the brackets",
      `
-resources: [ namespace.yaml ]
+resources: [ namespace.yaml, ../../base-shop-config ]
`,
    ],
    [
      "with a comma after the last item",
      `
-resources: [namespace.yaml,]
+resources: [namespace.yaml, ../../base-shop-config]
`,
    ],
    [
      "one item a line",
      `
 resources: [
   namespace.yaml, # first
-  quota.yaml # last
+  quota.yaml, # last
+  ../../base-shop-config
 ]
`,
    ],
    [
      "one item a line, each with a comma",
      `
 resources: [
   namespace.yaml,
   quota.yaml, # last
+  ../../base-shop-config,
   # and so on
 ]
`,
    ],
    [
      "one item a line, the bracket behind the last one",
      `
 resources:
   [namespace.yaml,
-   quota.yaml]
+   quota.yaml,
+   ../../base-shop-config]
`,
    ],
    [
      "in a mapping in braces",
      `
-{resources: [], namespace: dev}
+{resources: [../../base-shop-config], namespace: dev}
`,
    ],
    [
      "empty but for a comment, which stays inside",
      `
-resources: [
+resources: [../../base-shop-config
   # none yet
 ]
`,
    ],
  ])("%s", (_, diff) => {
    const { before, after } = sides(diff);
    expect(append(before)).toBe(after);
  });
});

describe("the first item makes a block list", () => {
  it.each([
    [
      "where the list is []",
      `
-resources: [] # none yet
+resources: # none yet
+  - ../../base-shop-config
 namespace: dev
`,
    ],
    [
      "where the list is null",
      `
-resources: null
+resources:
+  - ../../base-shop-config
 namespace: dev
`,
    ],
    [
      "where the list is ~ and has an anchor",
      `
-resources: &all ~
+resources: &all
+  - ../../base-shop-config
`,
    ],
    [
      "where [] is on a line of its own",
      `
 resources: # none yet
-  []
+  - ../../base-shop-config
 namespace: dev
`,
    ],
    [
      "where the key has no value",
      `
 resources: # none yet
+  - ../../base-shop-config
 namespace: dev
`,
    ],
    [
      "below the comments that are indented below the key",
      `
 resources:
   # The apps of this environment:
   # - ../../base-app-config
+  - ../../base-shop-config

 # Everything here is in this namespace.
 namespace: dev
`,
    ],
    [
      "above a comment that is not, since it may be the next key's",
      `
 resources:
+  - ../../base-shop-config
 # Everything here is in this namespace.
 namespace: dev
`,
    ],
    [
      "below the last key, where the list's own key is missing",
      `
 namespace: dev
 labels:
   - pairs:
       environment: dev
+resources:
+  - ../../base-shop-config
 # The end.
`,
    ],
    [
      "not indented where the file's other lists are not",
      `
 resources:
 - namespace.yaml
+patches:
+- path: shop.yaml
+  target:
+    kind: Deployment
`,
      PATCH,
      ["patches"],
    ],
    [
      "indented as far as the file's other lists",
      `
 resources:
     - namespace.yaml
+patches:
+    - path: shop.yaml
+      target:
+        kind: Deployment
`,
      PATCH,
      ["patches"],
    ],
    [
      "in a mapping below the top",
      `
 spec:
   interval: 10m
   path: ./dev
     # for now
+  dependsOn:
+    - name: dev-sync
 status: {}
`,
      { block: "name: dev-sync" },
      ["spec", "dependsOn"],
    ],
    [
      "in a document that is empty",
      `
 ---
 # Nothing here yet.
+resources:
+  - ../../base-shop-config
`,
    ],
    [
      "below a literal at the end of the file, which keeps its own empty lines",
      `
 note: |+
   text

+resources:
+  - ../../base-shop-config
`,
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

describe("an edit that can't be made by insertion is refused", () => {
  it.each([
    ["an alias", "all: &all [a]\nresources: *all\n", 2, /it is an alias of a list/],
    ["a list that an alias repeats", "resources: &x\n  - a\nall: *x\n", 2, /more than that list/],
    [
      "an empty list that an alias repeats",
      "resources: &x []\nall: *x\n",
      1,
      /more than that list/,
    ],
    ["a list that is merged in", "b: &b\n  resources: [a]\n<<: *b\n", 1, /more than that list/],
    ["text", "x: 1\nresources: text\n", 2, /it is not a list/],
    ["a mapping", "resources:\n  a: 1\n", 2, /it is not a list/],
    ["a mapping in braces without the key", "{x: 1}\n", 1, /no block mapping to stand in/],
    ["a document that is a list", "- a\n", 1, /no block mapping to stand in/],
    ["an empty document among others", "---\n---\nx: 1\n", 1, /the document is empty/],
    ["a document that says null", "null\n", 1, /more than that list/],
    ["an empty document that is closed", "---\n...\n", 1, /more than that list/],
    ["line ends of the old Macintosh", "resources:\r  - a\r", 1, /it is not a list/],
  ] as const)("%s", (_, text, line, message) => {
    let error: unknown;
    try {
      append(text);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(UserError);
    const [problem] = (error as UserError).problems;
    expect(problem).toMatchObject({ rule: "yaml-edit", path: "kustomization.yaml" });
    expect(problem?.message).toMatch(message);
    expect(problem?.line).toBe(line);
    expect(problem?.hint).toMatch(/by hand/);
  });

  it("another alias has no anchor", () => {
    expect(() => append("resources:\n- a\nx: *y\n")).toThrow(/unidentified alias "y"/);
  });

  it("an item of several lines has no place in brackets", () => {
    expect(() => append("patches: [{path: a}]\n", PATCH, ["patches"])).toThrow(
      "path: shop.yaml can't be added to patches: it is written in brackets, the item in lines",
    );
  });

  it("a list below an alias is not reached", () => {
    const text = "spec: &s\n  dependsOn: [a]\nother: *s\n";
    expect(() => append(text, "b", ["other", "dependsOn"])).toThrow(/no block mapping/);
    expect(() => append(text, "b", ["spec", "dependsOn"])).toThrow(/more than that list/);
  });
});
