import { describe, expect, it } from "vitest";
import {
  changesText,
  paintDiff,
  paintFor,
  problemsText,
  visible,
} from "../../generators/base/text/text.ts";

const ESC = "\u001b";
const DIFF = "--- a/x\n+++ b/x\n@@ -1,1 +1,2 @@\n kept\n-gone\n+added\n";

describe("colours", () => {
  it("are git's, on a terminal", () => {
    const painted = paintDiff(DIFF, paintFor(true, {}));
    expect(painted).toContain(`${ESC}[32m+added${ESC}[39m`);
    expect(painted).toContain(`${ESC}[31m-gone${ESC}[39m`);
    expect(painted).toContain(`${ESC}[36m@@ -1,1 +1,2 @@${ESC}[39m`);
    expect(painted).toContain(`${ESC}[1m--- a/x${ESC}[22m`);
    expect(painted).toContain("\n kept\n");
  });

  it.each([
    ["a pipe", false, {}],
    ["NO_COLOR", true, { NO_COLOR: "1" }],
    ["a dumb terminal", true, { TERM: "dumb" }],
  ])("are left out for %s", (_what, isTerminal, env) => {
    expect(paintDiff(DIFF, paintFor(isTerminal, env))).toBe(DIFF);
  });
});

describe("text of a repository on a terminal", () => {
  it.each([
    ["an escape code", `${ESC}[2Jx`, "\\u001b[2Jx"],
    ["a bidirectional override", "a\u202eb", "a\\u202eb"],
    ["a bell", "\u0007", "\\u0007"],
    ["letters, tabs and line ends as they are", "ä\tß\n", "ä\tß\n"],
    ["CRLF as a line end", "a\r\nb", "a\nb"],
  ])("shows %s", (_what, text, shown) => {
    expect(visible(text)).toBe(shown);
  });

  it("is made visible in problems too", () => {
    const problem = {
      rule: "x",
      message: `bad ${ESC}[31m`,
      path: `a${ESC}.yaml`,
      line: 3,
      hint: `do ${ESC}`,
    };
    const text = problemsText([problem], "flux-cd", paintFor(false, {}));
    expect(text).toBe("✗ bad \\u001b[31m\n  flux-cd/a\\u001b.yaml:3\n  do \\u001b\n");
  });
});

it("a list of changes says what happens to each file", () => {
  const changes = [
    { kind: "create", path: "a.yaml", after: "" },
    { kind: "edit", path: "b.yaml", before: "", after: "b" },
    { kind: "remove", path: "c.yaml", before: "" },
  ] as const;
  expect(changesText(changes, "flux-cd", paintFor(false, {}))).toBe(
    "  new     flux-cd/a.yaml\n  changed flux-cd/b.yaml\n  removed flux-cd/c.yaml\n",
  );
});
