import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { rulesPage } from "../../generators/validate/documentation.ts";
import { ROOT } from "../support/project.ts";

it("docs/rules.md says what the rules say (npm run docs)", () => {
  expect(readFileSync(join(ROOT, "docs", "rules.md"), "utf8")).toBe(rulesPage());
});
