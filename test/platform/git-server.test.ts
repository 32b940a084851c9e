import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { filesBelow, MONOREPO, ROOT, temporaryFolder } from "../support/project.ts";
import { NO_BASH } from "./world.ts";

const git = (folder: string, ...args: string[]) =>
  execFileSync(
    "git",
    ["-C", folder, "-c", "user.name=a", "-c", "user.email=a@localhost", ...args],
    {
      encoding: "utf8",
      stdio: "pipe",
    },
  );

/** A repository with the monorepo in it, served; its commit and its URL. */
async function served() {
  const folder = temporaryFolder();
  const repository = join(folder, "repository");
  mkdirSync(repository);
  cpSync(MONOREPO, join(repository, "flux-cd"), { recursive: true });
  git(repository, "init", "--quiet", "--initial-branch=main");
  git(repository, "add", "--all");
  git(repository, "commit", "--quiet", "--message", "all");
  const child = spawn(process.execPath, ["scripts/git-server.mjs", folder, "127.0.0.1"], {
    cwd: ROOT,
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill());
  const [line] = await once(child.stdout, "data");
  return {
    repository,
    base: `${line}`.trim(),
    commit: git(repository, "rev-parse", "HEAD").trim(),
  };
}

describe.skipIf(NO_BASH)("git-server.mjs", () => {
  it("lets a repository be cloned as Flux does it: one branch, one commit", async () => {
    const { repository, base, commit } = await served();
    const clone = join(temporaryFolder(), "clone");
    git(".", "clone", "--quiet", "--depth=1", "--branch=main", `${base}/repository`, clone);
    expect(git(clone, "rev-parse", "HEAD").trim()).toBe(commit);
    expect(filesBelow(join(clone, "flux-cd"))).toEqual(filesBelow(join(repository, "flux-cd")));
  });

  it("lets nobody push, and serves nothing but repositories", async () => {
    const { repository, base } = await served();
    const push = spawnSync("git", ["-C", repository, "push", `${base}/repository`, "main:new"], {
      encoding: "utf8",
    });
    expect(push.status).not.toBe(0);
    expect(push.stderr).toContain("403");
    for (const path of ["/repository/flux-cd/kustomization.yaml", "/%2e%2e/%2e%2e/etc/passwd"]) {
      const answer = await fetch(`${base}${path}`);
      expect(answer.status, path).toBe(404);
    }
  });
});
