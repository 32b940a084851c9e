import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { resultJson } from "../../generators/base/text/json.ts";
import { BIN, copyOfMonorepo, interact, KEYS, run, runInside } from "../support/project.ts";

const ESC = "\u001b";
/** Clears the screen, sets the title, the 8-bit form of the same, turns text around, hides. */
const CODES = [`${ESC}[2J`, `${ESC}]0;pwned\u0007`, "\u009b2J", "\u202e", "\u200b", "\u{e0041}"];
// What no text of a repository may bring to a terminal; colours and the cursor are the prompts' own.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const RAW = /\u001b\]0|\u001b\[2J|[\u0080-\u009f\u061c\u200b\u202a-\u202e\u2066-\u2069]|\u{e0041}/u;

/** A monorepo whose files and folders have names and texts that drive a terminal. */
function hostileMonorepo(): string {
  const folder = copyOfMonorepo();
  const apps = join(folder, "applications");
  cpSync(join(apps, "base-app-config"), join(apps, `base-evil${CODES.join("")}-config`), {
    recursive: true,
  });
  const path = join(apps, "mock-cluster-aka-namespaces/kustomization.yaml");
  writeFileSync(path, `${readFileSync(path, "utf8")}# ${CODES.join(" ")}\n`);
  return folder;
}

describe("escape codes in a repository do not reach the terminal", () => {
  it("in the prompts", async () => {
    const folder = hostileMonorepo();
    const ended = await interact(
      [BIN, "new:env", "--name", "qa", "--app", "app", "--no-render", "--repo", folder],
      [
        ["All right", KEYS.up.repeat(20) + KEYS.down.repeat(8) + KEYS.enter],
        ["Apps", KEYS.ctrlC],
      ],
    );
    expect(ended.code).toBe(130);
    expect(ended.rawStderr).toContain("evil\\u001b[2J");
    expect(ended.rawStderr).not.toMatch(RAW);
  });

  it("in the diff and the notes on a terminal", async () => {
    const folder = hostileMonorepo();
    const ended = await interact(
      [BIN, "new:env", "--name", "qa", "--app", "app", "--no-render", "--repo", folder],
      [
        ["All right", KEYS.enter],
        ["Write these", KEYS.ctrlC],
      ],
      { stdoutIsTerminal: true },
    );
    expect(ended.stdout).toContain("\\u001b[2J");
    expect(ended.stdout + ended.rawStderr).not.toMatch(RAW);
  });

  it("in what is wrong", async () => {
    const folder = hostileMonorepo();
    const names = CODES.map((code) => `--app=x${code}`);
    const { stderr, code } = await run([
      "new:env",
      "--name",
      "qa",
      ...names,
      "--dry-run",
      "--repo",
      folder,
    ]);
    expect(code).toBe(1);
    expect(stderr).not.toMatch(RAW);
    const unknown = await run([`new:${ESC}[2J`, "--yes"]);
    expect(unknown.stderr).not.toMatch(RAW);
    const flag = await run(["new:env", `--${ESC}[2J`]);
    expect(flag.stderr).not.toMatch(RAW);
  });

  it("in --json, which says the same", () => {
    const text = `${CODES.join("")}\ttab\r\n`;
    const json = resultJson({
      command: "x",
      repository: "flux-cd",
      written: false,
      changes: [{ kind: "create", path: text, after: text }],
      notes: [text],
      next: [],
      built: [],
      program: undefined,
      earlier: [],
    });
    expect(json).not.toMatch(RAW);
    expect((JSON.parse(json) as { notes: string[] }).notes).toEqual([text]);
  });
});

describe("a secret's value", () => {
  const APP = ["new:app", "--name", "shop", "--image", "a.example/b:1"];

  it.each([
    ["with --secret", ["--secret", "TOKEN=hunter2"]],
    ["twice", ["--secret", "TOKEN=hunter2", "--secret", "TOKEN=hunter2"]],
    ["with an unknown flag", ["--password=hunter2"]],
  ])("given by mistake %s is in no message", async (_what, args) => {
    for (const how of [["--dry-run"], ["--json"]]) {
      const ended = await runInside([...APP, ...args, ...how, "--no-render"]);
      expect(ended.code).toBeGreaterThan(0);
      expect(ended.stdout + ended.stderr).not.toContain("hunter2");
      expect(ended.stdout + ended.stderr).toMatch(/TOKEN|password/);
    }
  });

  it("in a manifest that is no YAML is in no message", async () => {
    const folder = copyOfMonorepo();
    const path = join(folder, "bootstrap/sources.yaml");
    writeFileSync(
      path,
      `${readFileSync(path, "utf8")}---\nstringData:\n  a: hunter2: hunter2\n b: [hunter2\n`,
    );
    const ended = await runInside([
      "new:env",
      "--name",
      "qa",
      "--json",
      "--no-render",
      "--repo",
      folder,
    ]);
    expect(ended.code).toBe(1);
    expect(ended.stdout).toContain("sources.yaml");
    expect(ended.stdout + ended.stderr).not.toContain("hunter2");
  });
});
