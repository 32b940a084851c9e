import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import {
  BIN,
  copyOfMonorepo,
  type Ended,
  filesBelow,
  run,
  temporaryFolder,
} from "../support/project.ts";

const STRACE = spawnSync("strace", ["-V"]).status === 0;
/** CI has it. */
const NO_STRACE = !STRACE && process.env.CI === undefined;

/** The system calls by which Node reads and changes the disk, on any processor. */
const CALL =
  /^(open|openat|write|pwrite64|read|pread64|close|mkdir|mkdirat|rename|renameat|renameat2|unlink|unlinkat|rmdir|chmod|fchmod|fchmodat|stat|lstat|fstat|newfstatat|statx|readlink|readlinkat|getdents64|lseek|access|faccessat|faccessat2|ftruncate|fsync|utimensat)\(/;
/** Commands at a time. */
const WORKERS = 2;

const ARGS = ["new:env", "--name", "qa", "--after", "staging", "--yes", "--no-render"];

/** Runs the command in a copy of the monorepo below strace. */
function traced(folder: string, options: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const args = [...options, process.execPath, BIN, ...ARGS, "--repo", folder];
    const child = spawn("strace", args, { stdio: ["ignore", "ignore", "pipe"] });
    let stderr = "";
    child.stderr.on("data", (data) => {
      stderr += data;
    });
    child.on("close", (code) => resolve({ code, stdout: "", stderr }));
  });
}

function treeOf(folder: string): Map<string, string> {
  rmSync(join(folder, ".flux-cd.lock"), { recursive: true, force: true });
  return filesBelow(folder);
}

/** The calls of the commit: each call's name, and how many of this name were before it. */
async function callsOfCommit(folder: string): Promise<{ name: string; count: number }[]> {
  const log = join(temporaryFolder(), "log");
  const { code, stderr } = await traced(folder, ["-o", log, "-s", "300"]);
  expect(code, stderr).toBe(0);
  const counts = new Map<string, number>();
  const calls = readFileSync(log, "utf8")
    .split("\n")
    .flatMap((line) => {
      const name = CALL.exec(line)?.[1];
      if (name === undefined) return [];
      counts.set(name, (counts.get(name) ?? 0) + 1);
      return [{ name, count: counts.get(name) ?? 0, line }];
    });
  const isLock = ({ line }: { line: string }) => line.includes(".flux-cd.lock");
  return calls.slice(calls.findIndex(isLock), calls.findLastIndex(isLock) + 1);
}

it.skipIf(NO_STRACE)("is whole after a kill at any system call of a commit", async () => {
  const old = filesBelow(copyOfMonorepo());
  const reference = copyOfMonorepo();
  const calls = await callsOfCommit(reference);
  const written = treeOf(reference);
  expect(calls.length).toBeGreaterThan(100);

  const seen: Record<string, number> = {};
  let kills = 0;
  const work = async () => {
    for (let call = calls.shift(); call !== undefined; call = calls.shift()) {
      const { name, count } = call;
      const folder = copyOfMonorepo();
      const where = `killed at ${name} number ${count}`;
      await traced(folder, [
        "-o",
        "/dev/null",
        "-e",
        `trace=${name}`,
        "-e",
        `inject=${name}:signal=SIGKILL:when=${count}`,
      ]);
      if (existsSync(join(folder, ".flux-cd.lock"))) kills++;
      const next = await run([
        "new:env",
        "--name",
        "x",
        "--dry-run",
        "--no-render",
        "--repo",
        folder,
      ]);
      expect(next.code, `${where}: ${next.stderr}`).toBe(0);
      const says = /A run before this one was interrupted .*/.exec(next.stderr)?.[0] ?? "nothing";
      seen[says] = (seen[says] ?? 0) + 1;
      const tree = treeOf(folder);
      if (/complete/.test(says)) expect(tree, where).toEqual(written);
      else if (says !== "nothing") expect(tree, where).toEqual(old);
      else expect([old, written], where).toContainEqual(tree);
    }
  };
  const boundaries = calls.length;
  await Promise.all(Array.from({ length: WORKERS }, work));
  console.log(`${boundaries} system calls, ${kills} kills with the lock held:`, seen);
  // Node's own calls before the commit differ a little from run to run.
  expect(kills).toBeGreaterThan(boundaries * 0.9);
  expect(Object.keys(seen)).toHaveLength(4);
});
