// npm run test:mutants: changes the sources in many small places, one at a time, and counts the
// changes that no test notices.
import { execFileSync } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { copyProject, note, restore } from "./copy.mjs";
import { instrument } from "./instrument.mjs";
import { explained, killed, summary, survivor } from "./report.mjs";
import { firstFailure, stopAll, vitest } from "./vitest.mjs";

const PROJECT = fileURLToPath(new URL("../..", import.meta.url));
const FLOORS = ["model", "edit", "check", "commands"].map((floor) => `generators/${floor}`);
/** The share of the mutants that must be killed, of those that can be noticed. */
const ENOUGH = 0.85;
const USAGE = `npm run test:mutants -- [flags]
  --seed N       which mutants are taken (1)
  --sample N     how many (400)
  --only PATH    those of this folder or file; repeatable (${FLOORS.join(", ")})
  --tests PATH   with the test files whose path holds this; repeatable (all)
  --jobs N       how many at once (one for each processor)
  --output FILE  writes the verdicts as JSON
Exit code 1 where fewer than ${100 * ENOUGH} % are noticed.
`;
const TEXT = { type: "string" };
const { values } = parseArgs({
  options: {
    seed: { ...TEXT, default: "1" },
    sample: { ...TEXT, default: "400" },
    only: { ...TEXT, multiple: true, default: FLOORS },
    tests: { ...TEXT, multiple: true, default: [] },
    jobs: { ...TEXT, default: String(availableParallelism()) },
    output: TEXT,
    help: { type: "boolean", default: false },
  },
});

const say = (text) => process.stderr.write(`${text}\n`);

if (values.help) {
  process.stdout.write(USAGE);
} else {
  const folder = mkdtempSync(join(tmpdir(), "flux-cd-mutants-"));
  const cleanUp = () => rmSync(folder, { recursive: true, force: true });
  process.once("SIGINT", () => {
    stopAll();
    cleanUp();
    process.exit(130);
  });
  try {
    process.exitCode = await run(folder);
  } finally {
    cleanUp();
  }
}

async function run(folder) {
  const first = join(folder, "0");
  copyProject(PROJECT, first);
  const mutants = await instrument(first, values.only);
  execFileSync(process.execPath, ["scripts/build.mjs"], { cwd: first, stdio: "inherit" });
  note(first);
  say(`${mutants.length} mutants. The tests without one:`);
  const { seen, times } = await firstRun(first, folder);

  const trials = sampled(mutants, Number(values.seed), Number(values.sample)).map((mutant) => ({
    mutant,
    ...(seen.get(mutant.id) ?? { tests: new Set(), hits: 0 }),
  }));
  const queue = [...trials];
  const verdicts = [];
  const work = async (copy) => {
    for (let trial = queue.shift(); trial !== undefined; trial = queue.shift()) {
      const verdict = await judge(trial, copy, { folder, times });
      verdicts.push(verdict);
      if (verdict.by === undefined && !explained(verdict)) say(survivor(verdict));
      if (verdicts.length % 20 === 0) say(`${verdicts.length} of ${trials.length}`);
    }
  };
  const copies = Array.from({ length: Number(values.jobs) }, (_, index) =>
    join(folder, `${index}`),
  );
  // With the times: the program refuses to start where a source is newer than the bundle.
  const whole = { recursive: true, verbatimSymlinks: true, preserveTimestamps: true };
  for (const copy of copies.slice(1)) cpSync(first, copy, whole);
  await Promise.all(copies.map(work));

  if (values.output !== undefined) writeFileSync(values.output, JSON.stringify(verdicts, null, 1));
  process.stdout.write(summary(verdicts));
  return killed(verdicts) < ENOUGH ? 1 : 0;
}

/**
 * Runs all tests without a mutant: by themselves, to see which mutants each file reaches and how
 * often, and then one after the other in one process, as they are run with a mutant. Who fails
 * there, because it wants a process of its own, is left out.
 */
async function firstRun(copy, folder) {
  const notes = join(folder, "seen");
  mkdirSync(notes);
  const apart = passing(await vitest(copy, values.tests, { env: { MUTANTS_SEEN: notes } }));
  cpSync(join(`${copy}-home`, ".cache"), join(folder, "cache"), { recursive: true });
  const paths = apart.map(({ name }) => name);
  const together = passing(await vitest(copy, paths, { cache: join(folder, "cache") }));
  restore(copy);
  if (together.length === 0) throw new Error("Without a mutant no test passes.");
  const times = new Map(together.map((each) => [each.name, each.endTime - each.startTime]));
  writeFileSync(join(folder, "times.json"), JSON.stringify(Object.fromEntries(times)));

  const seen = new Map();
  for (const name of readdirSync(notes)) {
    const { test, mutants } = JSON.parse(readFileSync(join(notes, name), "utf8"));
    if (!times.has(test)) continue;
    for (const [id, hits] of Object.entries(mutants)) {
      const known = seen.get(id) ?? { tests: new Set(), hits: 0 };
      seen.set(id, { tests: known.tests.add(test), hits: known.hits + hits });
    }
  }
  return { seen, times };
}

function passing({ files }) {
  const failed = files.filter(({ status }) => status === "failed");
  for (const file of failed)
    say(`Left out, since it fails without a mutant: ${firstFailure([file])}`);
  return files.filter((file) => !failed.includes(file));
}

/** Runs the tests that reach a mutant, with it: by whom it was killed, if it was. */
async function judge({ mutant, tests, hits }, copy, { folder, times }) {
  if (tests.size === 0) return { ...mutant, by: undefined, tests: 0 };
  const usual = [...tests].reduce((sum, test) => sum + times.get(test), 0);
  const { stopped, passed, files } = await vitest(copy, [...tests], {
    env: {
      __STRYKER_ACTIVE_MUTANT__: mutant.id,
      MUTANTS_HITS: String(1000 + 10 * hits),
      MUTANTS_TIMES: join(folder, "times.json"),
    },
    flags: ["--bail=1"],
    cache: join(folder, "cache"),
    patience: 120_000 + 10 * usual,
  });
  restore(copy);
  const by = stopped ? "never ended" : passed ? undefined : firstFailure(files);
  return { ...mutant, by, tests: tests.size };
}

/** The same mutants for the same seed (xorshift32). */
function sampled(mutants, seed, count) {
  let state = (seed * 2654435761) >>> 0 || 1;
  const next = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state = (state ^ (state << 5)) >>> 0;
    return state;
  };
  return mutants
    .map((mutant) => ({ mutant, at: next() }))
    .sort((one, other) => one.at - other.at)
    .slice(0, count)
    .map(({ mutant }) => mutant);
}
