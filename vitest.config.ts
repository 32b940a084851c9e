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
    testTimeout: 30_000,
  },
});
