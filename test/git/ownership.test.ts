import { chmodSync, chownSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../support/project.ts";
import { Clone } from "./clone.ts";

/** Git then takes every repository for somebody else's. */
const FOREIGN = { GIT_TEST_ASSUME_DIFFERENT_OWNER: "1" };

const COMMANDS = [
  ["diff", "--base", "origin/main"],
  ["validate", "--base", "origin/main", "--no-render"],
  ["new:env", "--name", "qa", "--no-render", "--yes", "--commit"],
];

describe("a repository of another user", () => {
  it.each(COMMANDS)("is told in git's words, with what to do: %s", async (...args) => {
    const clone = new Clone();
    const { code, stdout, stderr } = await clone.run(args, FOREIGN);
    expect(code).toBe(1);
    expect(stdout).toBe("");
    const text = stderr.replace(/\s+/g, " ");
    expect(text).toContain(
      `git does not open the repository at ${clone.root}: detected dubious ownership in repository at '${clone.root}'.`,
    );
    expect(text).toContain(`git config --global --add safe.directory ${clone.root}`);
    expect(text).not.toContain("is not in a git repository");
    expect(clone.git("branch", "--list")).toBe("* change\n  main\n");
  });

  it("is opened where the user or the system says that it is safe", async () => {
    const clone = new Clone();
    const file = join(temporaryFolder(), "config");
    writeFileSync(file, `[safe]\n\tdirectory = ${clone.root}\n`);
    for (const name of ["GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"]) {
      const env = { ...FOREIGN, GIT_CONFIG_NOSYSTEM: "0", [name]: file };
      const args = ["validate", "--base", "origin/main", "--no-render"];
      const { code, stdout, stderr } = await clone.run(args, env);
      expect(stderr).not.toContain("git");
      expect(stdout).toMatch(/findings? in \d+ files/);
      expect(code).toBe(1);
    }
  });

  it.skipIf(process.getuid?.() !== 0)("is one that really belongs to another", async () => {
    const clone = new Clone();
    chmodSync(clone.root, 0o755);
    for (const path of [".", ...readdirSync(clone.root, { recursive: true, encoding: "utf8" })]) {
      chownSync(join(clone.root, path), 65534, 65534);
    }
    const { code, stderr } = await clone.run(["validate", "--base", "origin/main", "--no-render"]);
    expect(code).toBe(1);
    expect(stderr).toContain("dubious ownership");
  });
});
