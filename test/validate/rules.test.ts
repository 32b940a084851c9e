import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { check, RULES } from "../../generators/check/checks.ts";
import type { Rule } from "../../generators/check/rule.ts";
import { analysisOf } from "../support/analysis.ts";
import { NO_KUSTOMIZE } from "../support/kustomize.ts";
import { ROOT } from "../support/project.ts";

/**
 * `test/fixtures/rules/invalid/<rule>/` is a repository with the fault that the rule is named
 * for, and `valid/<rule>/` its twin that almost has it; `<rule>--<case>` is a further pair.
 * `findings.txt` beside the invalid repository's files says what must be found, a line each.
 * UPDATE_FIXTURES=1 writes it anew: read the diff before you commit it.
 */
const FIXTURES = join(ROOT, "test", "fixtures", "rules");
const FOUND = "findings.txt";

const names = (side: string) =>
  readdirSync(join(FIXTURES, side), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
const ruleOf = (fixture: string) => fixture.split("--")[0];

/** What all rules find, as `path:line:column rule: message`. */
async function findingsIn(side: string, fixture: string): Promise<string> {
  const subject = await analysisOf(join(FIXTURES, side, fixture));
  return check(subject, ["files", "builds", "whole", "base"])
    .map(({ rule, path, line, column, message, hint }) => {
      expect(hint, message).toBeTruthy();
      const place = [path, line, column].filter((part) => part !== undefined).join(":");
      return `${place} ${rule}: ${message}\n`;
    })
    .sort()
    .join("");
}

it("every rule has a fixture with its fault, and every fixture has its twin", () => {
  const rules = RULES.map(({ name }: Rule) => name).sort();
  expect([...new Set(names("invalid").map(ruleOf))].sort()).toEqual(rules);
  expect(names("valid")).toEqual(names("invalid"));
});

describe.skipIf(NO_KUSTOMIZE)("each rule", () => {
  it.each(names("invalid"))("fires on invalid/%s and nothing else does", async (fixture) => {
    const found = await findingsIn("invalid", fixture);
    const expected = join(FIXTURES, "invalid", fixture, FOUND);
    if (process.env.UPDATE_FIXTURES) writeFileSync(expected, found);
    expect(found).toBe(existsSync(expected) ? readFileSync(expected, "utf8") : "");
    expect(found).not.toBe("");
    for (const line of found
      .trimEnd()
      .split("\n")
      .filter((each) => !each.startsWith(" "))) {
      expect(line).toContain(` ${ruleOf(fixture)}: `);
    }
  });

  it.each(names("valid"))("is silent on valid/%s, and so are all others", async (fixture) => {
    expect(await findingsIn("valid", fixture)).toBe("");
  });
});
