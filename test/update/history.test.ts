import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { git, Project } from "../support/templates-project.ts";
import { APP, BASE, monorepo, newer, service } from "./newer.ts";

describe("the templates as they were", () => {
  it("are found though the branch that had them was merged without them", async () => {
    const project = new Project();
    git(project.root, "switch", "-qc", "side");
    newer(project);
    await project.run("update", "--yes");
    project.commit();
    git(project.root, "switch", "-q", "main");
    project.change(`${APP}/service.yaml.hbs`, "ClusterIP", "ExternalName");
    project.commit();
    git(project.root, "merge", "-q", "-s", "ours", "side", "-m", "merge");
    git(project.root, "branch", "-qd", "side");
    git(project.root, "checkout", "-q", "HEAD^2", "--", "flux-cd");
    expect(service(project)).toContain("type: None\n");
    const { code, stderr } = await project.run("update", "--yes");
    expect(code, stderr).toBe(0);
    expect(service(project)).toContain("type: ExternalName\n");
  });

  it("can be named by a commit where their version is in none", async () => {
    const project = new Project();
    const record = `${BASE}/.generated.yaml`;
    const version = /^templates: .*$/m.exec(readFileSync(join(project.root, record), "utf8"))?.[0];
    project.change(record, version ?? "", 'templates: "000000000000"');
    const { code, stderr } = await project.run("update", "--yes");
    expect(code).toBe(1);
    expect(stderr).toContain(
      "✗ app app: No commit here has templates/app/ in the version 000000000000.\n  flux-cd/applications/base-app-config/.generated.yaml\n  They were changed again before they were committed, or that commit is gone.",
    );
    const commit = git(project.root, "rev-parse", "--short", "HEAD").trim();
    newer(project);
    project.change(record, "000000000000", commit);
    const named = await project.run("update", "--yes");
    expect(named.code, named.stderr).toBe(0);
    expect(service(project)).toContain("type: None\n");
  });

  it("have to get along with the values that templates are given today", async () => {
    const project = new Project();
    project.change(`${APP}/service.yaml.hbs`, "ClusterIP", "{{gone}}");
    project.commit();
    const record = `${BASE}/.generated.yaml`;
    const commit = git(project.root, "rev-parse", "HEAD").trim();
    const version = /^templates: .*$/m.exec(readFileSync(join(project.root, record), "utf8"))?.[0];
    project.change(record, version ?? "", `templates: ${commit}`);
    newerAgain(project);
    const { code, stderr } = await project.run("update", "--yes");
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /✗ app app: As it was in [0-9a-f]{40}, templates\/app\/.*service\.yaml\.hbs: "gone" not defined/,
    );
  });

  it("are asked for only where something is behind: without git nothing else is missed", async () => {
    const project = new Project();
    rmSync(join(project.root, ".git"), { recursive: true });
    expect((await project.run("update", "--yes")).code).toBe(0);
    newer(project);
    expect((await project.run("update", "--check")).code).toBe(1);
    const { code, stderr } = await project.run("update", "--yes");
    expect(code).toBe(1);
    expect(stderr).toContain("✗ app app: ");
    expect(stderr).toContain("git repository");
  });
});

function newerAgain(project: Project): void {
  project.change(`${APP}/service.yaml.hbs`, "{{gone}}", "None");
}

describe("what update refuses", () => {
  it.each<[string, string[], RegExp]>([
    [
      "an app that is not there",
      ["--app", "nope"],
      /There is no app "nope"\.\n {2}With a record: app\./,
    ],
    [
      "a component without a record",
      ["--component", "prometheus-stack"],
      /component prometheus-stack has no \.generated\.yaml/,
    ],
    [
      "a side that git does not know",
      ["--conflicts", "mine"],
      /--conflicts: "mine" is none of ours, theirs/,
    ],
  ])("%s", async (_, args, says) => {
    const project = new Project();
    const { code, stderr } = await project.run("update", "--yes", ...args);
    expect(code).toBe(1);
    expect(stderr).toMatch(says);
  });

  it.each<[string, string, RegExp]>([
    ["no YAML", "templates: [\n", /\.generated\.yaml is not valid YAML/],
    ["nothing", "", /`templates` is no version/],
    ["a version that is a number", "templates: 1\n", /`templates` is no version/],
    [
      "an answer that is a mapping",
      "templates: a\nanswers:\n  port: {a: 1}\n",
      /the answer port is neither/,
    ],
    [
      "an answer that is wrong",
      "templates: a\nanswers:\n  image: app:1.0\n  port: 0\n",
      /app app: --port/,
    ],
    [
      "a name that leads elsewhere",
      "templates: a\nanswers:\n  image: app:1.0\n  name: ../../x\n",
      /No commit here/,
    ],
    [
      "a commit that is an option",
      "templates: --help\nanswers: {image: app:1.0}\n",
      /No commit here/,
    ],
  ])("a record that holds %s", async (_, text, says) => {
    const project = new Project();
    newer(project);
    project.write(`${BASE}/.generated.yaml`, text);
    const before = monorepo(project);
    const { code, stderr } = await project.run("update", "--yes");
    expect(stderr).toMatch(says);
    expect(stderr).toContain("base-app-config/.generated.yaml");
    expect(code).toBe(1);
    expect(monorepo(project)).toEqual(before);
  });
});
