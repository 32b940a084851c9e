import { chmodSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { filesBelow, interact, KEYS, temporaryFolder } from "../support/project.ts";
import { git, Project } from "../support/templates-project.ts";

const APP = "templates/app/base-{{name}}-config";
const ENV = "templates/environment/{{name}}";
const BASE = "flux-cd/applications/base-app-config";
const OVERLAYS = "flux-cd/applications/mock-cluster-aka-namespaces";

/** A newer template: one line of the Service of every app. */
const newer = (project: Project) => project.change(`${APP}/service.yaml.hbs`, "ClusterIP", "None");
const service = (project: Project) =>
  readFileSync(join(project.root, BASE, "service.yaml"), "utf8");
const monorepo = (project: Project) => filesBelow(join(project.root, "flux-cd"));

describe("update --check", () => {
  it("is content with what is as its templates are", async () => {
    const { code, stderr } = await new Project().run("update", "--check");
    expect(stderr).toBe("Up to date: env dev, env staging, env production, app app.\n");
    expect(code).toBe(0);
  });

  it("lists what is behind, with the command for it, and ends with 1", async () => {
    const project = new Project();
    newer(project);
    const before = monorepo(project);
    for (const more of [[], ["--yes"], ["--app", "app"]]) {
      const { code, stderr } = await project.run("update", "--check", ...more);
      expect(code).toBe(1);
      expect(stderr).toBe(
        "✗ app app is behind: templates/app/ has changed since it was generated.\n" +
          "  project/flux-cd/applications/base-app-config/.generated.yaml\n".replace(
            "project/",
            "",
          ) +
          "  npm run update -- --app app\n" +
          "Nothing was written.\n",
      );
    }
    expect((await project.run("update", "--check", "--env", "dev")).code).toBe(0);
    const { stdout } = await project.run("update", "--check", "--json");
    expect(JSON.parse(stdout)).toMatchObject({
      command: "update",
      written: false,
      problems: [{ rule: "behind", path: "applications/base-app-config/.generated.yaml" }],
    });
    expect(monorepo(project)).toEqual(before);
  });

  it("needs no history: a clone of one commit is enough, and update says what it lacks", async () => {
    const project = new Project();
    newer(project);
    project.commit();
    const clone = new Project();
    rmSync(join(clone.root), { recursive: true });
    git(temporaryFolder(), "clone", "-q", "--depth=1", `file://${project.root}`, clone.root);
    expect((await clone.run("update", "--check")).stderr).toContain("app app is behind");
    const { code, stderr } = await clone.run("update", "--yes");
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /app app: No commit here has templates\/app\/ in the version [0-9a-f]{12}\.\n.*\n {2}This clone has a part of the history only: git fetch --unshallow \(in CI, fetch-depth: 0\)\.\n/,
    );
  });
});

