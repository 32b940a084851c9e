import { describe, expect, it } from "vitest";
import { UserError } from "../../generators/base/problem/problem.ts";
import { parseYaml } from "../../generators/base/yaml/parse.ts";
import { setValues, type Values } from "../../generators/edit/yaml/mapping.ts";
import { sides } from "./sides.ts";

/** Sets keys of the first item of `images`. */
function set(text: string, values: Values): string {
  const file = parseYaml("kustomization.yaml", text);
  const [document] = file.documents;
  if (document === undefined) throw new Error("no document");
  return setValues(file, document, ["images", 0], values);
}

const TAG = { newTag: "1.10", digest: undefined };
const DIGEST = { newTag: undefined, digest: "sha256:0" };

describe("keys of a mapping get their values", () => {
  it.each<[string, Values, string]>([
    [
      "in their place, with their quotes and their comment",
      TAG,
      `
 images:
   - name: app
-    newTag: '1.9' # by hand
+    newTag: '1.10' # by hand
     newName: other
`,
    ],
    [
      "in the place of one that goes, also at the dash",
      DIGEST,
      `
 images:
-  - newTag: "1.9" # by hand
+  - digest: "sha256:0" # by hand
     name: app
`,
    ],
    [
      "as the last one, above what belongs to the next item",
      TAG,
      `
 images:
   - name: app
     # of the app
+    newTag: "1.10"
   # of the other
   - name: other
`,
    ],
    [
      "with a second one taken out",
      TAG,
      `
 images:
 - name: app
-  digest: sha256:0 # old
-  newTag: v1
+  newTag: "1.10"
 - name: other
`,
    ],
    [
      "in brackets",
      { newTag: "v2", digest: undefined },
      `
-images: [{digest: sha256:0, name: app, newTag: v1}, {name: other}]
+images: [{name: app, newTag: v2}, {name: other}]
`,
    ],
    [
      "at the end of brackets",
      { newTag: "v2", digest: undefined },
      `
-images: [{name: app}, {name: other}]
+images: [{name: app, newTag: v2}, {name: other}]
`,
    ],
    [
      "and what is as it should be stays",
      { newTag: "v2", digest: undefined },
      `
 images:
   - {name: app, newTag: v2}
`,
    ],
  ])("%s", (_what, values, diff) => {
    const { before, after } = sides(diff);
    expect(set(before, values)).toBe(after);
    expect(set(after, values)).toBe(after);
    const crlf = (text: string) => text.replaceAll("\n", "\r\n");
    expect(set(crlf(before), values)).toBe(crlf(after));
  });

  it.each<[string, Values, string]>([
    ["an alias", TAG, "x: &x {name: app}\nimages:\n  - *x\n"],
    ["a value of several lines", TAG, "images:\n  - name: app\n    newTag: |-\n      v1\n"],
    ["the only key, which is to go", DIGEST, "images:\n  - newTag:\n      a: 1\n"],
    ["a mapping without keys", TAG, "images:\n  - {}\n"],
  ])("but not those of %s", (_what, values, text) => {
    expect(() => set(text, values)).toThrow(UserError);
  });

  it("names the line of an alias, which is no value of its own", () => {
    const text = "images:\n  - name: &x app\n    newTag: *x\n";
    try {
      set(text, TAG);
      expect.unreachable();
    } catch (error) {
      expect((error as UserError).problems).toMatchObject([
        {
          message: 'kustomization.yaml: "1.10" can\'t take the place of an alias (*x).',
          line: 3,
        },
      ]);
    }
  });
});
