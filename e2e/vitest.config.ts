import { defineConfig } from "vitest/config";

/** npm run e2e: one proof after the other, against one cluster, in the order of their names. */
export default defineConfig({
  test: {
    include: ["e2e/proofs/*.test.ts"],
    fileParallelism: false,
    // Each proof builds on what the one before left.
    bail: 1,
    reporters: ["verbose"],
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
});
