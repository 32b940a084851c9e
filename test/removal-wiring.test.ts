import { describe, expect, it } from "vitest";
import { NO_KUSTOMIZE } from "./support/kustomize.ts";
import {
  apply,
  edited,
  planned,
  refusal,
  shippedTexts,
  type Texts,
  told,
} from "./support/memory.ts";

/** What was wired to an environment or an app goes with it, or is named when it can't. */
const OVERLAYS = "applications/mock-cluster-aka-namespaces";
const AUTOMATION = "applications/image-automation.yaml";
const NOTIFICATIONS = "bootstrap/notifications.yaml";
const SHOP = { name: "shop", image: "ghcr.io/acme/shop:1.0.0" };
const shipped = shippedTexts();
const withShop = apply("new:app", SHOP, shipped);
const withQa = apply("new:env", { name: "qa" }, shipped);

function run(texts: Texts, ...commands: [string, Parameters<typeof apply>[1]][]): Texts {
  return commands.reduce((now, [command, raw]) => apply(command, raw, now), texts);
}

describe("an app that goes takes with it", () => {
  it("its image policies, scans, automations and images entries, to the byte", () => {
    const kept = run(withShop, ["new:image-policy", { app: "shop", env: ["dev", "staging"] }]);
    expect(kept.get(`${OVERLAYS}/dev/kustomization.yaml`)).toContain('"flux-system:shop:tag"');
    const { texts, plan } = planned("remove:app", { name: "shop" }, kept);
    expect(texts).toEqual(shipped);
    expect(plan.notes).toContain("The ImagePolicy shop goes too: no tag is left that it sets.");
    expect(plan.notes).toContain("The ImageRepository shop goes too: no policy reads it.");
    expect(plan.notes).toContain(
      "The ImageUpdateAutomation dev-images goes too: it would have nothing to update.",
    );
  });

  it("nothing of another app: not its policy, not the automation of its environment", () => {
    const other = run(shipped, ["new:image-policy", { app: "app", env: ["dev"] }]);
    const both = run(other, ["new:app", SHOP], ["new:image-policy", { app: "shop", env: ["dev"] }]);
    expect(apply("remove:app", { name: "shop" }, both)).toEqual(other);
  });

  it("an images entry that somebody wrote, unless another app runs the image", () => {
    const images = "images:\n  - name: ghcr.io/acme/shop\n    newTag: 1.0.1\n";
    const path = `${OVERLAYS}/dev/kustomization.yaml`;
    const pinned = edited(withShop, path, "components:", `${images}components:`);
    expect(apply("remove:app", { name: "shop" }, pinned)).toEqual(shipped);
    const twin = apply("new:app", { ...SHOP, name: "worker" }, pinned);
    const left = apply("remove:app", { name: "shop" }, twin);
    expect(left.get(path)).toContain(images);
  });

  it("what an overlay merges into its ConfigMap, and no generator of its own name", () => {
    const path = `${OVERLAYS}/dev/kustomization.yaml`;
    const merged =
      "configMapGenerator:\n  - name: shop-config\n    behavior: merge\n    literals: [A=b]\n";
    const texts = edited(withShop, path, "components:", `${merged}components:`);
    expect(apply("remove:app", { name: "shop" }, texts)).toEqual(shipped);
    const own = edited(texts, path, "    behavior: merge\n", "");
    expect(apply("remove:app", { name: "shop" }, own).get(path)).toContain("- name: shop-config");
  });

  it("no policy that never had a marker", () => {
    const kept = run(withShop, ["new:image-policy", { app: "shop", env: ["dev"] }]);
    const own = (kept.get(AUTOMATION) ?? "").replace(/^( +name: )shop$/gm, "$1by-hand");
    const both = new Map(kept).set(AUTOMATION, `${kept.get(AUTOMATION)}---\n${own}`);
    const left = apply("remove:app", { name: "shop" }, both).get(AUTOMATION);
    expect(left).toContain("name: by-hand");
    expect(left).not.toContain("name: shop");
  });

  it("is refused where a patch in an overlay is for it, or an object names one of its own", () => {
    const path = `${OVERLAYS}/dev/kustomization.yaml`;
    const patch =
      "patches:\n  - target:\n      kind: Deployment\n      name: shop\n    patch: |-\n      - op: remove\n        path: /a\n";
    const patched = edited(withShop, path, "patches:\n", patch);
    expect(refusal("remove:app", { name: "shop" }, patched)).toEqual([
      `${path}:23 target of ${path} names the Deployment shop, which would be gone.`,
    ]);
  });
});

