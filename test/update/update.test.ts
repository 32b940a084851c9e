import { chmodSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { interact, KEYS, temporaryFolder } from "../support/project.ts";
import { git, Project } from "../support/templates-project.ts";
import { APP, BASE, ENV, monorepo, newer, OVERLAYS, service } from "./newer.ts";

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
    expect(stderr).toContain(' commit -m "Update app app, app shop to the templates"');
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
      "--repo-url",
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
    const template = "templates/component/configmap.yaml.hbs";
    // A line that touches the values: only where both renderings have today's is it no conflict.
    project.change(template, "{{values.indicator}}", "{{values.indicator}} # ours");
    const { code, stderr } = await project.run("update", "--yes");
    expect(code, stderr).toBe(0);
    expect(readFileSync(join(project.root, folder, "configmap.yaml"), "utf8")).toMatch(
      /\ndata:\n {2}values.yaml: \| # ours\n {4}replicas: 2\n$/,
    );
  });
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
