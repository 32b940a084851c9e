import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { changedBy } from "../support/artifacts.ts";
import { build, NO_KUSTOMIZE } from "../support/kustomize.ts";
import { apply, edited, shippedTexts, type Texts } from "../support/memory.ts";
import { copyAfter, filesBelow, runInside } from "../support/project.ts";
import { expectRefusal } from "../support/refusal.ts";

const OVERLAYS = "applications/mock-cluster-aka-namespaces";
const CHECKOUT =
  "new:app --name checkout --image ghcr.io/acme/checkout:1.4.2 --expose ingress --host checkout.example.com";
const QA = "new:env --name qa --artifacts --app app,checkout";

/** The objects of a build, in an order of their own. */
const objectsIn = (folder: string) =>
  build(folder)
    .split(/^---\n/m)
    .map((text) => text.trimEnd())
    .sort();

describe("an environment whose apps have syncs of their own", () => {
  it.skipIf(NO_KUSTOMIZE)("applies what one with a single sync applies", async () => {
    const shared = await copyAfter(CHECKOUT, "new:env --name qa --app app,checkout");
    const split = await copyAfter(CHECKOUT, QA);
    const parts = ["", "apps/app", "apps/checkout"].map((part) => join(OVERLAYS, "qa", part));
    expect(parts.flatMap((part) => objectsIn(join(split, part))).sort()).toEqual(
      objectsIn(join(shared, OVERLAYS, "qa")),
    );
  });

  it.each([
    ["an app's base", "applications/base-checkout-config/deployment.yaml", ["qa-checkout-sync"]],
    ["an app's overlay", `${OVERLAYS}/qa/apps/app/kustomization.yaml`, ["qa-app-sync"]],
    [
      "what every app gets",
      `${OVERLAYS}/qa/every-app/kustomization.yaml`,
      ["qa-app-sync", "qa-checkout-sync"],
    ],
    ["the quota", `${OVERLAYS}/qa/resourcequota.yaml`, ["qa-environment"]],
    ["its syncs", `${OVERLAYS}/qa/sync.yaml`, []],
  ])("a commit to %s reconciles only what it reaches", async (_what, file, names) => {
    const folder = await copyAfter(CHECKOUT, QA);
    expect(changedBy(folder, file).sort()).toEqual(names);
  });

  it("takes a new app in beside the others, whose artifacts stay as they are", async () => {
    const folder = await copyAfter(QA.replace(",checkout", ""), `${CHECKOUT} --env qa`);
    expect(changedBy(folder, "applications/base-checkout-config/service.yaml")).toEqual([
      "qa-checkout-sync",
    ]);
    expect(changedBy(folder, "applications/base-app-config/service.yaml")).toEqual(["qa-app-sync"]);
  });

  it("is copied with its syncs, but for the apps that are left out", async () => {
    const folder = await copyAfter(CHECKOUT, QA, "new:env --name uat --from qa --app checkout");
    const files = [...filesBelow(folder).keys()].filter((path) => path.includes("/uat/apps/"));
    expect(files).toEqual([`${OVERLAYS}/uat/apps/checkout/kustomization.yaml`]);
    expect(changedBy(folder, "applications/base-app-config/service.yaml")).toEqual(["qa-app-sync"]);
  });
});

describe("the order of an app", () => {
  it("is found where environments wait for each other", () => {
    const add = (texts: Texts, name: string) => apply("new:env", { name, artifacts: true }, texts);
    const added = ["qa", "uat", "acc"].reduce(add, shippedTexts());
    const circle = edited(
      added,
      `${OVERLAYS}/qa/sync.yaml`,
      "name: production-sync",
      "name: uat-sync",
    );
    const image = "ghcr.io/acme/web:1.0.0";
    const texts = apply("new:app", { name: "web", image, env: ["uat", "acc"] }, circle);
    expect(texts.get(`${OVERLAYS}/acc/sync.yaml`)).toContain("- name: uat-web-sync");
    expect(texts.get(`${OVERLAYS}/uat/sync.yaml`)).not.toContain("- name: uat-web-sync");
  });
});

describe("an alert", () => {
  it("loses the sync of an app that is removed, and tells of the others", async () => {
    const alert = "new:alert --type slack --name oncall --env qa";
    const folder = await copyAfter(CHECKOUT, QA, alert);
    const told = () => filesBelow(folder).get("bootstrap/notifications.yaml") ?? "";
    expect(told()).toContain("name: qa-checkout-sync");
    const args = ["remove:app", "--name", "checkout", "--repo", folder, "--yes", "--no-render"];
    const { code, stderr } = await runInside(args);
    expect(code, stderr).toBe(0);
    expect(stderr).toContain("The Alert oncall no longer tells of what is gone.");
    expect(told()).not.toContain("qa-checkout-sync");
    expect(told()).toContain("name: qa-app-sync");
  });
});

describe("the name of an app's sync", () => {
  it("is not that of another environment's", async () => {
    const folder = await copyAfter("new:env --name qa-app");
    const before = filesBelow(folder);
    const args = ["new:env", "--name", "qa", "--artifacts", "--repo", folder, "--yes"];
    const { code, stderr } = await runInside(args);
    expect(code).toBe(1);
    expect(stderr).toContain("The Flux Kustomization qa-app-sync exists already.");
    expect(stderr).toContain(`${OVERLAYS}/qa-app/sync.yaml:1`);
    expect(filesBelow(folder)).toEqual(before);
  });

  it("fits into a label", async () => {
    const name = "e".repeat(55);
    await expectRefusal(
      ["new:env", "--name", name, "--artifacts"],
      new RegExp(`${name}-app-sync would have a name of 64 characters`),
    );
  });
});
