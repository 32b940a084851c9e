import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, statfsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { UserError } from "../../generators/base/problem/problem.ts";
import { commit } from "../../generators/platform/disk/commit.ts";
import { create, edit, everything, remove } from "../support/folder.ts";
import { filesBelow, MONOREPO, run, temporaryFolder } from "../support/project.ts";

/** A file system of its own takes root; CI has it. */
const NO_MOUNT = (process.platform !== "linux" || process.geteuid?.() !== 0) && !process.env.CI;

function mount(options: string): string {
  const folder = temporaryFolder((remove) => onTestFinished(remove));
  const mounted = (...args: string[]) => {
    const { status, stderr } = spawnSync("mount", [...args, folder], { encoding: "utf8" });
    expect(status, stderr).toBe(0);
  };
  mounted("-t", "tmpfs", "-o", options, "tmpfs");
  onTestFinished(() => {
    spawnSync("umount", [folder]);
  });
  return folder;
}

const PAGE = 4096;
const TEXT = "x".repeat(3 * PAGE);
const PLAN = [
  create("new/a.yaml", TEXT),
  create("new/deep/b.yaml", "b"),
  edit("a.yaml", TEXT, `${TEXT}${TEXT}`),
  remove("gone/c.yaml", "c"),
];

describe.skipIf(NO_MOUNT)("a full disk", () => {
  it.each(["no room", "no more files"])(
    "%s: all is written or nothing, wherever it ends",
    (what) => {
      let refused = 0;
      let written = 0;
      for (let left = 0; written === 0; left++) {
        const limit = what === "no room" ? "size=1m" : "size=1m,nr_inodes=64";
        const root = join(mount(limit), "root");
        for (const folder of [root, join(root, "gone")]) mkdirSync(folder);
        writeFileSync(join(root, "a.yaml"), TEXT);
        writeFileSync(join(root, "gone/c.yaml"), "c");
        const { bavail, ffree } = statfsSync(root);
        if (what === "no room") {
          writeFileSync(join(root, "filler"), "x".repeat((bavail - left) * PAGE));
        } else for (let i = 0; i < ffree - left; i++) writeFileSync(join(root, `f${i}`), "");
        const before = everything(root);
        try {
          commit(root, PLAN);
          written++;
        } catch (error) {
          refused++;
          expect(error, `${left} left`).toBeInstanceOf(UserError);
          expect((error as UserError).message).toMatch(/could not be written: ENOSPC/);
          expect((error as UserError).problems[0]?.hint).toBe("Everything is as it was before.");
          expect(everything(root), `${left} left`).toEqual(before);
        }
      }
      // Every file that it needs on its way was once the one that did not fit.
      expect(refused).toBeGreaterThan(7);
    },
  );

  it("is told by the command in a sentence, and nothing is changed", async () => {
    const folder = join(mount("size=2m"), "flux-cd");
    cpSync(MONOREPO, folder, { recursive: true });
    const { bavail } = statfsSync(folder);
    writeFileSync(join(folder, "filler"), "x".repeat((bavail - 3) * PAGE));
    const before = filesBelow(folder);
    const args = ["new:env", "--name", "qa", "--yes", "--no-render", "--repo", folder];
    const { code, stderr } = await run(args);
    expect(code).toBe(1);
    expect(stderr).toMatch(/could not be written: ENOSPC[\s\S]*Everything is as it was before/);
    expect(filesBelow(folder)).toEqual(before);
  });
});

it.skipIf(NO_MOUNT)("a disk that is mounted read-only is told in a sentence", async () => {
  const above = mount("size=4m");
  const folder = join(above, "flux-cd");
  cpSync(MONOREPO, folder, { recursive: true });
  expect(spawnSync("mount", ["-o", "remount,ro", above]).status).toBe(0);
  const args = ["new:env", "--name", "qa", "--no-render", "--repo", folder];
  const { code, stderr } = await run([...args, "--yes"]);
  expect(stderr).toMatch(/could not be written: EROFS/);
  expect(code).toBe(1);
  // To look at a plan, it is enough.
  expect((await run([...args, "--dry-run"])).code).toBe(0);
});
