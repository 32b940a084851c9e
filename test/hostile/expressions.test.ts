import { Visitor } from "oxc-parser";
import { describe, expect, it } from "vitest";
import { expressionFits } from "../../generators/base/text/expression.ts";
import { placeInArtifact } from "../../generators/model/sources/artifacts.ts";
import { ignoreFile } from "../../generators/model/sources/ignore-file.ts";
import { processorClock } from "../support/processor-time.ts";
import { expressionsIn, placeOf, sources } from "../support/sources.ts";

const all = sources();

/** Whether a look ahead or behind has a `*`, a `+` or a `{1,}` in it. */
function looksFar(pattern: string): boolean {
  const groups: boolean[] = [];
  const tokens = /\\.|\[(?:[^\]\\]|\\.)*\]|\(\?<?[=!]|[()*+]|\{\d+,\}/gs;
  for (const [token] of pattern.matchAll(tokens)) {
    if (token.startsWith("(")) groups.push(token !== "(" || groups.at(-1) === true);
    else if (token === ")") groups.pop();
    else if (/^[*+{]/.test(token) && groups.at(-1)) return true;
  }
  return false;
}

describe("expressions of the generators", () => {
  it("have nothing of any length in a look ahead or behind, which is made anew at each place", () => {
    const found = all.flatMap(expressionsIn).filter(({ pattern }) => looksFar(pattern));
    expect(found.map(({ place }) => place)).toEqual([]);
    expect([",(?![^(]*\\))", "(?=(?:a|b)*)"].filter(looksFar)).toHaveLength(2);
    expect(["(?=[*+])a*", "(?<!x)(?:a|b)+", "(?=\\+)"].filter(looksFar)).toEqual([]);
  });

  it("are made of text in few places: what a repository gives as one goes to a linear reader", () => {
    const places = all.flatMap((source) => {
      const found: string[] = [];
      const add = (node: Parameters<typeof placeOf>[1], callee: { type: string }) => {
        if (callee.type !== "Identifier" || !("name" in callee) || callee.name !== "RegExp") return;
        found.push(placeOf(source, node).replace(/:\d+ .*/s, ""));
      };
      const visitor = new Visitor({
        NewExpression: (node) => add(node, node.callee),
        CallExpression: (node) => add(node, node.callee),
      });
      visitor.visit(source.program);
      return found;
    });
    expect([...new Set(places)].sort()).toEqual([
      // An answer of the user, in at most 1,000 characters, that is only compiled.
      "base/answers/tag-filter.ts",
      // Of constants.
      "base/answers/values.ts",
      // What is of one name alone; see above it.
      "base/text/expression.ts",
      "base/yaml/load.ts",
      // Names, each character of them for itself; of a variable, letters and digits.
      "check/rules/files/unlisted-manifest.ts",
      "check/rules/flux/undefined-variable.ts",
      "check/rules/workloads/probe-port.ts",
      "commands/rename-env/wiring.ts",
      // Of the layouts that are shipped.
      "model/layouts/pattern.ts",
      // Of the schemas that are shipped.
      "model/schema/scalar.ts",
      "model/views/environment.ts",
    ]);
  });
});

describe("an expression that a repository gives", () => {
  it.each([
    ["app", "app", true],
    ["app", "apps", false],
    [".*-dev", "shop-dev", true],
    ["a.c", "abc", true],
    ["(?i)APP", "app", true],
    ["(?P<name>a|b)+", "abba", true],
    ["[[:alpha:]]+", "abc", true],
    ["\\pL+", "é", true],
    ["a|b", "ab", false],
    ["app\\z", "app", true],
    ["(", "(", undefined],
    ["(?=a)a", "a", undefined],
    ["(a)\\1", "aa", undefined],
    ["[a-z]{1001}", "a", undefined],
    [`${"a?".repeat(6000)}`, "a", undefined],
  ])("%s is read as Go reads it", (expression, text, fits) => {
    expect(expressionFits(expression, text)).toBe(fits);
  });

  it.each([
    ["nested", "(?:(?:a*)*)*", "a"],
    ["twice the same", "(?:a|a)*", "a"],
    ["many of anything", ".*".repeat(100), "a"],
    ["counted", "(?:a{0,10}){0,20}", "a"],
    ["deep", `${"(".repeat(900)}a*${")".repeat(900)}`, "a"],
  ])("%s: in time that grows with the text", (_what, expression, char) => {
    const took = processorClock();
    expect(expressionFits(expression, `${char.repeat(20_000)}!b`)).toBe(expression.startsWith("."));
    expect(took()).toBeLessThan(2000);
  });
});

describe("a .sourceignore", () => {
  const isOut = (text: string, path: string, isFolder = false) =>
    ignoreFile(text)(path, isFolder) ?? false;

  it.each([
    ["*.md", "docs/a.md", true],
    ["*.md", "docs/a.mdx", false],
    ["/*.md", "docs/a.md", false],
    ["/docs", "docs/a.md", true],
    ["docs/", "docs", false],
    ["docs/", "docs/a.md", true],
    ["docs/*.md", "x/docs/a.md", false],
    ["**/docs", "x/y/docs/a", true],
    ["a/**/b", "a/b", true],
    ["a/**/b", "a/x/y/b", true],
    ["a/**/b", "a/x/y/c", false],
    ["a/**", "a/x", true],
    ["a/**", "a", false],
    ["a?c", "abc", true],
    ["[!a]c", "bc", true],
    ["[^a]c", "ac", false],
    ["[a-", "[a-", false],
    ["\\!a", "!a", true],
    ["\\*", "a", false],
    ["a ", "a", true],
    ["#a", "#a", false],
    ["a{b,c}", "ab", false],
    ["*\n!keep.yaml", "keep.yaml", false],
    ["!keep.yaml\n*", "keep.yaml", true],
  ])("%j and %s: %s", (text, path, out) => {
    expect(isOut(text, path)).toBe(out);
  });

  it("takes no longer for many ** and many *", () => {
    const took = processorClock();
    const path = "a/".repeat(2000);
    expect(isOut(`${"**/a/".repeat(200)}b`, `${path}c`)).toBe(false);
    expect(isOut(`${"*a".repeat(200)}b`, `${"a".repeat(250)}c`)).toBe(false);
    expect(took()).toBeLessThan(2000);
  });
});

it("what an ArtifactGenerator leaves out takes no longer for nested patterns", () => {
  const copy = { source: undefined, from: "**", to: "", isExtracted: false };
  const out = (exclude: string) =>
    placeInArtifact(`${"a".repeat(20_000)}b`, { ...copy, exclude: [exclude] });
  const took = processorClock();
  expect(out(`${"{a*,a*}".repeat(50)}c`)).toBeDefined();
  expect(out("**/*a*/**/**/*c")).toBeDefined();
  expect(took()).toBeLessThan(2000);
  expect(out("*b")).toBeUndefined();
});