describe("an environment that goes takes with it", () => {
  it("its automation, and a policy that no other environment uses", () => {
    const kept = run(withQa, ["new:image-policy", { app: "app", env: ["qa"] }]);
    expect(apply("remove:env", { name: "qa" }, kept)).toEqual(shipped);
    const two = run(kept, ["new:image-policy", { app: "app", env: ["dev"] }]);
    const left = apply("remove:env", { name: "qa" }, two);
    expect(left.get(AUTOMATION)).toContain("name: dev-images");
    expect(left.get(AUTOMATION)).toContain("kind: ImagePolicy");
    expect(left.get(AUTOMATION)).not.toContain("qa");
  });

  it("its place in alerts, and an alert that is left without anything, with its provider", () => {
    const told = run(withQa, ["new:alert", { type: "slack", env: ["qa"] }]);
    const { texts, plan } = planned("remove:env", { name: "qa" }, told);
    expect(texts).toEqual(shipped);
    expect(plan.notes).toContain("The Alert slack-error goes too: all that it tells of is gone.");
    expect(plan.notes).toContain(
      "The Provider slack goes too: no alert uses it. Its Secret stays.",
    );
    const [of, both] = [["dev"], ["dev", "qa"]].map((env) =>
      run(withQa, ["new:alert", { type: "slack", env }]),
    );
    expect(apply("remove:env", { name: "qa" }, both as Texts).get(NOTIFICATIONS)).toBe(
      of?.get(NOTIFICATIONS),
    );
  });

  it("its artifact, and nobody else's", () => {
    const split = apply("artifacts", {}, shipped);
    const added = apply("new:env", { name: "qa", artifacts: true }, split);
    expect(added.get("bootstrap/artifacts.yaml")).toContain("name: qa-environment");
    expect(apply("remove:env", { name: "qa" }, added)).toEqual(split);
    const alone = apply("new:env", { name: "qa", artifacts: true }, shipped);
    expect(apply("remove:env", { name: "qa" }, alone)).toEqual(shipped);
  });

  it("one artifact of a generator that makes several", () => {
    const path = "bootstrap/artifacts.yaml";
    const split = apply("artifacts", { sync: ["dev-sync", "staging-sync"] }, shipped);
    const [dev = "", staging = ""] = (split.get(path) ?? "").split("---\n");
    const second = staging.slice(staging.indexOf("    - name: staging-environment"));
    const joined = new Map(split).set(path, dev + second);
    expect(apply("remove:env", { name: "staging" }, joined).get(path)).toBe(dev);
  });

  it("nothing that is a file's comment", () => {
    const told = run(withQa, ["new:alert", { type: "slack", env: ["qa"] }]);
    const headed = new Map(told).set(NOTIFICATIONS, `# Ask in #ops.\n${told.get(NOTIFICATIONS)}`);
    const left = apply("remove:env", { name: "qa" }, headed);
    expect(left.get(NOTIFICATIONS)).toBe("# Ask in #ops.\n");
    expect(left.get("bootstrap/kustomization.yaml")).toContain("- notifications.yaml");
  });

  it("is refused where another sync waits for it, or applies something in its namespace", () => {
    const source = { kind: "oci", name: "tool", url: "oci://ghcr.io/acme/tool", tag: "1.0.0" };
    const raw = { ...source, "target-namespace": "qa", "depends-on": ["qa-sync"] };
    expect(refusal("remove:env", { name: "qa" }, apply("new:source", raw, withQa))).toEqual([
      "bootstrap/tool.yaml:16 dependsOn of Kustomization tool-sync names the Kustomization qa-sync, which would be gone.",
      "bootstrap/tool.yaml:14 Kustomization tool-sync names the namespace qa, which would be gone.",
    ]);
  });
});

describe("who waited for an environment that goes", () => {
  it("waits for the environment before it, also where that waited for more", () => {
    const wait = (texts: Texts, environment: string, before: string) =>
      edited(
        texts,
        `${OVERLAYS}/${environment}/sync.yaml`,
        `    - name: ${before}-sync\n`,
        `    - name: infrastructure-sync\n    - name: ${before}-sync\n`,
      );
    const texts = wait(wait(shipped, "staging", "dev"), "production", "staging");
    const { texts: after, plan } = planned("remove:env", { name: "staging" }, texts);
    expect(plan.notes).toContain("production now waits for dev-sync instead of staging-sync.");
    expect(after.get(`${OVERLAYS}/production/sync.yaml`)).toContain(
      "  dependsOn:\n    - name: infrastructure-sync\n    - name: dev-sync\n",
    );
  });
});

