import { describe, expect, it } from "vitest";
import { FLUX_CD } from "../../generators/model/layouts/flux-cd.ts";
import { Layout } from "../../generators/model/layouts/layout.ts";
import { ELSEWHERE } from "../support/elsewhere.ts";
import { filesOf } from "../support/memory.ts";

const OVERLAYS = "applications/mock-cluster-aka-namespaces";

it("is plain data: what JSON keeps of it is the same layout", () => {
  const again = new Layout(JSON.parse(JSON.stringify(FLUX_CD.patterns)));
  expect(again.path("base", { app: "shop" })).toBe("applications/base-shop-config");
  expect(again).toEqual(FLUX_CD);
});

describe("where the files of templates go", () => {
  it.each([
    ["app", "deployment.yaml", { app: "shop" }, "applications/base-shop-config/deployment.yaml"],
    ["component", "README.md", { component: "logs" }, "infrastructure/logs/README.md"],
    ["environment", "quota.yaml", { environment: "eu/qa" }, "eu/qa/quota.yaml"],
    ["environment", "sync.yaml", { environment: "eu/qa" }, "eu/qa/sync.yaml"],
    ["environment", "every-app/a/b.yaml", { environment: "qa" }, "qa/every-app/a/b.yaml"],
  ])("%s/%s", (template, file, parts, path) => {
    expect(FLUX_CD.target(template, file, parts)).toBe(path);
  });

  it.each([
    ["sync.yaml", "qa/zz/flow.yaml"],
    ["every-app/a/b.yaml", "qa/for/all/a/b.yaml"],
    ["sync.yaml.txt", "qa/sync.yaml.txt"],
    ["every-appendix/a.yaml", "qa/every-appendix/a.yaml"],
  ])("a file or folder with a line of its own: environment/%s", (file, path) => {
    expect(ELSEWHERE.target("environment", file, { environment: "qa" })).toBe(path);
  });

  it("is not known of a template that no layout names", () => {
    expect(() => FLUX_CD.target("other", "a.yaml", {})).toThrow("templates/other/");
    expect(() => FLUX_CD.target("constructor", "a.yaml", {})).toThrow("templates/constructor/");
  });
});

describe("an environment", () => {
  it("is called as its folder says, wherever that is", () => {
    expect(FLUX_CD.environmentIn(`${OVERLAYS}/qa`)).toBe("qa");
    expect(FLUX_CD.environmentIn("eu/qa")).toBe("qa");
    expect(ELSEWHERE.environmentIn("areas/places/qa-at")).toBe("qa");
    expect(ELSEWHERE.environmentIn("areas/qa-at")).toBe("qa-at");
  });

  it("is found by the file of its Flux Kustomizations", () => {
    expect(FLUX_CD.environmentOfSync("eu/qa/sync.yaml")).toBe("eu/qa");
    expect(FLUX_CD.environmentOfSync("eu/qa/other.yaml")).toBeUndefined();
    expect(FLUX_CD.usualEnvironmentOf(`${OVERLAYS}/qa/sync.yaml`)).toBe("qa");
    expect(FLUX_CD.usualEnvironmentOf("eu/qa/sync.yaml")).toBeUndefined();
    expect(FLUX_CD.usualEnvironmentOf(`${OVERLAYS}/qa/quota.yaml`)).toBeUndefined();
  });

  it("has the overlays of its apps below it, and no other's", () => {
    const folder = FLUX_CD.path("appOverlay", { environment: "eu/qa", app: "shop" });
    expect(FLUX_CD.appOfOverlay("eu/qa", folder)).toBe("shop");
    expect(FLUX_CD.appOfOverlay("eu/dev", folder)).toBeUndefined();
  });
});

it("a name leaves room: Flux makes a label of 63 characters of it", () => {
  expect(FLUX_CD.longest("sync", "env")).toBe(63 - "-sync".length);
  expect(ELSEWHERE.longest("sync", "env")).toBe(63 - "flow-".length);
});

it("what there is of a kind has its path and its name", () => {
  const files = filesOf(
    new Map(["b/kustomization.yaml", "a/x.yaml"].map((path) => [`ground/part-${path}`, ""])),
  );
  expect(ELSEWHERE.found("component", files)).toEqual([
    { parts: { component: "a" }, path: "ground/part-a" },
    { parts: { component: "b" }, path: "ground/part-b" },
  ]);
});
