import { check } from "recheck";
import { describe, expect, it } from "vitest";
import { expressionsIn, sources } from "../support/sources.ts";

/**
 * Every regular expression of the generators, since each may meet the text of a repository: recheck
 * looks for a string that takes longer than its length allows, and says which. One that looks ahead
 * or behind it can only try out; those are held by test/hostile/expressions.test.ts as well.
 */
describe("no regular expression takes more than linear time", () => {
  const all = sources()
    .flatMap(expressionsIn)
    // It is given a text that ends with a bracket.
    .filter(({ place }) => !/^model.substitution.substitute\.ts:\d+ \/\\\$\?/.test(place));

  it("there are some", () => {
    expect(all.length).toBeGreaterThan(200);
  });

  it.each(all)("$place", async ({ pattern, flags }) => {
    const { status, ...more } = await check(pattern, flags, { timeout: 60_000 });
    const attack = "attack" in more ? more.attack.pattern : "";
    expect({ status, attack }).toEqual({ status: "safe", attack: "" });
  });
});