describe("update", () => {
  it("changes nothing where the templates have not changed, whatever was edited", async () => {
    const project = new Project();
    project.change(`${BASE}/service.yaml`, "ClusterIP", "LoadBalancer");
    const before = monorepo(project);
    for (const how of ["--yes", "--dry-run"]) {
      const { code, stdout, stderr } = await project.run("update", how);
      expect([code, stdout]).toEqual([0, ""]);
      expect(stderr).toBe(
        "Up to date: env dev, env staging, env production, app app.\nThere is nothing to write.\n",
      );
    }
    const { stdout } = await project.run("update", "--json", "--yes");
    expect(JSON.parse(stdout)).toMatchObject({ written: false, changes: [], diff: "" });
    expect(monorepo(project)).toEqual(before);
  });

  it("brings a changed line into every unit, and the new version into its record", async () => {
    const project = new Project();
    await project.run("new:app", "--name", "shop", "--image", "ghcr.io/acme/shop:1.0.0", "--yes");
    project.commit();
    const before = monorepo(project);
    newer(project);
    const { code, stdout, stderr } = await project.run("update", "--yes");
    expect(code, stderr).toBe(0);
    const after = monorepo(project);
    const changed = [...after].filter(([path, text]) => before.get(path) !== text);
    expect(changed.map(([path]) => path).sort()).toEqual([
      "applications/base-app-config/.generated.yaml",
      "applications/base-app-config/service.yaml",
      "applications/base-shop-config/.generated.yaml",
      "applications/base-shop-config/service.yaml",
    ]);
    for (const [path, text] of changed) {
      const old = before.get(path) ?? "";
      const expected = path.endsWith("service.yaml")
        ? old.replace("ClusterIP", "None")
        : old.replace(/^templates: .*$/m, /^templates: .*$/m.exec(text)?.[0] ?? "");
      expect(text).toBe(expected);
    }
    expect(stdout.match(/^[-+] .*/gm)).toEqual([
      "-  type: ClusterIP",
      "+  type: None",
      "-  type: ClusterIP",
      "+  type: None",
    ]);
    expect(stderr).toContain("What has changed in the templates: git log -p -- templates/app\n");
    expect(stderr).toContain('git commit -m "Update app app, app shop to the templates"');
    expect((await project.run("update", "--check")).code).toBe(0);
  });

  it("keeps edits, extra files, what other commands have added, line ends and permissions", async () => {
    const project = new Project();
    const add = ["new:app", "--name", "shop", "--image", "ghcr.io/acme/shop:1.0.0", "--yes"];
    expect((await project.run(...add)).code).toBe(0);
    expect((await project.run("new:env", "--name", "qa", "--after", "staging", "--yes")).code).toBe(
      0,
    );
    for (const [path, text] of monorepo(project)) {
      project.write(`flux-cd/${path}`, text.replaceAll("\n", "\r\n"));
    }
    project.change(
      `${OVERLAYS}/dev/kustomization.yaml`,
      "namespace: dev\r\n",
      "namespace: dev # ours\r\n",
    );
    project.write(`${OVERLAYS}/dev/extra.yaml`, "# a note\n");
    chmodSync(join(project.root, OVERLAYS, "dev/kustomization.yaml"), 0o755);
    const before = monorepo(project);
    project.change(
      `${ENV}/kustomization.yaml.hbs`,
      "  - limitrange.yaml\n",
      "  - limitrange.yaml\n  - more.yaml\n",
    );
    project.change(`${ENV}/sync.yaml.hbs`, "timeout: 5m", "timeout: 7m");
    project.write(
      `${ENV}/more.yaml.hbs`,
      "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: more\n",
    );
    const { code, stderr } = await project.run("update", "--yes");
    expect(code, stderr).toBe(0);
    const after = monorepo(project);
    for (const [path, text] of before) {
      if (path.endsWith(".generated.yaml")) continue;
      const expected = path.endsWith("sync.yaml")
        ? text.replace("timeout: 5m", "timeout: 7m")
        : /namespaces\/\w+\/kustomization/.test(path)
          ? text.replace("  - limitrange.yaml\r\n", "  - limitrange.yaml\r\n  - more.yaml\r\n")
          : text;
      expect(after.get(path), path).toBe(expected);
    }
    expect(after.get("applications/mock-cluster-aka-namespaces/qa/more.yaml")).toContain(
      "name: more",
    );
    expect(statSync(join(project.root, OVERLAYS, "dev/kustomization.yaml")).mode & 0o777).toBe(
      0o755,
    );
    expect(stderr).toContain("env dev: edits of its own stay in kustomization.yaml.\n");
    expect(stderr).toContain(
      "env production: edits of its own stay in kustomization.yaml.\n".replace(", sync.yaml", ""),
    );
  });

  it("leaves deleted what somebody deleted, and says so if its template has changed", async () => {
    const project = new Project();
    newer(project);
    rmSync(join(project.root, BASE, "service.yaml"));
    rmSync(join(project.root, BASE, "networkpolicy-2.yaml"));
    project.change(`${BASE}/kustomization.yaml`, "  - service.yaml\n", "");
    project.change(`${BASE}/kustomization.yaml`, "  - networkpolicy-2.yaml\n", "");
    const { code, stderr } = await project.run("update", "--yes");
    expect(code, stderr).toBe(0);
    expect(stderr).toContain(
      "applications/base-app-config/service.yaml was deleted and stays deleted, though its template has changed.\n",
    );
    expect(stderr).not.toContain("networkpolicy-2");
    expect(monorepo(project).has("applications/base-app-config/service.yaml")).toBe(false);
  });

  it("adds a new file of the templates, and takes one away that nobody has edited", async () => {
    const project = new Project();
    project.write(`${APP}/networkpolicy-5.yaml.hbs`, "# {{name}}\n");
    rmSync(join(project.root, APP, "role.yaml.hbs"));
    rmSync(join(project.root, APP, "rolebinding.yaml.hbs"));
    project.change(`${APP}/kustomization.yaml.hbs`, "  - role.yaml\n  - rolebinding.yaml\n", "");
    const { code, stderr } = await project.run("update", "--yes");
    expect(code, stderr).toBe(0);
    const files = monorepo(project);
    expect(files.get("applications/base-app-config/networkpolicy-5.yaml")).toBe("# app\n");
    expect(files.has("applications/base-app-config/role.yaml")).toBe(false);
    expect(files.get("applications/base-app-config/kustomization.yaml")).not.toContain("role");
  });

  it("of an environment that was copied takes the copy's name and figures", async () => {
    const project = new Project();
    const copy = ["new:env", "--name", "qa", "--from", "staging", "--cpu", "150m", "--yes"];
    expect((await project.run(...copy)).code).toBe(0);
    project.change(`${ENV}/limitrange.yaml.hbs`, "name: limits", "name: {{name}}-limits");
    const before = monorepo(project).get(
      "applications/mock-cluster-aka-namespaces/qa/limitrange.yaml",
    );
    const { code, stderr } = await project.run("update", "--env", "qa", "--yes");
    expect(code, stderr).toBe(0);
    const after = monorepo(project).get(
      "applications/mock-cluster-aka-namespaces/qa/limitrange.yaml",
    );
    expect(after).toBe(before?.replace("name: limits", "name: qa-limits"));
  });

  it("of a component leaves its values to whoever edits them, and repeats none in the record", async () => {
    const project = new Project();
    project.write("values.yaml", "password: hunter2\n");
    const add = [
      "new:component",
      "--repo",
      "https://charts.jetstack.io",
      "--chart",
      "cert-manager",
    ];
    const more = ["--version", "1.x", "--values", join(project.root, "values.yaml"), "--yes"];
    expect((await project.run(...add, ...more)).code).toBe(0);
    const folder = "flux-cd/infrastructure/cert-manager";
    const record = readFileSync(join(project.root, folder, ".generated.yaml"), "utf8");
    expect(record).not.toContain("hunter2");
    project.change(`${folder}/configmap.yaml`, "password: hunter2", "replicas: 2");
    const template = "templates/component/{{name}}/configmap.yaml.hbs";
    // A line that touches the values: only where both renderings have today's is it no conflict.
    project.change(template, "{{values.indicator}}", "{{values.indicator}} # ours");
    const { code, stderr } = await project.run("update", "--yes");
    expect(code, stderr).toBe(0);
    expect(readFileSync(join(project.root, folder, "configmap.yaml"), "utf8")).toMatch(
      /\ndata:\n {2}values.yaml: \| # ours\n {4}replicas: 2\n$/,
    );
  });
});

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
    ["a side that git does not know", ["--conflicts", "mine"], /--conflicts "mine" is not known/],
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

it("asks which units, at a terminal, and writes after a look at the diff", async () => {
  const project = new Project();
  newer(project);
  project.change(`${ENV}/sync.yaml.hbs`, "timeout: 5m", "timeout: 7m");
  const { code, stderr } = await interact(
    [project.program(), "update", "--no-render"],
    [
      ["All right, show the diff", `${KEYS.down}${KEYS.enter}`],
      [
        "env production",
        `${KEYS.space}${KEYS.down}${KEYS.space}${KEYS.down}${KEYS.space}${KEYS.enter}`,
      ],
      ["app app", KEYS.enter],
      ["Write these 2 files?", KEYS.enter],
    ],
  );
  expect(code, stderr).toBe(0);
  expect(service(project)).toContain("type: None\n");
  expect((await project.run("update", "--check", "--app", "app")).code).toBe(0);
  expect((await project.run("update", "--check")).code).toBe(1);
});
