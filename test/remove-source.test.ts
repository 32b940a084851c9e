import { describe, expect, it } from "vitest";
import { NO_KUSTOMIZE } from "./support/kustomize.ts";
import { apply, edited, planned, refusal, shippedTexts, told } from "./support/memory.ts";
import { copyOfMonorepo, run } from "./support/project.ts";

const shipped = shippedTexts();
const ARTIFACT = { kind: "oci", name: "shop", url: "oci://ghcr.io/acme/shop", tag: "1.4.2" };
const CHART = { kind: "helm", name: "shop", url: "https://charts.example.com", semver: "1.x" };
const PREVIEW = {
  kind: "git",
  name: "preview",
  path: "./flux-cd/applications/base-app-config",
  "target-namespace": "preview",
};

describe("new:source", () => {
  it("has its defaults in a repository that is split into artifacts too", () => {
    const split = apply("artifacts", { sync: ["applications-sync"] }, shipped);
    const raw = { kind: "git", name: "shop", path: "./deploy" };
    const added = apply("new:source", raw, split).get("bootstrap/sources.yaml") ?? "";
    const own = added.slice(added.indexOf("  name: shop\n"));
    expect(own).toContain("interval: 1m\n");
    expect(own).toContain("url: https://git.example.com/platform/flux-cd-monorepo.git\n");
    expect(own).toContain("branch: main\n");
  });

  it("takes the name of a Flux Kustomization, which no environment can then have", () => {
    const added = apply("new:source", ARTIFACT, shipped);
    expect(refusal("new:env", { name: "shop" }, added)).toEqual([
      "bootstrap/shop.yaml:1 The Flux Kustomization shop-sync exists already, which reads something else.",
    ]);
  });
});

