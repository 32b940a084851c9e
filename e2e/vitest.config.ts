import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

class ByName extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return files.sort((a, b) => (a.moduleId < b.moduleId ? -1 : 1));
  }
}

/** npm run e2e: one proof after the other against one cluster, each on what the last one left. */
export default defineConfig({
  test: {
    include: ["e2e/proofs/*.test.ts"],
    fileParallelism: false,
    sequence: { sequencer: ByName },
    bail: 3,
    reporters: ["verbose"],
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
});
