import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../support/project.ts";
import { Clone, git, looksLikeGit } from "./clone.ts";

const NEW_ENV = ["new:env", "--name", "qa", "--no-render", "--yes", "--commit=qa"];

/** Writes a hook of the user. */
function hook(clone: Clone, name: string, text: string): void {
  const path = join(clone.root, ".git", "hooks", name);
  writeFileSync(path, `#!/bin/sh\n${text}\n`);
  chmodSync(path, 0o755);
}

describe("--commit", () => {
  it("runs the user's hooks, filters and signing as git commit does", async () => {
    const clone = new Clone();
    looksLikeGit(clone, "with a work tree");
    for (const name of ["pre-commit", "commit-msg", "post-commit", "reference-transaction"]) {
      hook(clone, name, `echo ${name} >>'${clone.mark}'`);
    }
    clone.git("config", "filter.x.clean", clone.leavesMark("clean"));
    clone.git("config", "filter.x.smudge", clone.leavesMark("smudge"));
    clone.git("config", "commit.gpgSign", "true");
    const signs = join(temporaryFolder(), "gpg");
    writeFileSync(
      signs,
      `#!/bin/sh\necho gpg >>'${clone.mark}'\ncat >/dev/null\necho '[GNUPG:] SIG_CREATED ' >&2\necho signature\n`,
    );
    chmodSync(signs, 0o755);
    clone.git("config", "gpg.program", signs);
    writeFileSync(join(clone.root, ".git", "info", "attributes"), "sources.yaml filter=x\n");
    const { code, stderr } = await clone.run(NEW_ENV);
    expect(code, stderr).toBe(0);
    expect([...new Set(clone.ran())].sort()).toEqual([
      ...["clean", "commit-msg", "gpg", "post-commit", "pre-commit", "reference-transaction"],
      "smudge",
    ]);
    expect(clone.git("cat-file", "-p", "qa")).toContain("gpgsig signature");
    expect(clone.git("rev-parse", "qa~1")).toBe(clone.git("rev-parse", "HEAD"));
  });

  it("gives hooks the variables that git commit gives them in a linked work tree", async () => {
    const clone = new Clone();
    const seen = join(temporaryFolder(), "seen");
    hook(clone, "pre-commit", `env | grep -o '^GIT_[A-Z_]*' | grep -v GIT_CONFIG >'${seen}'`);
    const names = () => readFileSync(seen, "utf8").trim().split("\n").sort();
    const linked = join(temporaryFolder(), "linked");
    clone.git("worktree", "add", "--quiet", "--detach", linked);
    git(linked, "commit", "--quiet", "--allow-empty", "--message=Usual");
    const usual = names();
    expect(usual).toContain("GIT_INDEX_FILE");
    expect((await clone.run(NEW_ENV)).code).toBe(0);
    expect(names()).toEqual(usual);
  });

  it("says where the index can't be read, rather than that nothing differs", async () => {
    const clone = new Clone();
    writeFileSync(join(clone.root, ".git", "index"), "no index");
    const { code, stderr } = await clone.run(NEW_ENV);
    expect(code).toBe(1);
    expect(stderr).toContain("git can't compare the work tree with HEAD: ");
    expect(clone.git("branch", "--list", "qa")).toBe("");
  });
});
