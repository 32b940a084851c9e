import { defineConfig } from "vitest/config";

/** `npm run test:slow`: what takes minutes, or needs strace, root or Python. */
export default defineConfig({
  test: {
    include: ["test/slow/*.test.ts", "test/characterisation/*.test.ts"],
    globalSetup: ["test/support/build.ts"],
    testTimeout: 600_000,
    hookTimeout: 600_000,
    // They measure, and fill disks.
    fileParallelism: false,
  },
});
