import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { refuseLinkOut } from "../../generators/platform/disk/git-root.ts";
import { runInside, temporaryFolder } from "../support/project.ts";

/** A work tree beside a folder that is in none, and another work tree. */
function places() {
  const all = temporaryFolder();
  for (const path of [
    "work/.git/sub",
    "work/real",
    "work/deep/er",
    "outside",
    "other/.git",
    "other/fleet",
  ]) {
    mkdirSync(join(all, path), { recursive: true });
  }
  writeFileSync(join(all, "work/.git/HEAD"), "ref: refs/heads/main\n");
  writeFileSync(join(all, "other/.git/HEAD"), "ref: refs/heads/main\n");
  writeFileSync(join(all, "outside/x.yaml"), "password: canary-7c2e: x: y\n");
  writeFileSync(join(all, "work/.git/sub/x.yaml"), "password: canary-7c2e: x: y\n");
  const link = (target: string, from = "work/flux-cd") => {
    rmSync(join(all, from), { force: true });
    symlinkSync(target, join(all, from));
    return join(all, from);
  };
  return { all, link };
}

describe("a monorepo's folder that is a symbolic link", () => {
  it.each([
    ["a folder outside", "../outside"],
    ["another work tree", "../other/fleet"],
    ["the top of another", "../other"],
    ["git's own folder", ".git"],
    ["a folder in that", ".git/sub"],
    ["the folder that the work tree is in", ".."],
  ])("to %s is refused by every command, with what it leads to", async (_what, target) => {
    const { link } = places();
    const folder = link(target);
    expect(() => refuseLinkOut(folder)).toThrow("leads out of the repository by a symbolic link");
    for (const command of [
      "validate",
      "list",
      "diff --base HEAD",
      "drift",
      "new:env --name qa --yes",
    ]) {
      const { code, stdout, stderr } = await runInside([...command.split(" "), "--repo", folder]);
      expect(stderr, command).toContain("leads out of the repository by a symbolic link");
      expect(stdout + stderr).not.toContain("canary");
      expect(code).toBe(1);
    }
  });

  it("is refused where a folder above it is the link", () => {
    const { all, link } = places();
    link("../other", "work/linked");
    expect(() => refuseLinkOut(join(all, "work/linked/fleet"))).toThrow("leads out");
    link("../outside", "work/linked");
    mkdirSync(join(all, "outside/fleet"));
    expect(() => refuseLinkOut(join(all, "work/linked/fleet"))).toThrow("leads out");
  });

  it("is followed in its work tree, and outside of any", () => {
    const { all, link } = places();
    expect(() => refuseLinkOut(link("real"))).not.toThrow();
    expect(() => refuseLinkOut(link("../real", "work/deep/fleet"))).not.toThrow();
    expect(() => refuseLinkOut(link("work/real", "mine"))).not.toThrow();
    expect(() => refuseLinkOut(join(all, "none"))).not.toThrow();
  });
});
