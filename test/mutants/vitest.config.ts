import { readFileSync } from "node:fs";
import { relative } from "node:path";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

const { MUTANTS_SEEN, MUTANTS_TIMES } = process.env;
/** Milliseconds of each test file, by its path in the project. */
const times: Record<string, number> =
  MUTANTS_TIMES === undefined ? {} : JSON.parse(readFileSync(MUTANTS_TIMES, "utf8"));

/** Most mutants are killed at once: the fastest file tries first. */
class FastestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const timeOf = ({ moduleId }: TestSpecification) =>
      times[relative(process.cwd(), moduleId)] ?? 0;
    return files.toSorted((one, other) => timeOf(one) - timeOf(other));
  }
}

/** The tests that `npm run test:mutants` runs on each mutant that they reach: test/mutants/run.mjs. */
export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // What is about other floors and the platform, and what takes long.
    exclude: ["test/{slow,browser,characterisation,platform,e2e,disk,git}/**"],
    // A start of Node for each command would take too long: they run in the process of the test.
    env: { RUN_INSIDE: "1" },
    setupFiles: ["test/mutants/setup.ts"],
    sequence: { sequencer: FastestFirst },
    // One process for a mutant; one for a test file where it is noted what that one reaches.
    isolate: MUTANTS_SEEN !== undefined,
    pool: "forks",
    testTimeout: 600_000,
    hookTimeout: 600_000,
  },
});
