import { cpSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { versionOf } from "../../generators/edit/templates/version.ts";
import { openFolder } from "../../generators/platform/disk/disk.ts";
import { ROOT } from "../support/project.ts";
import { git, Project } from "../support/templates-project.ts";
import { BASE, newer, service } from "./newer.ts";

/** The folder that stood in one of templates before the layout said where it goes. */
const FOLDERS = { app: "base-{{name}}-config", environment: "{{name}}", component: "{{name}}" };

/** Templates as they were then. */
function earlier(project: Project): void {
  for (const [name, folder] of Object.entries(FOLDERS)) {
    const inner = join(project.root, "templates", name, folder);
    renameSync(dirname(inner), join(project.root, name));
    mkdirSync(dirname(inner));
    renameSync(join(project.root, name), inner);
  }
  const [app, environment] = [`app/${FOLDERS.app}`, `environment/${FOLDERS.environment}`];
  project.change(
    `templates/${app}/service.yaml.hbs`,
    "{{monitoring}}",
    "infrastructure/prometheus-stack",
  );
  project.change(
    `templates/${environment}/kustomization.yaml.hbs`,
    "{{networkPolicies}}",
    "{{infrastructure}}/cross-namespace-netpols",
  );
}

it.each(Object.keys(FOLDERS))("templates/%s/ has the version that it had before", (folder) => {
  const project = new Project();
  earlier(project);
  const [then, now] = [project.root, ROOT].map((root) =>
    versionOf(openFolder(join(root, "templates")), folder),
  );
  expect(now).toBe(then);
});

it("what was made from templates of then is brought up to date with those of now", async () => {
  const project = new Project();
  earlier(project);
  git(project.root, "add", "-A");
  git(project.root, "commit", "-q", "--amend", "-m", "then");
  const templates = join(project.root, "templates");
  rmSync(templates, { recursive: true });
  cpSync(join(ROOT, "templates"), templates, { recursive: true });
  newer(project);
  project.change(`${BASE}/service.yaml`, "targetPort: http", "targetPort: 8000");
  const { code, stderr } = await project.run("update", "--yes", "--no-render");
  expect(code, stderr).toBe(0);
  expect(stderr).toContain("app app");
  expect(service(project)).toContain("type: None\n");
  expect(service(project)).toContain("targetPort: 8000\n");
  expect(service(project)).toContain("(infrastructure/prometheus-stack)");
});
