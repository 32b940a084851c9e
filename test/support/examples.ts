import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect } from "vitest";
import { copyOfMonorepo, run } from "./project.ts";

/** Changes as teams make them: what is there before, and the change. */
export const EXAMPLES: Readonly<Record<string, { before?: Step; change: Step }>> = {
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

/** A copy of the monorepo with one of these changes in its working tree; `main` is before it. */
export async function exampleOf(name: string): Promise<string> {
  const folder = copyOfMonorepo();
  await EXAMPLES[name]?.before?.(folder);
  git(dirname(folder), "init", "--quiet", "--initial-branch", "main");
  git(dirname(folder), "add", "--all");
  git(dirname(folder), "commit", "--quiet", "--message", "Before");
  await EXAMPLES[name]?.change(folder);
  return folder;
}
