import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { BIN, copyOfMonorepo, filesBelow } from "../support/project.ts";

const FILES = 200_000;
/** In one folder that the generators list; the rest is spread over others. */
const IN_ONE = 100_000;

let folder: string;
let remove: () => void;
afterAll(() => remove());
beforeAll(() => {
  folder = copyOfMonorepo((cleanUp) => {
    remove = cleanUp;
  });
  for (let i = 0; i < IN_ONE; i++) writeFileSync(join(folder, "applications", `note-${i}.txt`), "");
  for (let i = 0; i < FILES - IN_ONE; i++) {
    const place = join(folder, "vendor", String(i % 1000));
    if (i < 1000) mkdirSync(place, { recursive: true });
    writeFileSync(join(place, `${i}.yaml`), "a: 1\n");
  }
});

/** A command's seconds and its peak memory in MiB. */
function measured(repo: string, args: readonly string[]): { seconds: number; memory: number } {
  const report =
    "process.on('exit',()=>require('fs').writeSync(2,'\\nRSS '+process.resourceUsage().maxRSS+'\\n'))";
  const start = performance.now();
  const { status, stderr } = spawnSync(
    process.execPath,
    [
      "--import",
      `data:text/javascript,import{createRequire}from'node:module';const require=createRequire('file:///');${report}`,
      BIN,
      ...args,
      "--repo",
      repo,
    ],
    { encoding: "utf8" },
  );
  expect(status, stderr).toBe(0);
  return {
    seconds: (performance.now() - start) / 1000,
    memory: Number(/RSS (\d+)/.exec(stderr)?.[1]) / 1024,
  };
}

it(`an environment is added among ${FILES} files without reading them`, () => {
  const small = copyOfMonorepo();
  const args = ["new:env", "--name", "qa", "--yes", "--no-render"];
  const few = measured(small, args);
  const many = measured(folder, args);
  console.log("few files:", few, "many files:", many);
  expect(many.seconds).toBeLessThan(few.seconds + 2);
  // MiB. The names in the folder that is listed take their place; about 200 were seen.
  expect(many.memory).toBeLessThan(256);
  const added = (tree: Map<string, string>) =>
    [...tree].filter(([path]) => path.includes("/qa/") || path.startsWith("bootstrap"));
  expect(added(filesBelow(folder))).toEqual(added(filesBelow(small)));
});
