import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // npm run test:slow, npm run test:browser
    exclude: ["test/slow/**", "test/browser/**", "test/characterisation/**"],
    // The tests run what users run: the bundle.
    globalSetup: ["test/support/build.ts"],
    // Most of them wait for a child process: vitest would leave one processor out.
    maxWorkers: "100%",
    // A machine that is busy is slow, and that is no failure: this ends what hangs.
    testTimeout: 600_000,
    hookTimeout: 600_000,
  },
});
