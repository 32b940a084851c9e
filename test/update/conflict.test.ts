import { rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { interact, KEYS } from "../support/project.ts";
import { Project } from "../support/templates-project.ts";
import { APP, BASE, ENV, monorepo, newer, service } from "./newer.ts";

describe("a conflict", () => {
  /** The app and its template have changed the same line; the environments are behind as well. */
  function conflicting(): Project {
    const project = new Project();
    newer(project);
    project.change(`${BASE}/service.yaml`, "ClusterIP", "NodePort # by hand");
    project.change(`${ENV}/sync.yaml.hbs`, "timeout: 5m", "timeout: 7m");
    return project;
  }

  it("is shown as git shows it, and nothing at all is written", async () => {
    const project = conflicting();
    const before = monorepo(project);
    const { code, stdout, stderr } = await project.run("update", "--yes");
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toBe(`✗ service.yaml and its template have both changed these lines.
  ${BASE}/service.yaml:9
    <<<<<<< today
      type: NodePort # by hand
    ||||||| generated
      type: ClusterIP
    =======
      type: None
    >>>>>>> templates
  Give these lines the template's form in the file and run it again, or settle all with --conflicts ours (the file's lines) or theirs (the template's). The others can go first: npm run update -- --env dev --env staging --env production
Nothing was written.
`);
    const json = JSON.parse((await project.run("update", "--json", "--yes")).stdout);
    expect(json.problems).toHaveLength(1);
    expect(json.problems[0].lines[0]).toBe("<<<<<<< today");
    expect(monorepo(project)).toEqual(before);
  });

  it("does not keep the others: they can go first", async () => {
    const project = conflicting();
    const others = ["--env", "dev", "--env", "staging,production"];
    expect((await project.run("update", "--yes", ...others)).code).toBe(0);
    expect((await project.run("update", "--check")).stderr.match(/^✗ .*/gm)).toEqual([
      "✗ app app is behind: templates/app/ has changed since it was generated.",
    ]);
  });

  it.each([
    ["ours", "NodePort # by hand"],
    ["theirs", "None"],
  ])("is settled by --conflicts %s", async (side, expected) => {
    const project = conflicting();
    const { code, stderr } = await project.run("update", "--yes", "--conflicts", side);
    expect(code, stderr).toBe(0);
    expect(service(project)).toContain(`type: ${expected}\n`);
    expect((await project.run("update", "--check")).code).toBe(0);
  });

  it("is none once the file has the template's lines", async () => {
    const project = conflicting();
    project.change(`${BASE}/service.yaml`, "NodePort # by hand", "None");
    expect((await project.run("update", "--yes")).code).toBe(0);
    expect(service(project)).toContain("type: None\n");
  });

  it("is a file that was edited and is gone from the templates", async () => {
    const project = new Project();
    rmSync(join(project.root, APP, "role.yaml.hbs"));
    project.change(`${APP}/kustomization.yaml.hbs`, "  - role.yaml\n", "");
    project.change(`${BASE}/role.yaml`, "kind: Role\n", "kind: Role # by hand\n");
    const { code, stderr } = await project.run("update", "--yes");
    expect(code).toBe(1);
    expect(stderr).toContain("✗ role.yaml was edited, and the templates no longer have it.\n");
    const ours = await project.run("update", "--dry-run", "--conflicts", "ours");
    expect(ours.code, ours.stderr).toBe(0);
    expect(ours.stdout).not.toContain("deleted file");
    const theirs = await project.run("update", "--yes", "--conflicts", "theirs");
    expect(theirs.code, theirs.stderr).toBe(0);
    expect(monorepo(project).has("applications/base-app-config/role.yaml")).toBe(false);
  });

  it("is a file of a name that the templates now use", async () => {
    const project = new Project();
    project.write(`${APP}/vpa.yaml.hbs`, "# by a template\n");
    project.write(`${BASE}/vpa.yaml`, "# by hand\n");
    const { code, stderr } = await project.run("update", "--yes");
    expect(code).toBe(1);
    expect(stderr).toContain(
      "    <<<<<<< today\n    # by hand\n    ||||||| generated\n    =======\n    # by a template\n    >>>>>>> templates\n",
    );
    project.write(`${BASE}/vpa.yaml`, "# by a template\n");
    expect((await project.run("update", "--yes")).code).toBe(0);
  });
});

it("shows a conflict at a terminal, and lets it be settled there", async () => {
  const project = new Project();
  newer(project);
  project.change(`${BASE}/service.yaml`, "ClusterIP", "NodePort");
  const { code, stderr } = await interact(
    [project.program(), "update", "--no-render"],
    [
      ["All right, show the diff", KEYS.enter],
      [">>>>>>> templates", ""],
      ["are shown, and nothing is written", `${KEYS.down}${KEYS.down}${KEYS.enter}`],
      ["keep what the file says (ours)", `${KEYS.down}${KEYS.down}${KEYS.enter}`],
      ["take what the template says (theirs)", KEYS.enter],
      ["Write these 2 files?", KEYS.enter],
    ],
  );
  expect(code, stderr).toBe(0);
  expect(service(project)).toContain("type: None\n");
});
