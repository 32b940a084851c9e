import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { workTreeAt } from "../../generators/platform/git/checkout.ts";
import {
  commitOf,
  filesAtCommit,
  mergeBaseOf,
} from "../../generators/platform/git/commit-files.ts";
import { commitsOf, isShallow } from "../../generators/platform/git/history.ts";
import { NO_KUSTOMIZE } from "../support/kustomize.ts";
import { Clone } from "./clone.ts";

const HOOKS = [
  ...["post-checkout", "pre-commit", "post-commit", "post-index-change", "prepare-commit-msg"],
  ...["commit-msg", "reference-transaction"],
];

/** A signed commit, and every setting of a repository that names a program. */
function withPrograms(): Clone {
  const clone = new Clone();
  const hooks = join(clone.root, ".git", "hooks");
  const settings = {
    "core.fsmonitor": clone.program("fsmonitor"),
    "core.pager": clone.program("pager"),
    "pager.log": clone.program("pager-of-log"),
    "core.editor": clone.program("editor"),
    "core.askPass": clone.program("askpass"),
    "core.sshCommand": clone.program("ssh"),
    "core.alternateRefsCommand": clone.program("alternates"),
    "credential.helper": clone.program("credential"),
    "diff.external": clone.program("external-diff"),
    "diff.x.command": clone.program("diff-command"),
    "diff.x.textconv": clone.program("textconv"),
    "filter.x.clean": clone.leavesMark("clean"),
    "filter.x.smudge": clone.leavesMark("smudge"),
    "filter.y.process": clone.program("process"),
    "gpg.program": clone.program("gpg"),
    "log.showSignature": "true",
    "commit.gpgSign": "true",
  };
  writeFileSync(
    join(clone.root, ".git", "info", "attributes"),
    "*.yaml filter=x diff=x\n*.md filter=y diff=x\n",
  );
  sign(clone);
  for (const [name, value] of Object.entries(settings)) clone.git("config", name, value);
  for (const name of HOOKS) clone.program(name, hooks);
  return clone;
}

/** Signs the commit that is checked out, with what nobody can verify. */
function sign(clone: Clone): void {
  const [tree, parent] = [clone.git("rev-parse", "HEAD^{tree}"), clone.git("rev-parse", "HEAD~1")];
  const who = "A <a@example.com> 1700000000 +0000";
  const file = join(clone.root, ".git", "signed");
  writeFileSync(
    file,
    `tree ${tree}parent ${parent}author ${who}\ncommitter ${who}\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n x\n -----END PGP SIGNATURE-----\n\nSigned\n`,
  );
  clone.git("update-ref", "HEAD", clone.git("hash-object", "-t", "commit", "-w", file).trim());
}

describe("what a repository's configuration names", () => {
  it("would run: git log verifies signatures", () => {
    const clone = withPrograms();
    clone.git("log", "-1");
    expect(clone.ran()).toContain("gpg");
  });

  it("does not run when commits are read", () => {
    const clone = withPrograms();
    const { folder } = clone;
    const base = commitOf(folder, "origin/main");
    expect(mergeBaseOf(folder, base, commitOf(folder, "HEAD"))).toBe(base);
    expect(filesAtCommit(folder, "HEAD").read("kustomization.yaml")).toContain("resources:");
    expect(commitsOf(folder, "applications/base-app-config")).toHaveLength(2);
    expect(isShallow(folder)).toBe(false);
    expect(clone.ran()).toEqual([]);
  });

  it("does not run when --commit looks at the work tree, but for what a file passes through", () => {
    const clone = withPrograms();
    // git fails with this filter, which fails itself.
    clone.git("config", "--unset", "filter.y.process");
    writeFileSync(join(clone.folder, "kustomization.yaml"), "\n", { flag: "a" });
    expect(workTreeAt(clone.folder)).toMatchObject({ staged: [], uncommitted: 1 });
    expect([...new Set(clone.ran())]).toEqual(["clean"]);
  });

  it.skipIf(NO_KUSTOMIZE)("does not run in a command that reads", async () => {
    const clone = withPrograms();
    // Nothing is as git noted it: what looks at the work tree has to read the files.
    writeFileSync(join(clone.folder, "kustomization.yaml"), "\n", { flag: "a" });
    for (const args of [
      ["diff", "--base", "origin/main"],
      ["diff", "--base", "origin/main", "--head", "HEAD"],
      ["validate", "--base", "origin/main"],
      ["drift"],
      ["list"],
      ["update", "--check"],
      ["promote", "--from", "dev", "--to", "staging", "--no-render", "--dry-run"],
      ["new:env", "--name", "qa", "--no-render", "--dry-run"],
    ]) {
      const { stderr } = await clone.run(args);
      expect(stderr, args.join(" ")).not.toMatch(/defect|git/);
      expect(clone.ran(), args.join(" ")).toEqual([]);
    }
  });
});
