import { expect, it } from "vitest";
import { Project } from "../support/templates-project.ts";
import { ENV, monorepo, OVERLAYS } from "./newer.ts";

const QA = OVERLAYS.replace("flux-cd/", "");

it("update leaves the apps' own overlays and syncs of an environment as they are", async () => {
  const project = new Project();
  for (const command of [
    "new:app --name shop --image ghcr.io/acme/shop:1.0.0",
    "new:env --name qa --artifacts --after staging",
    "new:app --name cart --image ghcr.io/acme/cart:1.0.0 --env qa",
  ]) {
    const { code, stderr } = await project.run(...command.split(" "), "--yes");
    expect(code, stderr).toBe(0);
  }
  project.change(`${OVERLAYS}/qa/apps/shop/kustomization.yaml`, "resources:", "# ours\nresources:");
  project.change(`${OVERLAYS}/qa/sync.yaml`, "name: qa-shop-sync\n", "name: qa-shop-sync # ours\n");
  const before = monorepo(project);
  // The last line of the template, and one beside the artifact's.
  project.change(`${ENV}/sync.yaml.hbs`, "prune: true\n", "prune: true\n  force: false\n");
  project.change(`${ENV}/sync.yaml.hbs`, "  path: {{path}}", "  # Its overlay.\n  path: {{path}}");
  project.change(`${ENV}/every-app/kustomization.yaml.hbs`, "# What the", "# All that the");
  project.change(`${ENV}/limitrange.yaml.hbs`, "name: limits", "name: limit");

  const { code, stderr } = await project.run("update", "--env", "qa", "--yes");
  expect(code, stderr).toBe(0);
  expect(stderr).not.toContain("edits of its own");
  const after = monorepo(project);
  const of = (path: string) => before.get(`${QA}/qa/${path}`) ?? "";
  const changed = [...after].filter(([path, text]) => before.get(path) !== text);
  expect(Object.fromEntries(changed)).toEqual({
    [`${QA}/qa/.generated.yaml`]: expect.stringMatching(/^templates: "[0-9a-f]{12}"$/m),
    [`${QA}/qa/every-app/kustomization.yaml`]: of("every-app/kustomization.yaml").replace(
      "# What the",
      "# All that the",
    ),
    [`${QA}/qa/limitrange.yaml`]: of("limitrange.yaml").replace("name: limits", "name: limit"),
    [`${QA}/qa/sync.yaml`]: of("sync.yaml")
      .replace("prune: true\n", "prune: true\n  force: false\n")
      .replace("  path: ", "  # Its overlay.\n  path: "),
  });
  expect(of("sync.yaml")).toContain("name: qa-cart-sync");
  expect((await project.run("update", "--check", "--env", "qa")).code).toBe(0);
});
