import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { doubleQuoted, toScalar } from "../../generators/base/yaml/scalar.ts";
import { fastest } from "../support/processor-time.ts";
import { SEED } from "../support/seed.ts";

/** Every reader and every place that a scalar may stand in must give the string back. */
function expectString(value: string): void {
  const scalar = toScalar(value);
  for (const version of ["1.1", "1.2"] as const) {
    expect(parse(scalar, { version }), scalar).toBe(value);
    expect(parse(`a: ${scalar} # b\n`, { version })).toEqual({ a: value });
    expect(parse(`- ${scalar}\n- b\n`, { version })).toEqual([value, "b"]);
    expect(parse(`[${scalar}, ${scalar}]`, { version })).toEqual([value, value]);
    expect(parse(`{a: ${scalar}}`, { version })).toEqual({ a: value });
    expect(parse(`${scalar}: 1\n`, { version })).toEqual({ [value]: 1 });
  }
  expect(scalar).not.toMatch(/[\n\r]/);
}

const words = (text: string) => text.split(" ");

describe("a string is read as that string", () => {
  it.each([
    ["YAML 1.1's booleans and nulls", words("yes No on OFF y N true False null Null ~")],
    ["nothing", ["", " ", "  "]],
    ["whole numbers", words("1 -1 +1 1_000 0o7 07 0x1F 0b1 0")],
    ["other numbers", words("1e3 1E3 1.5 .5 5. 1e e1 E12 e-0 .inf -.Inf .nan inf NaN")],
    ["times and dates", words("12:30 190:20:30 2024-01-01 2001-12-14t21:59:43.10-05:00")],
    ["indicators", words("- ? : , [ ] { } # & * ! | > ' \" % @ ` << = --- ...")],
    ["indicators at the start", words("-a ?a :a ,a [a ]a {a }a #a &a *a !a |a >a 'a \"a %a @a `a")],
    ["indicators further on", words("a: a:b a#b a,b a[b a]b a{b a}b a'b a\"b a\\nb a&b")],
    ["indicators beside a space", ["a: b", "a #b", "- a", "? a", "a - b", "a, b", ' "a" ', "it's"]],
    ["templates and variables", words("{{x}} $a $(A) \u0024{A} a\u0024{b}c __proto__")],
    [
      "line ends",
      ["\n", "\r", "a\nb", "a\r\nb", "\n---\n", "a\n", "\na", "\u0085", "\u2028", "\u2029"],
    ],
    ["blanks", ["\t", "a\tb", " a", "a ", "a  b", "\u00a0", "\u3000"]],
    ["controls", ["\0", "\u0007", "\u001b[2J", "\u007f", "\ufeff", "\ufffe", "\uffff"]],
    ["what can't be seen", ["\u200b", "\u202egnp.exe", "\u2066a\u2069", "\u{e0041}", "\u00ad"]],
    ["other scripts", ["é", "日本", "😀", "👨‍👩‍👧", "\ud800", "\udc00a"]],
  ])("%s", (_, values) => {
    for (const value of values) expectString(value);
  });

  it("whatever it is", () => {
    const token = fc.constantFrom(..."aYn01.-_:/ #,[]{}'\"\\&*!|>%@`~=+eExo\n\t\u0085\u2028");
    const value = fc.oneof(
      fc.string({ unit: "binary", maxLength: 20 }),
      fc.string({ unit: token, maxLength: 6 }),
    );
    fc.assert(
      fc.property(value, (each) => {
        expectString(each);
      }),
      { seed: SEED, numRuns: 1000 },
    );
  });
});

describe("a string is written", () => {
  it.each([
    ["a path", "../../base-app-config", "../../base-app-config"],
    ["an image", "ghcr.io/acme/checkout:1.4.2", "ghcr.io/acme/checkout:1.4.2"],
    ["words", "Add app checkout", "Add app checkout"],
    ["a quantity", "50m", "50m"],
    ["a binary quantity", "1.5Gi", "1.5Gi"],
    ["an URL", "https://git.example.com/a.git", "https://git.example.com/a.git"],
    ["a version range, in quotes", ">=1.0.0 <2.0.0", '">=1.0.0 <2.0.0"'],
    ["a version, in quotes", "1.4.2", '"1.4.2"'],
    ["letters of other scripts, as they are", "é日本😀", '"é日本😀"'],
    ["what turns the direction of text, in sight", "a\u202eb", '"a\\u202eb"'],
    ["what has no width, in sight", "a\u200bb", '"a\\u200bb"'],
    ["tags beyond the basic plane, in sight", "\u{e0041}", '"\\U000e0041"'],
    ["a line end, on one line", "a\nb", '"a\\nb"'],
  ])("%s", (_, value, written) => {
    expect(toScalar(value)).toBe(written);
  });

  it("a number stays a number", () => {
    expect(toScalar(3)).toBe("3");
    expect(toScalar(-1)).toBe("-1");
  });

  it("in double quotes where that is asked for", () => {
    expect(doubleQuoted("a")).toBe('"a"');
  });
});

it.each(["a", "a:", "../", "a ", "\u200b"])("100 kB of %j take no time", (piece) => {
  const long = piece.repeat(100_000 / piece.length);
  expect(fastest(() => toScalar(long))).toBeLessThan(500);
});