describe("who waited for an environment that waited for several", () => {
  const path = (environment: string) => `${OVERLAYS}/${environment}/sync.yaml`;
  const waits = (environment: string, before: string, ...items: string[]) =>
    edited(
      shipped,
      path(environment),
      `    - name: ${before}-sync\n`,
      items.map((item) => `    - ${item}\n`).join(""),
    );
  const staging = (...items: string[]) => waits("staging", "dev", ...items);
  const removed = (texts: Texts) => {
    const { texts: after, plan } = planned("remove:env", { name: "staging" }, texts);
    const dependsOn = /dependsOn:\n((?: {4}.*\n)+)/.exec(after.get(path("production")) ?? "")?.[1];
    return [dependsOn, plan.notes.find((note) => note.startsWith("production "))];
  };

  it("waits for all of them, environments first", () => {
    expect(
      removed(
        staging("name: infrastructure-sync", "name: dev-sync", "name: tests\n      namespace: qa"),
      ),
    ).toEqual([
      "    - name: dev-sync\n    - name: infrastructure-sync\n    - name: tests\n      namespace: qa\n",
      "production now waits for dev-sync and infrastructure-sync and qa/tests instead of staging-sync.",
    ]);
  });

  it("does not get the namespace of the one that goes", () => {
    expect(removed(staging("name: tests\n      namespace: qa"))).toEqual([
      "    - name: tests\n      namespace: qa\n",
      "production now waits for qa/tests instead of staging-sync.",
    ]);
  });

  it("gets none twice", () => {
    const both = new Map(staging("name: dev-sync", "name: infrastructure-sync")).set(
      path("production"),
      waits("production", "staging", "name: staging-sync", "name: dev-sync").get(
        path("production"),
      ) ?? "",
    );
    expect(removed(both)).toEqual([
      "    - name: infrastructure-sync\n    - name: dev-sync\n",
      "production now waits for infrastructure-sync instead of staging-sync.",
    ]);
  });
});

describe.skipIf(NO_KUSTOMIZE)("what Flux deletes with an environment", () => {
  const folder = `${OVERLAYS}/staging`;
  const notes = async (change: (texts: Map<string, string>) => void) => {
    const texts = new Map(shipped);
    change(texts);
    return (await told("remove:env", { name: "staging" }, texts)).slice(0, 2);
  };

  it("is what Flux builds where a folder has no kustomization file", async () => {
    const [loud, counted] = await notes((texts) => texts.delete(`${folder}/kustomization.yaml`));
    expect(loud).toMatch(/^FLUX WILL DELETE the namespace staging/);
    expect(counted).toBe(
      "Flux deletes 6 objects: 1 GitRepository, 2 Kustomization, 1 LimitRange, 1 Namespace, 1 ResourceQuota.",
    );
  });

  it("is more than can be told where the overlay names what is not here", async () => {
    const file = `${folder}/kustomization.yaml`;
    const everything = [
      "FLUX WILL DELETE EVERYTHING that staging-sync applied from https://git.example.com/platform/flux-cd-monorepo.git. What that is, nothing here can say: flux tree kustomization staging-sync does.",
      "Flux deletes 2 objects: 1 GitRepository, 1 Kustomization.",
    ];
    const url = "resources:\n  - https://github.com/acme/base?ref=v1";
    expect(
      await notes((texts) => texts.set(file, (texts.get(file) ?? "").replace("resources:", url))),
    ).toEqual(everything);
    expect(await notes((texts) => texts.delete(`${folder}/limitrange.yaml`))).toEqual(everything);
  });
});

describe("what an environment's sync does when it goes", () => {
  const path = `${OVERLAYS}/dev/sync.yaml`;

  it.skipIf(NO_KUSTOMIZE).each([
    ["Orphan", "true", /^dev-sync has the deletionPolicy Orphan: 18 objects stay in the cluster/m],
    ["Delete", "false", /^FLUX WILL DELETE the namespace dev/m],
    ["MirrorPrune", "true", /^FLUX WILL DELETE the namespace dev/m],
    ["MirrorPrune", "false", /^dev-sync does not prune: 18 objects stay in the cluster/m],
  ])("deletionPolicy %s and prune %s: %s", async (policy, prune, says) => {
    const spec = `prune: ${prune}\n  deletionPolicy: ${policy}`;
    const texts = edited(shipped, path, "prune: true", spec);
    expect((await told("remove:env", { name: "dev" }, texts)).join("\n")).toMatch(says);
  });

  it("--orphan changes the deletionPolicy where that says it", () => {
    const texts = edited(shipped, path, "prune: true", "prune: true\n  deletionPolicy: Delete");
    const first = apply("remove:env", { name: "dev", orphan: true }, texts);
    expect(first.get(path)).toContain("prune: true\n  deletionPolicy: Orphan");
    expect(refusal("remove:env", { name: "dev", orphan: true }, first)).toEqual([
      `${path}:undefined dev-sync has the deletionPolicy Orphan: what runs stays as it is.`,
    ]);
  });
});
