import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { parse } from "yaml";
import { ROOT, temporaryFolder } from "../support/project.ts";
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

describe("docs/gitlab-ci.md", () => {
  const [, yaml = ""] =
    /```yaml\n([\s\S]*?)^```$/m.exec(readFileSync(join(ROOT, "docs/gitlab-ci.md"), "utf8")) ?? [];
  const jobs = parse(yaml, { merge: true }) as Record<string, { readonly script: string[] }>;

  it("has three jobs, of which the one with the token runs no code of the merge request", () => {
    expect(Object.keys(jobs)).toEqual(["kustomize", "review", "review-comment"]);
    expect(jobs["review-comment"]).toMatchObject({ variables: { GIT_STRATEGY: "none" } });
  });

  /** What GitLab is asked to write, where it has these comments. */
  async function written(pages: readonly (readonly object[])[]): Promise<string[]> {
    const calls: string[] = [];
    const server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      expect(request.headers["private-token"]).toBe("secret");
      const url = new URL(request.url ?? "", "http://gitlab.example");
      const page = Number(url.searchParams.get("page") ?? "1");
      if (request.method !== "GET") {
        const { body } = JSON.parse(Buffer.concat(chunks).toString()) as { body: string };
        calls.push(`${request.method} ${url.pathname} ${body}`);
      }
      const answer = url.pathname.endsWith("/user") ? { id: 1 } : (pages[page - 1] ?? []);
      const next = page < pages.length ? String(page + 1) : "";
      response.writeHead(200, { "x-next-page": next }).end(JSON.stringify(answer));
    });
    await new Promise<void>((resolve) => {
      server.listen(0, "127.0.0.1", resolve);
    });
    onTestFinished(() => void server.close());
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, "comment.md"), "### What this changes\n");
    const [, module = ""] =
      /<<'SCRIPT'\n([\s\S]*)\nSCRIPT/.exec(jobs["review-comment"]?.script[0] ?? "") ?? [];
    const env = {
      CI_API_V4_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v4`,
      CI_MERGE_REQUEST_PROJECT_ID: "5",
      CI_MERGE_REQUEST_IID: "7",
      CI_PIPELINE_URL: "https://gitlab.example/pipelines/9",
      REVIEW_TOKEN: "secret",
    };
    await new Promise<void>((resolve, reject) => {
      const args = ["--input-type=module", "-"];
      const child = execFile(process.execPath, args, { cwd, env }, (error) =>
        error ? reject(error) : resolve(),
      );
      child.stdin?.end(module);
    });
    return calls;
  }

  const MARKER = "<!-- flux-cd-monorepo: review -->";
  const BODY = `${MARKER}\n### What this changes\n\n[As a page](https://gitlab.example/pipelines/9)\n`;
  const NOTES = "/api/v4/projects/5/merge_requests/7/notes";

  it("comments once, whatever others write", async () => {
    const others = [{ id: 3, author: { id: 2 }, body: MARKER }];
    expect(await written([others])).toEqual([`POST ${NOTES} ${BODY}`]);
    const mine = [{ id: 4, author: { id: 1 }, body: `${MARKER}\nbefore` }];
    expect(await written([others, mine])).toEqual([`PUT ${NOTES}/4 ${BODY}`]);
  });
});
