import { rmSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { Clone, looksLikeGit } from "../git/clone.ts";
import { NO_KUSTOMIZE } from "../support/kustomize.ts";
import type { Ended } from "../support/project.ts";

const DELETED = /Service app: deleted/;
const PRUNED = /Flux deletes Service staging\/app/;
const NEW_ENV = ["new:env", "--name", "qa", "--no-render", "--yes"];
const RENAME = ["rename:env", "--name", "staging", "--to", "qb", "--no-render"];

describe.each(["bare", "with a work tree"] as const)(
  "a monorepo that looks like git, %s",
  (kind) => {
    let clone: Clone;

    beforeAll(() => {
      const removals: (() => void)[] = [];
      clone = new Clone((remove) => removals.push(remove));
      looksLikeGit(clone, kind);
      return () => {
        for (const remove of removals) remove();
      };
    });

    const runs = async (...args: string[]): Promise<Ended> => {
      rmSync(clone.mark, { force: true });
      const ended = await clone.run(args);
      expect(clone.ran()).toEqual([]);
      expect(ended.stderr).not.toContain("defect");
      return ended;
    };

    it.skipIf(NO_KUSTOMIZE)("does not hide a change from diff", async () => {
      for (const head of [[], ["--head", "HEAD"]]) {
        const { code, stdout, stderr } = await runs("diff", "--base", "origin/main", ...head);
        expect(code, stderr).toBe(0);
        expect(stdout).toMatch(DELETED);
        expect(stdout).toContain(clone.git("rev-parse", "--short=7", "origin/main").trim());
      }
    });

    it.skipIf(NO_KUSTOMIZE)("does not hide a change from validate --base", async () => {
      const { code, stdout } = await runs("validate", "--base", "origin/main");
      expect(stdout).toMatch(PRUNED);
      expect(code).toBe(1);
    });

    it.each([
      [["update", "--check"]],
      [["promote", "--from", "dev", "--to", "staging", "--no-render", "--dry-run"]],
      [["drift"]],
      [["list"]],
      [[...RENAME, "--dry-run"]],
    ])("runs no program in %j", async (args) => {
      expect((await runs(...args)).code).not.toBe(2);
    });

    it("gets its commit in the repository that it really is in", async () => {
      const { code, stderr } = await runs(...NEW_ENV, "--commit=with-qa");
      expect(code, stderr).toBe(0);
      expect(clone.git("rev-parse", "with-qa~1")).toBe(clone.git("rev-parse", "HEAD"));
      const files = clone.git("diff", "--name-only", "HEAD", "with-qa").trim().split("\n");
      expect(files).toContain("flux-cd/bootstrap/sources.yaml");
      const renamed = await runs(...RENAME, "--yes", "--commit=renamed");
      expect(renamed.code, renamed.stderr).toBe(0);
      expect(clone.git("rev-parse", "renamed~1")).toBe(clone.git("rev-parse", "HEAD"));
      expect(clone.git("status", "--porcelain")).toBe("");
    });
  },
);
