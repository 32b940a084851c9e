import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // The tests run what the image runs: the bundle.
    globalSetup: ["test/support/build.ts"],
    // One waits for npm (test/image.test.ts) while the other works.
    maxWorkers: 2,
    testTimeout: 20_000,
  },
});
