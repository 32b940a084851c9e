import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { ROOT } from "../support/project.ts";
import { NO_BASH, World } from "./world.ts";

interface Job {
  readonly permissions: Record<string, string>;
  readonly if?: string;
  readonly steps: readonly {
    readonly uses?: string;
    readonly run?: string;
    readonly with?: Record<string, unknown>;
  }[];
}

const text = readFileSync(join(ROOT, ".github/workflows/review.yaml"), "utf8");
const workflow = parse(text) as { on: object; permissions: object; jobs: Record<string, Job> };
const { diff, comment } = workflow.jobs as { diff: Job; comment: Job };

describe(".github/workflows/review.yaml", () => {
  it("never gives the code of a pull request a token that may write", () => {
    expect(Object.keys(workflow.on)).toEqual(["pull_request"]);
    expect(workflow.permissions).toEqual({});
    expect(Object.keys(workflow.jobs)).toEqual(["diff", "comment"]);
    expect(diff.permissions).toEqual({ contents: "read" });
    const checkouts = diff.steps.filter(({ uses }) => uses?.startsWith("actions/checkout@"));
    expect(checkouts.map((step) => step.with?.["persist-credentials"])).toEqual([false]);
    expect(comment.permissions).toEqual({ "pull-requests": "write" });
    const uses = comment.steps.flatMap((step) => step.uses ?? []);
    expect(uses).toEqual([expect.stringMatching(/^actions\/download-artifact@/)]);
    expect(comment.if).toContain("head.repo.full_name == github.repository");
  });

  it("puts nothing that a pull request names into a script, and pins actions by commit", () => {
    for (const { run = "", uses } of [...diff.steps, ...comment.steps]) {
      expect(run).not.toContain("${{");
      if (uses !== undefined) expect(uses).toMatch(/^actions\/[a-z-]+@[0-9a-f]{40}$/);
    }
  });

  describe.skipIf(NO_BASH)("posts one comment", () => {
    const LIST = "gh api --paginate repos/acme/platform/issues/7/comments --jq *";
    const post = async (mine: string) => {
      const world = new World(["gh"]).answer(
        { call: "gh api --silent *" },
        { call: LIST, reply: mine },
      );
      mkdirSync(join(world.folder, "review"));
      writeFileSync(join(world.folder, "review", "comment.md"), "### What this changes\n");
      const script = comment.steps.at(-1)?.run ?? "";
      const { code, stderr, calls } = await world.command(
        "bash",
        ["-e", "-c", `cd "$STANDINS"\n${script}`],
        { GITHUB_REPOSITORY: "acme/platform", NUMBER: "7", RUN: "https://git.example/runs/1" },
      );
      expect(code, stderr).toBe(0);
      expect(world.file("body.md")).toBe(
        "<!-- flux-cd-monorepo: review -->\n### What this changes\n\n" +
          "[The same as a page](https://git.example/runs/1#artifacts), with every object.\n",
      );
      expect(calls[0]).toContain('.user.login == "github-actions[bot]"');
      expect(calls[0]).toContain('startswith("<!-- flux-cd-monorepo: review -->")');
      return calls.slice(1);
    };

    it("where there is none", async () => {
      expect(await post("")).toEqual([
        "gh api --silent --method POST repos/acme/platform/issues/7/comments --field body=@body.md",
      ]);
    });

    it("and updates its own afterwards", async () => {
      expect(await post("41\n42\n")).toEqual([
        "gh api --silent --method PATCH repos/acme/platform/issues/comments/41 --field body=@body.md",
      ]);
    });
  });
});
