import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("..", import.meta.url));
export const BIN = join(ROOT, "bin", "flux-cd.js");
/** The monorepo as shipped: flux-cd/ itself is the user's. */
export const MONOREPO = join(ROOT, "test/fixtures/monorepo/flux-cd");
const PROBE = fileURLToPath(new URL("probe.mjs", import.meta.url));

/** The middle value; of an even number the lower one of both. */
export function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)];
}

const folders = [];
process.on("exit", () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A folder that goes when the process ends. */
export function scratch() {
  const folder = mkdtempSync(join(tmpdir(), "flux-cd-bench-"));
  folders.push(folder);
  return folder;
}

/** Runs a command to its end. @throws with its output when it fails. */
export function execute(command, options = {}) {
  const [program, ...args] = command;
  const { status, error, stdout, stderr } = spawnSync(program, args, {
    encoding: "utf8",
    maxBuffer: 1 << 28,
    input: "",
    ...options,
  });
  if (status !== 0) throw new Error(`${command.join(" ")}: ${error ?? stderr}${stdout}`);
  return { stdout, stderr };
}

/**
 * Milliseconds of several pieces of work, each `{ run, before? }` by name. They take turns, so
 * that whatever else the machine does meets all of them; `before` is not counted.
 * @returns each one's times in the order of the rounds.
 */
export function takeTurns(work, rounds) {
  const times = Object.fromEntries(Object.keys(work).map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [name, { before, run }] of Object.entries(work)) {
      before?.();
      const start = performance.now();
      run();
      times[name].push(performance.now() - start);
    }
  }
  return times;
}

/** The median of the ratios of two runs of the same round. */
export function ratio(times, of, to) {
  return median(times[of].map((time, round) => time / times[to][round]));
}

/** Peak memory of a run of the generators in MiB, and the files and folders that it read below `root`. */
export function observe(args, root, variables = {}) {
  const { stderr } = execute([process.execPath, "--import", PROBE, BIN, ...args], {
    env: { ...process.env, ...variables, BENCH_ROOT: root },
  });
  return JSON.parse(stderr.slice(stderr.lastIndexOf("\nBENCH ") + 7));
}

/** The slope of a line through logarithms: work grows with the size to the power of this. */
export function exponent(points) {
  const logs = points.map(([x, y]) => [Math.log(x), Math.log(y)]);
  const mean = (index) => logs.reduce((sum, point) => sum + point[index], 0) / logs.length;
  const [x, y] = [mean(0), mean(1)];
  const covariance = logs.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0);
  return covariance / logs.reduce((sum, point) => sum + (point[0] - x) ** 2, 0);
}
