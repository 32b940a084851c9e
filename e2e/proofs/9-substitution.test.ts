import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { type Answer, answered, isEqual } from "../../test/support/substitution.ts";
import { questions } from "../../test/support/substitution-questions.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** SUBSTITUTION_SEED tries others, and SUBSTITUTION_COUNT more. */
const SEED = Number(process.env.SUBSTITUTION_SEED ?? 20261201);
const COUNT = Number(process.env.SUBSTITUTION_COUNT ?? 9000);

/** What `npm test` checks without Go: the first questions, with Flux's answers. */
const RECORDED = join(ROOT, "test", "fixtures", "substitution", "answers.jsonl");
const RECORDED_COUNT = 450;

it("becomes what it becomes in Flux, or is refused as Flux refuses it", async () => {
  const asked = questions(SEED, COUNT);
  const answers = await answersOfFlux(asked);
  expect(answers).toHaveLength(COUNT);
  const pairs = asked.map((question, index) => ({ question, answer: answers[index] as Answer }));
  if (process.env.UPDATE_SUBSTITUTION !== undefined) {
    const lines = pairs.slice(0, RECORDED_COUNT).map((pair) => `${JSON.stringify(pair)}\n`);
    writeFileSync(RECORDED, lines.join(""));
  }
  const refused = answers.filter(({ refusal }) => refusal !== undefined).length;
  console.log(`seed ${SEED}: ${COUNT} asked, ${refused} of them refused by Flux`);
  const differing = pairs.filter(({ question, answer }) => !isEqual(answered(question), answer));
  expect(differing.map((pair) => ({ ...pair, own: answered(pair.question) }))).toEqual([]);
}, 1_200_000);

/** Asks tools/flux/substitution, which is built where it is not yet. */
async function answersOfFlux(asked: readonly unknown[]): Promise<Answer[]> {
  const go = spawn("go", ["run", "./substitution"], {
    cwd: join(ROOT, "e2e", "tools", "flux"),
    env: { ...process.env, CGO_ENABLED: "0", GOWORK: "off" },
    stdio: ["pipe", "pipe", "inherit"],
  });
  const lines = text(go.stdout);
  go.stdin.end(asked.map((each) => `${JSON.stringify(each)}\n`).join(""));
  return (await lines)
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));
}
