import { expect } from "vitest";
import { copyOfMonorepo, filesBelow, run } from "./project.ts";

/** What is run, and what is said of it. */
export type BadInput = [what: string, args: string[], says: RegExp];

/** Runs a command on a copy of the monorepo: it says why it refuses, and writes nothing. */
export async function expectRefusal(
  args: readonly string[],
  says: RegExp,
  prepare: (folder: string) => void = () => {},
): Promise<void> {
  const folder = copyOfMonorepo();
  prepare(folder);
  const before = filesBelow(folder);
  const ended = await run([...args, "--repo", folder, "--yes"]);
  expect(ended.stderr).toMatch(says);
  expect(ended.stderr).not.toMatch(/\n +at |TypeError|defect/);
  expect(ended.code).toBe(1);
  expect(ended.stdout).toBe("");
  expect(filesBelow(folder)).toEqual(before);
}
