import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { Progress, progressOn } from "../../generators/base/text/progress.ts";
import { paintFor } from "../../generators/base/text/text.ts";
import { RULES } from "../../generators/check/checks.ts";
import { BIN, copyOfMonorepo, ROOT, run, temporaryFolder } from "../support/project.ts";

const SYNC = "applications/mock-cluster-aka-namespaces/production/sync.yaml";

function withDanglingReference(): string {
  const folder = copyOfMonorepo();
  const path = join(folder, SYNC);
  writeFileSync(path, readFileSync(path, "utf8").replace("name: staging-sync", "name: gone"));
  return folder;
}

describe("exit codes", () => {
  it("0 for the shipped monorepo, which has no finding", async () => {
    const { code, stdout, stderr } = await run(["validate"]);
    expect(code, stdout + stderr).toBe(0);
    expect(stdout).toMatch(/^✓ No findings in \d+ files, \d+ objects, /);
    expect(stderr).toBe("");
  });

  it.each(["text", "json", "sarif", "github", "junit"])("1 for findings, as %s", async (format) => {
    const folder = withDanglingReference();
    const { code, stdout } = await run([
      "validate",
      "--no-render",
      "--format",
      format,
      "--repo",
      folder,
    ]);
    expect(code).toBe(1);
    expect(stdout).toContain(`flux-cd/${SYNC}`);
    expect(stdout).toContain("production-sync depends on gone, which does not exist.");
  });

  it("0 where the rule that finds it is left out", async () => {
    const folder = withDanglingReference();
    const validate = (...flags: string[]) =>
      run(["validate", "--no-render", "--repo", folder, ...flags]);
    expect((await validate("--skip", "sync-reference")).code).toBe(0);
    expect((await validate("--only", "quota,missing-path")).code).toBe(0);
    expect((await validate("--only", "sync-reference")).code).toBe(1);
  });

  it.each([
    [["--format", "yaml"], 'There is no format "yaml".', "Formats: text, json, sarif"],
    [["--only", "quot"], 'There is no rule "quot".', "Did you mean quota?"],
    [["--skip", "zzzzzzzzzzz"], 'There is no rule "zzzzzzzzzzz".', "Rules: "],
    [["--explain", "sync-referense"], "There is no rule", "Did you mean sync-reference?"],
    [["--explain"], "--explain needs a value.", ""],
    [["--formt", "json"], 'There is no flag "--formt".', "Did you mean --format?"],
  ])("2 for %s", async (flags, message, hint) => {
    const { code, stdout, stderr } = await run(["validate", ...flags]);
    expect(code).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toContain(message);
    expect(stderr).toContain(hint);
  });
});

describe("--explain", () => {
  it("says of a rule what it wants, why, what to do, and how to leave it out", async () => {
    const { code, stdout } = await run(["validate", "--explain", "sync-reference"]);
    expect(code).toBe(0);
    const words = stdout.replace(/\s+/g, " ");
    const rule = RULES.find(({ name }) => name === "sync-reference");
    expect(words).toContain(rule?.summary);
    expect(words).toContain(rule?.why);
    expect(words).toContain(rule?.fix);
    expect(words).toContain("# validate: ignore sync-reference because REASON");
  });

  it("needs no repository that is in order, and no kustomize", async () => {
    const { code } = await run(["validate", "--explain", "quota", "--repo", temporaryFolder()]);
    expect(code).toBe(0);
  });
});

describe("--watch", () => {
  it("checks again when a file changes or a new folder gets one, and ends with Ctrl-C", async () => {
    const folder = copyOfMonorepo();
    const child = spawn(
      process.execPath,
      [BIN, "validate", "--watch", "--no-render", "--repo", folder],
      { cwd: ROOT },
    );
    onTestFinished(() => {
      child.kill("SIGKILL");
    });
    let shown = "";
    let from = 0;
    let wake = () => {};
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (data) => {
        shown += data;
        wake();
      });
    }
    /** What is shown up to the end of the next block. */
    const block = async () => {
      const END = "Ctrl-C ends it.\n";
      while (shown.indexOf(END, from) < 0) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      const end = shown.indexOf(END, from) + END.length;
      const text = shown.slice(from, end);
      from = end;
      return text;
    };

    expect(await block()).toContain("✓ No findings");
    const path = join(folder, SYNC);
    const text = readFileSync(path, "utf8");
    writeFileSync(path, text.replace("name: staging-sync", "name: gone"));
    const broken = await block();
    expect(broken).toContain(`flux-cd/${SYNC} changed.`);
    expect(broken).toContain("depends on gone, which does not exist");
    writeFileSync(path, text);
    expect(await block()).toContain("✓ No findings");

    mkdirSync(join(folder, "later", "below"), { recursive: true });
    writeFileSync(
      join(folder, "later", "below", "kustomization.yaml"),
      "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [gone.yaml]\n",
    );
    for (let seen = ""; !seen.includes("gone.yaml, which does not exist"); ) seen = await block();

    const ended = new Promise((resolve) => child.on("exit", (_code, signal) => resolve(signal)));
    child.kill("SIGINT");
    expect(await ended).toBe("SIGINT");
  });
});

describe("the bar while it renders", () => {
  function terminal(isTTY: boolean) {
    let text = "";
    const stream = {
      isTTY,
      write: (part: string) => {
        text += part;
        return true;
      },
    };
    return { stream: stream as unknown as NodeJS.WriteStream, text: () => text };
  }
  const paint = paintFor(false, {});
  const wait = (milliseconds: number) =>
    new Promise((resolve) => setTimeout(resolve, milliseconds));

  it("is shown on a terminal alone, and on none that can't erase it", () => {
    expect(progressOn(terminal(true).stream, {}, paint)).toBeInstanceOf(Progress);
    expect(progressOn(terminal(false).stream, {}, paint)).toBeUndefined();
    expect(progressOn(terminal(true).stream, { TERM: "dumb" }, paint)).toBeUndefined();
  });

  it("is not shown for work that is done at once", async () => {
    const { stream, text } = terminal(true);
    const bar = new Progress(stream, paint);
    bar.update(1, 2);
    bar.end();
    await wait(400);
    expect(text()).toBe("");
  });

  it("shows how far it is, and is gone at the end", async () => {
    const { stream, text } = terminal(true);
    const bar = new Progress(stream, paint);
    bar.update(1, 4);
    await wait(400);
    expect(text()).toContain(`Rendering ${"█".repeat(6)}${"░".repeat(18)} 1/4`);
    bar.update(4, 4);
    expect(text()).toContain("4/4");
    bar.end();
    expect(text().endsWith("\r\u001b[2K")).toBe(true);
  });
});
