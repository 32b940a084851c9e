import { describe, expect, it } from "vitest";
import { options } from "../../generators/base/options/options.ts";
import { UsageError } from "../../generators/base/problem/problem.ts";
import { parse } from "../../generators/cli/line/parse.ts";

const OPTIONS = options<undefined>()
  .text("name", { help: "" })
  .list("app", { help: "", was: ["apps"] })
  .switch("prune", { help: "", default: true })
  .switch("yes", { help: "" })
  .switchOrText("commit", { help: "", value: "BRANCH", was: ["branch"] });

const given = (line: string) => parse(line.split(" "), OPTIONS.all, "new:thing");

describe("a command line", () => {
  it.each([
    ["--name a --yes", { name: "a", yes: true }],
    ["--name=a=b --app a,b --app c", { name: "a=b", app: ["a,b", "c"] }],
    ["--no-prune", { prune: false }],
    ["--commit --name a", { commit: true, name: "a" }],
    ["--commit=ops/a", { commit: "ops/a" }],
    ["-- --name -", { name: "-" }],
  ])("%s", (line, expected) => {
    expect(given(line)).toEqual(expected);
  });

  it.each([
    ["--name a --name a", "--name is given twice."],
    ["--yes --yes", "--yes is given twice."],
    ["--commit --commit=a", "--commit is given twice."],
    ["--prune --no-prune", "--prune and --no-prune exclude each other."],
    ["--apps a", "--apps is called --app now."],
    ["--apps=a", "--apps is called --app now."],
    ["--branch a", "--branch is called --commit=BRANCH now."],
    ["--name", "--name needs a value."],
    ["--name --yes", "--name needs a value."],
    ["--name=", "--name is empty."],
    ["--commit=", "--commit is empty."],
    ["--yes=1", "--yes takes no value."],
    ["--nam a", 'There is no flag "--nam".'],
    ["-name a", 'There is no flag "-name".'],
    ["a", '"a" is not a flag.'],
    ["--__proto__ a", 'There is no flag "--__proto__".'],
  ])("%s is refused", (line, message) => {
    expect(() => given(line)).toThrow(UsageError);
    expect(() => given(line)).toThrow(message);
  });
});
