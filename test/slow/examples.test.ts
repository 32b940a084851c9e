import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { EXAMPLES, exampleOf } from "../support/examples.ts";
import { NO_KUSTOMIZE } from "../support/kustomize.ts";
import { ROOT, run } from "../support/project.ts";

describe.skipIf(NO_KUSTOMIZE)("docs/examples", () => {
  test.each(Object.keys(EXAMPLES))("%s/comment.md is what diff writes", async (name) => {
    const folder = await exampleOf(name);
    const args = ["diff", "--base", "main", "--format", "markdown", "--repo", folder];
    const { code, stdout, stderr } = await run(args);
    expect(stderr).toBe("");
    expect(code).toBe(0);
    // Another time it is another commit.
    const comment = stdout.replace(/main \(`?[0-9a-f]{7}`?\)/, "main");
    const path = join(ROOT, "docs/examples", name, "comment.md");
    if (process.env.UPDATE_GOLDEN) {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, comment);
    }
    expect(existsSync(path) ? readFileSync(path, "utf8") : undefined).toBe(comment);
  });
});
