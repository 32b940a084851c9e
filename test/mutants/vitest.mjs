import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join, relative } from "node:path";

const RUNNING = new Set();

/** Ends whatever runs, with all that it started. */
export function stopAll() {
  for (const { pid } of RUNNING) process.kill(-pid, "SIGKILL");
}

/**
 * Runs test files of a copy of the project, in a home of their own.
 * @param options.cache a home whose renderings are taken over
 * @param options.patience milliseconds after which the run is stopped
 * @returns whether it was stopped, whether all passed, and vitest's result of each file, by its path in the copy
 */
export async function vitest(copy, tests, { env = {}, flags = [], cache, patience } = {}) {
  const home = `${copy}-home`;
  const output = join(home, "result.json");
  rmSync(home, { recursive: true, force: true });
  mkdirSync(join(home, "tmp"), { recursive: true });
  mkdirSync(join(home, ".cache"));
  if (cache !== undefined) cpSync(cache, join(home, ".cache"), { recursive: true });
  const args = [
    ...["node_modules/vitest/vitest.mjs", "run", "--config", "test/mutants/vitest.config.ts"],
    ...["--reporter=json", `--outputFile=${output}`, ...flags, ...tests],
  ];
  // A group of its own: what the tests start ends with them.
  const child = spawn(process.execPath, args, {
    cwd: copy,
    detached: true,
    stdio: "ignore",
    env: { ...process.env, ...env, HOME: home, XDG_CACHE_HOME: "", TMPDIR: join(home, "tmp") },
  });
  RUNNING.add(child);
  let stopped = false;
  const stop = () => {
    stopped = true;
    process.kill(-child.pid, "SIGKILL");
  };
  const timer = patience === undefined ? undefined : setTimeout(stop, patience);
  await new Promise((resolve) => child.on("close", resolve));
  clearTimeout(timer);
  RUNNING.delete(child);
  const result = existsSync(output) ? JSON.parse(readFileSync(output, "utf8")) : undefined;
  const files = (result?.testResults ?? []).map((each) => ({
    ...each,
    name: relative(copy, each.name),
  }));
  return { stopped, passed: child.exitCode === 0, files };
}

/** The first test that failed, or the file that did not load. */
export function firstFailure(files) {
  for (const { name, status, assertionResults } of files) {
    const failed = assertionResults.find((each) => each.status === "failed");
    if (failed !== undefined) return `${name}: ${failed.fullName}`;
    if (status === "failed") return name;
  }
  return "vitest itself";
}