describe("remove:source", () => {
  it.each([
    ["as shipped", (text: string) => text],
    ["CRLF", (text: string) => text.replaceAll("\n", "\r\n")],
    ["no last line end", (text: string) => text.replace(/\n$/, "")],
    ["lists that are not indented", (text: string) => text.replace(/^ {2}- (?=[\w./-]+$)/gm, "- ")],
  ])("undoes new:source to the byte: %s", (_, form) => {
    const before = new Map([...shipped].map(([path, text]) => [path, form(text)]));
    for (const raw of [ARTIFACT, CHART, PREVIEW]) {
      const added = apply("new:source", raw, before);
      expect(added).not.toEqual(before);
      expect(apply("remove:source", { name: raw.name }, added)).toEqual(before);
    }
  });

  it("takes out the artifact of what read it too", () => {
    const added = apply("new:source", PREVIEW, shipped);
    const split = apply("artifacts", { sync: ["preview-sync"] }, added);
    expect(split.get("bootstrap/preview.yaml")).toContain("kind: ExternalArtifact");
    expect(apply("remove:source", { name: "preview" }, split)).toEqual(shipped);
  });

  it.skipIf(NO_KUSTOMIZE)(
    "says what is lost: what it knows, and that it can't know the rest",
    async () => {
      const of = (raw: typeof ARTIFACT | typeof CHART | typeof PREVIEW) =>
        told("remove:source", { name: raw.name }, apply("new:source", raw, shipped));
      const [everything, counted] = await of(ARTIFACT);
      expect(everything).toMatch(
        /^FLUX WILL DELETE EVERYTHING that shop-sync applied from oci:\/\/ghcr\.io\/acme\/shop\./,
      );
      expect(counted).toBe("Flux deletes 2 objects: 1 Kustomization, 1 OCIRepository.");
      expect((await of(CHART))[0]).toMatch(/^HELM UNINSTALLS shop: all that the chart made goes/);
      expect(await of(PREVIEW)).toEqual([
        expect.stringMatching(/^Flux deletes 15 objects: 1 ConfigMap/),
      ]);
    },
  );

  it.each(["flux-system", "applications", "infrastructure"])(
    "never takes out what applies this repository itself: %s",
    (name) => {
      const [first, ...more] = refusal("remove:source", { name }, shipped);
      expect(first).toMatch(
        new RegExp(`^bootstrap/\\S+:\\d+ Kustomization \\S+ reads the GitRepository ${name}\\.$`),
      );
      expect(more).toEqual([]);
    },
  );

  it("is refused while something else reads it, or waits for what does", () => {
    expect(refusal("remove:source", { name: "dev-environment" }, shipped)).toEqual([
      "applications/mock-cluster-aka-namespaces/dev/sync.yaml:12 Kustomization dev-sync reads the GitRepository dev-environment.",
    ]);
    const first = apply("new:source", ARTIFACT, shipped);
    const second = { ...ARTIFACT, name: "tool", "depends-on": ["shop-sync"] };
    expect(refusal("remove:source", { name: "shop" }, apply("new:source", second, first))).toEqual([
      "bootstrap/tool.yaml:15 dependsOn of Kustomization tool-sync names the Kustomization shop-sync, which would be gone.",
    ]);
  });

  it("wants the kind where two kinds have the name", () => {
    const both = apply("new:source", { ...CHART, name: "dev-environment" }, shipped);
    expect(refusal("remove:source", { name: "dev-environment" }, both)).toEqual([
      'undefined:undefined There is no source "dev-environment".',
    ]);
    expect(apply("remove:source", { name: "HelmRepository/dev-environment" }, both)).toEqual(
      shipped,
    );
  });

  it.skipIf(NO_KUSTOMIZE)("--orphan lets go of what a Flux Kustomization applied", async () => {
    const added = apply("new:source", ARTIFACT, shipped);
    const first = planned("remove:source", { name: "shop", orphan: true }, added);
    expect(first.texts).toEqual(
      edited(added, "bootstrap/shop.yaml", "prune: true", "prune: false"),
    );
    expect(first.plan.typed).toBeUndefined();
    const says = [
      "Flux deletes 2 objects: 1 Kustomization, 1 OCIRepository.",
      "shop-sync does not prune: what it applied stays.",
    ];
    expect(await told("remove:source", { name: "shop", orphan: true }, added)).toEqual([
      ...says.map((each) => `With the second step: ${each}`),
      "shop-sync no longer prunes.",
    ]);
    expect(await told("remove:source", { name: "shop" }, first.texts)).toEqual(says);
    expect(apply("remove:source", { name: "shop" }, first.texts)).toEqual(shipped);
  });

  it.skipIf(NO_KUSTOMIZE)(
    "--orphan suspends a HelmRelease, so that Helm uninstalls nothing",
    async () => {
      const added = apply("new:source", CHART, shipped);
      const first = apply("remove:source", { name: "shop", orphan: true }, added);
      const path = "bootstrap/shop.yaml";
      expect(first.get(path)).toBe(`${added.get(path)}  suspend: true\n`);
      expect(refusal("remove:source", { name: "shop", orphan: true }, first)).toEqual([
        `${path}:undefined shop is suspended already: the release stays as it is.`,
      ]);
      expect(await told("remove:source", { name: "shop" }, first)).toEqual([
        "shop is suspended: Helm uninstalls nothing, the release goes on running.",
        "Flux deletes 2 objects: 1 HelmRelease, 1 HelmRepository.",
      ]);
      expect(apply("remove:source", { name: "shop" }, first)).toEqual(shipped);
    },
  );
});

describe.skipIf(NO_KUSTOMIZE)("remove:source, on the disk", () => {
  it("writes what it plans, builds it, and leaves nothing to find", async () => {
    const folder = copyOfMonorepo();
    const common = ["--repo", folder, "--yes"];
    const flags = Object.entries(ARTIFACT).flatMap(([flag, value]) => [`--${flag}`, value]);
    expect((await run(["new:source", ...flags, ...common])).code).toBe(0);
    const { code, stdout, stderr } = await run(["remove:source", "--name", "shop", ...common]);
    expect(code, stderr).toBe(0);
    expect(stdout).toContain("-  - shop.yaml");
    expect(stderr).toContain("removed flux-cd/bootstrap/shop.yaml");
    expect((await run(["validate", "--repo", folder])).code).toBe(0);
  });
});
