import { describe, expect, it } from "vitest";
import { tagExtractFault, tagPatternFault } from "../../generators/base/answers/tag-filter.ts";

describe("a pattern for tags", () => {
  it.each(["^main-[0-9a-f]+-(?P<ts>[0-9]+)$", "(?<ts>x)", "(?i)^v1", ".*", "^1\\.[0-9]+$"])(
    "may be %s",
    (pattern) => {
      expect(tagPatternFault(pattern)).toBeUndefined();
    },
  );

  it.each([
    ["(", /not a regular expression/],
    ["[z-a]", /not a regular expression/],
    ["(?=x)", /looks ahead, behind or back/],
    ["(?<!x)y", /looks ahead, behind or back/],
    ["(a)\\1", /looks ahead, behind or back/],
    ["x".repeat(1001), /too long/],
  ])("may not be %s", (pattern, says) => {
    expect(tagPatternFault(pattern)).toMatch(says);
  });
});

describe("the part of a tag that is ordered", () => {
  it.each([
    ["$ts", "^main-(?P<ts>[0-9]+)$"],
    ["\u0024{ts}", "^main-(?<ts>[0-9]+)$"],
    ["$1", "^main-([0-9]+)$"],
    ["$0", "^[0-9]+$"],
    ["$y.$m", "^(?P<y>[0-9]{4})-(?P<m>[0-9]{2})$"],
  ])("may be %s of %s", (extract, pattern) => {
    expect(tagExtractFault(extract, pattern)).toBeUndefined();
  });

  it.each([
    ["ts", "^(?P<ts>[0-9]+)$", /names no group/],
    ["$ts", "^([0-9]+)$", /names the group ts, which the pattern/],
    ["$2", "^([0-9]+)$", /names the group 2/],
    // Go takes the longest name: this is the group tsx.
    ["$tsx", "^(?P<ts>[0-9]+)$", /names the group tsx/],
  ])("may not be %s of %s", (extract, pattern, says) => {
    expect(tagExtractFault(extract, pattern)).toMatch(says);
  });
});
