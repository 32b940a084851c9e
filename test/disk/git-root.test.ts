import { mkdirSync, realpathSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { pathInGit, workTreeTop } from "../../generators/platform/disk/git-root.ts";
import { temporaryFolder } from "../support/project.ts";

/** A folder, without symbolic links on its way, with a monorepo two folders below. */
function place(): { top: string; monorepo: string } {
  const top = realpathSync.native(temporaryFolder());
  const monorepo = join(top, "clusters", "one");
  mkdirSync(monorepo, { recursive: true });
  return { top, monorepo };
}

function folderOf(top: string): void {
  mkdirSync(join(top, ".git"));
  writeFileSync(join(top, ".git", "HEAD"), "ref: refs/heads/main\n");
}

describe("the top of the work tree", () => {
  it("is the nearest folder with a .git folder", () => {
    const { top, monorepo } = place();
    folderOf(top);
    expect(workTreeTop(monorepo)).toBe(top);
    expect(pathInGit(monorepo)).toBe("clusters/one");
    expect(workTreeTop(top)).toBe(top);
    expect(pathInGit(top)).toBe(".");
    folderOf(join(top, "clusters"));
    expect(workTreeTop(monorepo)).toBe(join(top, "clusters"));
    expect(pathInGit(monorepo)).toBe("one");
  });

  it("is one with a .git file: a linked work tree, a submodule", () => {
    const { top, monorepo } = place();
    folderOf(top);
    writeFileSync(join(monorepo, ".git"), "gitdir: /elsewhere\n");
    expect(workTreeTop(monorepo)).toBe(monorepo);
    expect(pathInGit(monorepo)).toBe(".");
  });

  it("is not a folder with the files of a bare repository", () => {
    const { top, monorepo } = place();
    mkdirSync(join(monorepo, "objects"));
    mkdirSync(join(monorepo, "refs"));
    writeFileSync(join(monorepo, "HEAD"), "ref: refs/heads/main\n");
    expect(workTreeTop(monorepo)).toBeUndefined();
    expect(pathInGit(monorepo)).toBe("one");
    folderOf(top);
    expect(workTreeTop(monorepo)).toBe(top);
  });

  it("is not a folder with an empty .git", () => {
    const { top, monorepo } = place();
    folderOf(top);
    mkdirSync(join(monorepo, ".git"));
    expect(workTreeTop(monorepo)).toBe(top);
    symlinkSync("nowhere", join(top, "clusters", ".git"));
    expect(workTreeTop(monorepo)).toBe(top);
  });

  it("of a symbolic link is that of where it leads", () => {
    const { top, monorepo } = place();
    folderOf(top);
    const other = place();
    folderOf(other.top);
    symlinkSync(monorepo, join(other.monorepo, "link"));
    expect(workTreeTop(join(other.monorepo, "link"))).toBe(top);
    expect(pathInGit(join(other.monorepo, "link"))).toBe("clusters/one");
  });
});
