import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, renameSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { copyOfMonorepo, filesBelow, MONOREPO, run, temporaryFolder } from "./support/project.ts";

const ENV = ["new:env", "--name", "qa", "--after", "staging"];
const APP = ["new:app", "--name", "checkout", "--image", "ghcr.io/acme/checkout:1.4.2"];
const OVERLAYS = "applications/mock-cluster-aka-namespaces";

describe("--dry-run", () => {
  it.each([ENV, APP])(
    "%s prints a diff that git applies to what the real run writes",
    async (...args) => {
      const folder = copyOfMonorepo();
      const before = filesBelow(folder);
      const dry = await run([...args, "--repo", folder, "--dry-run"]);
      expect(dry.code, dry.stderr).toBe(0);
      expect(dry.stderr).toContain("Dry run: nothing was written.");
      expect(filesBelow(folder)).toEqual(before);

      const real = await run([...args, "--repo", folder, "--yes"]);
      expect(real.stdout).toBe(dry.stdout);

      const applied = copyOfMonorepo();
      execFileSync("git", ["apply", "-"], { cwd: dirname(applied), input: dry.stdout });
      expect(filesBelow(applied)).toEqual(filesBelow(folder));
    },
  );
});

describe("--json", () => {
  it("is one document, and without --yes only a plan", async () => {
    const folder = copyOfMonorepo();
    const before = filesBelow(folder);
    const { code, stdout, stderr } = await run([...ENV, "--repo", folder, "--json"]);
    const result = JSON.parse(stdout);
    expect(code).toBe(0);
    expect(stderr).toBe("");
    expect(result).toMatchObject({
      command: "new:env",
      repository: "flux-cd",
      written: false,
      problems: [],
    });
    expect(result.changes).toContainEqual({
      kind: "create",
      path: `flux-cd/${OVERLAYS}/qa/sync.yaml`,
    });
    expect(result.changes).toContainEqual({ kind: "edit", path: "flux-cd/bootstrap/sources.yaml" });
    expect(result.diff).toContain("+  - qa/sync.yaml");
    expect(result.notes).toContain("production now waits for qa-sync instead of staging-sync.");
    expect(filesBelow(folder)).toEqual(before);
  });

  it("writes with --yes, and says so", async () => {
    const folder = copyOfMonorepo();
    const { code, stdout } = await run([...ENV, "--repo", folder, "--json", "--yes"]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout).written).toBe(true);
    expect(filesBelow(folder).has(`${OVERLAYS}/qa/sync.yaml`)).toBe(true);
  });

  it("tells of a refusal in the same way", async () => {
    const { code, stdout } = await run(["new:env", "--name", "kube-x", "--json"]);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ written: false, problems: [{ rule: "name" }] });
  });
});

describe("where a repository may be", () => {
  it("below a path with spaces and other letters, and not in git", async () => {
    const folder = copyOfMonorepo();
    const moved = join(temporaryFolder(), "мой проект (copy)", "flüx");
    mkdirSync(dirname(moved), { recursive: true });
    cpSync(folder, moved, { recursive: true });
    const { code, stderr, stdout } = await run([...ENV, "--repo", moved, "--yes"]);
    expect(code, stderr).toBe(0);
    expect(stdout).toContain(String.raw`+++ "b/fl\303\274x/bootstrap/sources.yaml"`);
  });

  it("in a folder of a git repository: paths are git's", async () => {
    const top = temporaryFolder();
    execFileSync("git", ["init", "--quiet", top]);
    mkdirSync(join(top, "clusters"));
    renameSync(copyOfMonorepo(), join(top, "clusters", "one"));
    const { stdout, code } = await run([...ENV, "--repo", "clusters/one", "--dry-run"], {
      cwd: top,
    });
    expect(code).toBe(0);
    expect(stdout).toContain("+++ b/clusters/one/bootstrap/sources.yaml");
    execFileSync("git", ["apply", "-"], { cwd: top, input: stdout });
    expect(filesBelow(join(top, "clusters/one")).has(`${OVERLAYS}/qa/sync.yaml`)).toBe(true);
  });
});

describe("--help", () => {
  it("lists the commands, and each command's flags", async () => {
    expect((await run(["--help"])).stdout).toMatch(/npm run new:env[\s\S]*npm run new:app/);
    const { stdout, code } = await run(["new:env", "--help"]);
    expect(code).toBe(0);
    const flags =
      "name size from after min-replicas max-replicas cpu memory app branch tag semver repo yes dry-run json no-render help";
    for (const flag of flags.split(" ")) expect(stdout).toContain(`--${flag}`);
    const app = (await run(["new:app", "--help"])).stdout;
    const appFlags =
      "name image port expose host health-path ready-path metrics-path start-seconds config secret cpu memory cpu-limit memory-limit replicas no-autoscaling env secret-store raise-quota";
    for (const flag of appFlags.split(" ")) expect(app).toContain(`--${flag}`);
  });

  it("without a command is the usage, and exit code 2", async () => {
    const { code, stdout } = await run([]);
    expect(code).toBe(2);
    expect(stdout).toContain("npm run new:env");
  });
});

it("the shipped base app is what new:app writes", async () => {
  const folder = copyOfMonorepo();
  const { code, stderr } = await run([
    ...[
      "new:app",
      "--name",
      "twin",
      "--image",
      "localhost:5001/demo-app:1.0.0",
      "--secret",
      "GREETING",
    ],
    ...["--config", "READINESS_DELAY_SEC=10", "--config", "FAIL_RATE=0", "--repo", folder, "--yes"],
  ]);
  expect(code, stderr).toBe(0);
  const twin = filesBelow(join(folder, "applications/base-twin-config"));
  const app = filesBelow(join(MONOREPO, "applications/base-app-config"));
  const renamed = [...twin].map(([path, text]) => [path, text.replaceAll("twin", "app")]);
  expect(Object.fromEntries(renamed)).toEqual(Object.fromEntries(app));
  expect(app.size).toBe(15);
});
