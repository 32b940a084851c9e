import { describe, expect, it } from "vitest";
import type { Block } from "../../generators/edit/yaml/edit.ts";
import { append, PATCH } from "./append.ts";
import { sides } from "./sides.ts";

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
