import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { inFormOf, isSame, isTooLong, mergeText } from "../../generators/commands/update/merge.ts";
import { processorClock } from "../support/processor-time.ts";
import { temporaryFolder } from "../support/project.ts";
import { SEED } from "../support/seed.ts";

const MADE = "kind: A\nspec:\n  one: 1\n  two: 2\n  three: 3\n  four: 4\n  five: 5\n";
const NOW = MADE.replace("five: 5", "five: V\n  six: 6");

/** Forms that the same file may have. */
const FORMS: Record<string, (text: string) => string> = {
  "as generated": (text) => text,
  CRLF: (text) => text.replaceAll("\n", "\r\n"),
  "no last line end": (text) => text.replace(/\n$/, ""),
  "CRLF, no last line end": (text) => text.replaceAll("\n", "\r\n").replace(/\r\n$/, ""),
  "a byte order mark": (text) => `\ufeff${text}`,
};

/** What git makes of three texts, and whether it found conflicts. */
function gitMerge(today: string, made: string, now: string): { text: string; isClean: boolean } {
  const folder = temporaryFolder();
  for (const [name, text] of Object.entries({ today, made, now }))
    writeFileSync(join(folder, name), text);
  const labels = ["today", "generated", "templates"].flatMap((each) => ["-L", each]);
  const files = ["today", "made", "now"];
  const args = ["merge-file", "-p", "--diff3", ...labels, ...files];
  const { stdout, status } = spawnSync("git", args, { cwd: folder, encoding: "utf8" });
  return { text: stdout, isClean: status === 0 };
}

describe.each(Object.entries(FORMS))("a file in this form: %s", (_, form) => {
  it("without edits becomes what the templates make now, in its form", () => {
    const today = form(MADE);
    expect(isSame(today, MADE)).toBe(true);
    expect(mergeText({ made: MADE, today, now: NOW })).toEqual({ text: form(NOW), conflicts: [] });
  });

  it("keeps every edit and every byte around them", () => {
    const today = form(MADE.replace("one: 1", "one: I # by hand"));
    expect(isSame(today, MADE)).toBe(false);
    const expected = form(NOW.replace("one: 1", "one: I # by hand"));
    expect(mergeText({ made: MADE, today, now: NOW })).toEqual({ text: expected, conflicts: [] });
  });

  it("stays as it is where the templates have not changed, or it has their change already", () => {
    const edited = form(MADE.replace("one: 1", "one: I"));
    expect(mergeText({ made: MADE, today: edited, now: MADE }).text).toBe(edited);
    expect(mergeText({ made: MADE, today: form(NOW), now: NOW }).text).toBe(form(NOW));
  });
});

describe("lines that both have changed", () => {
  const today = MADE.replace("five: 5", "five: 50").replace("kind: A", "kind: B");

  it("are shown as git shows them, with their line", () => {
    const { conflicts } = mergeText({ made: MADE, today, now: NOW });
    expect(conflicts).toEqual([
      {
        line: 7,
        lines: [
          "<<<<<<< today",
          "  five: 50",
          "||||||| generated",
          "  five: 5",
          "=======",
          "  five: V",
          "  six: 6",
          ">>>>>>> templates",
        ],
      },
    ]);
    expect(gitMerge(today, MADE, NOW).text).toContain(conflicts[0]?.lines.join("\n"));
  });

  it("are settled by a side, and the rest is merged", () => {
    const ours = mergeText({ made: MADE, today, now: NOW.replace("one: 1", "one: I") }, "ours");
    expect(ours).toEqual({ text: today.replace("one: 1", "one: I"), conflicts: [] });
    const theirs = mergeText({ made: MADE, today, now: NOW }, "theirs");
    expect(theirs).toEqual({ text: NOW.replace("kind: A", "kind: B"), conflicts: [] });
  });

  it("are the whole of a file that nobody generated", () => {
    const { conflicts } = mergeText({ made: "", today: "a: 1\n", now: "a: 2\n" });
    expect(conflicts).toHaveLength(1);
    expect(conflicts[0]).toMatchObject({ line: 1 });
  });
});

describe("any texts", () => {
  // Lines of one file differ: where they repeat, two right merges can differ too.
  const text = fc
    .uniqueArray(fc.nat(30), { maxLength: 12 })
    .map((lines) => lines.map((line) => `line ${line}\n`).join(""));
  const edited = (base: string) =>
    fc
      .array(fc.tuple(fc.nat(12), fc.nat(2), fc.array(fc.nat(99), { maxLength: 2 })), {
        maxLength: 3,
      })
      .map((edits) => {
        const lines = base.split("\n").slice(0, -1);
        for (const [at, count, added] of edits) {
          lines.splice(at, count, ...added.map((each, index) => `new ${at} ${index} ${each}`));
        }
        return lines.map((line) => `${line}\n`).join("");
      });
  const three = text.chain((made) =>
    fc.record({ made: fc.constant(made), today: edited(made), now: edited(made) }),
  );

  it("merge as git merges them", () => {
    let clean = 0;
    fc.assert(
      fc.property(three, ({ made, today, now }) => {
        // Without a last line end, made and now take its absence over: git would call that an edit.
        fc.pre(today !== "" && made !== "" && now !== "");
        const merged = mergeText({ made, today, now });
        const byGit = gitMerge(today, made, now);
        expect(merged.conflicts.length === 0).toBe(byGit.isClean);
        if (!byGit.isClean) return;
        clean++;
        expect(merged.text).toBe(byGit.text);
      }),
      { seed: SEED, numRuns: 150 },
    );
    expect(clean).toBeGreaterThan(30);
  });

  it("lose nothing of either side", () => {
    fc.assert(
      fc.property(three, ({ made, today, now }) => {
        expect(mergeText({ made, today: made, now }).text).toBe(inFormOf(made, now));
        expect(mergeText({ made, today, now: made }).text).toBe(today);
        expect(mergeText({ made, today: now, now }).text).toBe(now);
      }),
      { seed: SEED },
    );
  });
});

it("lines with names that every object has are lines like others", () => {
  const made = "constructor\n__proto__\ntoString\nend\n";
  const today = `valueOf\n${made}`;
  expect(mergeText({ made, today, now: `${made}hasOwnProperty\n` }).text).toBe(
    `${today}hasOwnProperty\n`,
  );
});

it("takes no longer for the longest file that it takes", () => {
  const today = MADE + "  one: 1\n".repeat(9_990);
  expect(isTooLong(today)).toBe(false);
  expect(isTooLong(`${today}${"\n".repeat(10)}`)).toBe(true);
  const took = processorClock();
  mergeText({ made: MADE.repeat(20), today, now: NOW.repeat(20) });
  expect(took()).toBeLessThan(10_000);
});
