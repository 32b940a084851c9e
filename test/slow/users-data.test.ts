import { execFileSync, spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { filesBelow, MONOREPO, ROOT, run, temporaryFolder } from "../support/project.ts";
import { git } from "../support/templates-project.ts";

/**
 * flux-cd/ is the user's from the first day. Whatever they make of it, the tests of the product
 * pass: they read test/fixtures/monorepo/.
 */
const OVERLAYS = "applications/mock-cluster-aka-namespaces";
const NAMES = { dev: "try", staging: "rehearsal", production: "live" };

/** The project in a folder of its own, committed, with flux-cd/ as a user has made it. */
function clone(change: (monorepo: string) => void): string {
  const folder = temporaryFolder();
  const listed = ["ls-files", "--cached", "--others", "--exclude-standard", "-z"];
  const files = execFileSync("git", listed, { cwd: ROOT, encoding: "utf8" }).split("\0");
  for (const path of files) {
    if (path === "" || path.startsWith("flux-cd/") || !existsSync(join(ROOT, path))) continue;
    cpSync(join(ROOT, path), join(folder, path));
  }
  cpSync(MONOREPO, join(folder, "flux-cd"), { recursive: true });
  git(folder, "init", "-q", "-b", "main");
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"), "junction");
  writeFileSync(join(folder, ".git/info/exclude"), "/node_modules\n");
  git(folder, "add", "-A");
  git(folder, "commit", "-qm", "the project");
  change(join(folder, "flux-cd"));
  git(folder, "add", "-A");
  git(folder, "commit", "-qm", "ours");
  return folder;
}

function rewrite(monorepo: string, change: (text: string) => string): void {
  for (const [path, text] of filesBelow(monorepo)) {
    writeFileSync(join(monorepo, path), change(text));
  }
}

/** Runs a program in the project, as a shell would. @throws with what it printed. */
function expectGreen(project: string, ...args: string[]): void {
  // Nothing of the vitest that runs this one.
  const outer = Object.entries(process.env).filter(([name]) => !/^(?:VITEST|NODE_ENV$)/.test(name));
  const env = { ...Object.fromEntries(outer), NO_COLOR: "1" };
  const options = { cwd: project, env, encoding: "utf8", maxBuffer: 1 << 28 } as const;
  const { status, stdout, stderr } = spawnSync(process.execPath, args, options);
  expect(status, `${stdout}\n${stderr}`).toBe(0);
}

const VITEST = ["node_modules/vitest/vitest.mjs", "run", "--reporter=dot"];
/** What is about the project as a whole, or about what is shipped. */
const NEAR = [
  ...["commands", "docs", "drift", "monorepo", "project", "worked-example"],
  ...["platform/scripts", "schema/repository", "templates/version", "validate/command"],
].map((name) => `test/${name}.test.ts`);

describe("the product's tests pass where the user", () => {
  it("has renamed the repository and, by hand, every environment", () => {
    const project = clone((monorepo) => {
      rewrite(monorepo, (text) =>
        text.replaceAll(/https:\/\/git\.example\.com\S+/g, "ssh://git@git.acme.example/cd.git"),
      );
      for (const [from, to] of Object.entries(NAMES)) {
        renameSync(join(monorepo, OVERLAYS, from), join(monorepo, OVERLAYS, to));
        rewrite(monorepo, (text) => text.replaceAll(new RegExp(`\\b${from}\\b`, "g"), to));
      }
    });
    expect(readdirSync(join(project, "flux-cd", OVERLAYS))).toEqual(
      expect.arrayContaining(Object.values(NAMES)),
    );
    expectGreen(project, ...VITEST, ...NEAR);
    expectGreen(project, "scripts/docs.mjs", "--check");
  });

  it("has removed the app, the infrastructure, and every environment", async () => {
    const folder = join(temporaryFolder(), "flux-cd");
    cpSync(MONOREPO, folder, { recursive: true });
    for (const args of [
      ["remove:app", "--name", "app"],
      ...Object.keys(NAMES).map((name) => ["remove:env", "--name", name]),
    ]) {
      const { code, stderr } = await run([...args, "--yes", "--repo", folder]);
      expect(code, stderr).toBe(0);
    }
    rmSync(join(folder, "infrastructure"), { recursive: true });
    const project = clone((monorepo) => {
      rmSync(monorepo, { recursive: true });
      cpSync(folder, monorepo, { recursive: true });
    });
    expect(readFileSync(join(project, "flux-cd/bootstrap/sources.yaml"), "utf8")).not.toContain(
      "dev",
    );
    expectGreen(project, ...VITEST, ...NEAR);
    expectGreen(project, "scripts/docs.mjs", "--check");
  });

  it("has no flux-cd/ at all: the whole suite", () => {
    const project = clone((monorepo) => rmSync(monorepo, { recursive: true }));
    expectGreen(project, ...VITEST);
    expectGreen(project, "scripts/docs.mjs", "--check");
  }, 3_600_000);
});

it("the demo app's tests name no file of flux-cd/ but the copy", () => {
  const naming = [...filesBelow(join(ROOT, "demo-app", "test"))].flatMap(([path, text]) =>
    text.split("\n").flatMap((line) => (/["'`/]flux-cd\b/.test(line) ? [`${path}: ${line}`] : [])),
  );
  expect(naming).toEqual([
    'manifests.test.ts: const MONOREPO = join(PROJECT, "..", "test", "fixtures", "monorepo", "flux-cd");',
  ]);
});
