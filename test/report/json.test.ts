import { expect, it } from "vitest";
import { resultJson } from "../../generators/base/text/json.ts";

it("a change's JSON names every kind of change and holds their diff", () => {
  const json = resultJson({
    command: "remove:env",
    repository: "flux-cd",
    written: false,
    changes: [
      { kind: "create", path: "a.yaml", after: "a\n" },
      { kind: "edit", path: "b.yaml", before: "b\n", after: "c\n" },
      { kind: "remove", path: "c.yaml", before: "c\n" },
    ],
    notes: [],
    next: [],
    built: [],
    program: undefined,
    earlier: [],
  });
  const { changes, diff } = JSON.parse(json) as { changes: unknown; diff: string };
  expect(changes).toEqual([
    { kind: "create", path: "flux-cd/a.yaml" },
    { kind: "edit", path: "flux-cd/b.yaml" },
    { kind: "remove", path: "flux-cd/c.yaml" },
  ]);
  expect(diff).toContain("deleted file mode 100644\n--- a/flux-cd/c.yaml\n+++ /dev/null\n");
});
