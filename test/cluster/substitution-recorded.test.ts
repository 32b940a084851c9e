import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { ROOT } from "../support/project.ts";
import { type Answer, answered, isEqual } from "../support/substitution.ts";
import type { Question } from "../support/substitution-questions.ts";

// Answers of Flux itself: e2e/proofs/9-substitution.test.ts asks for many more, and writes these.
const PAIRS = readFileSync(join(ROOT, "test", "fixtures", "substitution", "answers.jsonl"), "utf8")
  .trimEnd()
  .split("\n")
  .map((line): { question: Question; answer: Answer } => JSON.parse(line));

it("becomes what it became in Flux, or is refused as Flux refused it", () => {
  const refused = PAIRS.filter(({ answer }) => answer.refusal !== undefined).length;
  expect(Math.min(refused, PAIRS.length - refused)).toBeGreaterThan(150);
  for (const { question, answer } of PAIRS) {
    const own = answered(question);
    expect(isEqual(own, answer), JSON.stringify({ question, answer, own }, null, 2)).toBe(true);
  }
});
