import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { NO_KUSTOMIZE } from "../support/kustomize.ts";
import { copyOfMonorepo, ROOT, run } from "../support/project.ts";

/** Changes as teams make them: what is there before, and the change. */
const CASES: Readonly<Record<string, { before?: Step; change: Step }>> = {
  "new-environment": { change: command("new:env", "--name", "qa", "--after", "staging") },
  "image-bump": {
    change: (folder) => {
      const path = join(
        folder,
        "applications/mock-cluster-aka-namespaces/staging/kustomization.yaml",
      );
      const images = "images:\n  - name: localhost:5001/demo-app\n    newTag: 1.1.0\n";
      writeFileSync(path, readFileSync(path, "utf8") + images);
    },
  },
  "removed-app": {
    before: command(
      "new:app",
      "--name",
      "billing",
      "--image",
      "registry.example.com/billing:2.3.1",
    ),
    change: command("remove:app", "--name", "billing"),
  },
};

type Step = (folder: string) => Promise<void> | void;

function command(...args: readonly string[]): Step {
  return async (folder) => {
    const { code, stderr } = await run([...args, "--yes", "--repo", folder]);
    expect(stderr).not.toContain("✗");
    expect(code).toBe(0);
  };
}

function git(folder: string, ...args: readonly string[]): void {
  const user = ["-c", "user.name=Nobody", "-c", "user.email=nobody@example.com"];
  execFileSync("git", ["-C", folder, ...user, ...args], { stdio: "pipe" });
}

describe.skipIf(NO_KUSTOMIZE)("docs/examples", () => {
  test.each(Object.entries(CASES))(
    "%s/comment.md is what diff writes",
    async (name, { before, change }) => {
      const folder = copyOfMonorepo();
      await before?.(folder);
      git(dirname(folder), "init", "--quiet", "--initial-branch", "main");
      git(dirname(folder), "add", "--all");
      git(dirname(folder), "commit", "--quiet", "--message", "Before");
      await change(folder);
      const args = ["diff", "--base", "main", "--format", "markdown", "--repo", folder];
      const { code, stdout, stderr } = await run(args);
      expect(stderr).toBe("");
      expect(code).toBe(0);
      // Another time it is another commit.
      const comment = stdout.replace(/main \(`?[0-9a-f]{7}`?\)/, "main");
      const path = join(ROOT, "docs/examples", name, "comment.md");
      if (process.env.UPDATE_GOLDEN) {
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, comment);
      }
      expect(existsSync(path) ? readFileSync(path, "utf8") : undefined).toBe(comment);
    },
  );
});
