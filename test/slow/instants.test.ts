import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { build } from "esbuild";
import fc from "fast-check";
import { expect, it } from "vitest";
import { recover } from "../../generators/platform/disk/recover.ts";
import { filesBelow, ROOT, temporaryFolder } from "../support/project.ts";
import { SEED } from "../support/seed.ts";
import { STATES } from "./states.ts";

const INSTANTS = 600;
/** Microseconds: a commit of these states takes some milliseconds. */
const LONGEST = 30_000;

/** Lets the writer run for a while, and kills it. */
function killWriter(writer: string, root: string, after: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [writer, root], { stdio: ["ignore", "pipe", "pipe"] });
    let stderr = "";
    child.stderr.on("data", (data) => {
      stderr += data;
    });
    child.stdout.once("data", () => setTimeout(() => child.kill("SIGKILL"), after));
    child.on("close", (code, signal) => {
      if (signal === "SIGKILL") resolve();
      else reject(new Error(`The writer ended by itself (${code}): ${stderr}`));
    });
  });
}

it(`is whole after a kill at any of ${INSTANTS} random instants`, async () => {
  const folder = temporaryFolder();
  const writer = join(folder, "writer.cjs");
  await build({
    entryPoints: [join(ROOT, "test/slow/writer.ts")],
    outfile: writer,
    bundle: true,
    platform: "node",
    format: "cjs",
  });
  const root = join(folder, "root");
  for (const [path, text] of Object.entries(STATES[0])) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  const instants = fc.sample(fc.integer({ min: 0, max: LONGEST }), {
    seed: SEED,
    numRuns: INSTANTS,
  });
  const counts: Record<string, number> = {};
  for (const [count, after] of instants.entries()) {
    await killWriter(writer, root, after / 1000);
    const recovery = recover(root) ?? "nothing to do";
    counts[recovery] = (counts[recovery] ?? 0) + 1;
    const tree = Object.fromEntries(
      [...filesBelow(root)].filter(([path]) => !path.startsWith(".flux-cd.lock/")),
    );
    expect(STATES, `kill ${count}, after ${after} µs: ${recovery}`).toContainEqual(tree);
  }
  console.log(`After ${INSTANTS} kills:`, counts);
  // Enough of the kills hit a commit, and its renamings: else this would show nothing.
  expect(INSTANTS - (counts["nothing to do"] ?? 0)).toBeGreaterThan(INSTANTS / 5);
  expect(counts.undone).toBeGreaterThan(INSTANTS / 50);
});
