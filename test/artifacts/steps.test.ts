import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { build, NO_KUSTOMIZE } from "../support/kustomize.ts";
import { copyOfMonorepo, filesBelow, generate, run } from "../support/project.ts";
import { expectRefusal } from "../support/refusal.ts";

const OVERLAYS = "applications/mock-cluster-aka-namespaces";
const DEV = `${OVERLAYS}/dev`;
const APPS = [
  "new:app --name shop --image ghcr.io/acme/shop:1.0.0 --expose ingress --host shop.example.com --config A=b",
  "new:app --name checkout --image ghcr.io/acme/checkout:1.4.2 --replicas 2",
];
const MARKER = '# {"$imagepolicy": "flux-system:shop:tag"}';

/** What people write into an overlay, for one app each. */
const OWN = `# Tags that the automation sets.
images:
  # The shop's own.
  - name: ghcr.io/acme/shop
    newTag: "1.2.0" ${MARKER}
  - name: ghcr.io/acme/checkout
    newName: registry.example.com/checkout
    digest: sha256:${"0123456789abcdef".repeat(4)}

configMapGenerator:
  - name: shop-config
    behavior: merge
    literals: [A=c, B=d]
generatorOptions:
  disableNameSuffixHash: true
replicas:
  - name: checkout
    count: 4
`;
const PATCHES = `  # The shop is slow to stop.
  - target:
      kind: Deployment
      name: shop
    patch: |-
      - op: add
        path: /spec/template/spec/terminationGracePeriodSeconds
        value: 90   # seconds
  - patch: |-
      apiVersion: apps/v1
      kind: Deployment
      metadata:
        name: 'checkout'
      spec:
        minReadySeconds: 7
  - path: patches/checkout-service.yaml
  - target: {kind: Ingress, name: shop}
    patch: |-
      - {op: replace, path: /spec/rules/0/host, value: store.example.com}
`;
const SERVICE = `# Reached from outside of the mesh.
apiVersion: v1
kind: Service
metadata:
  name: checkout
  annotations:
    example.com/mesh: "off"
`;

function edit(folder: string, path: string, change: (text: string) => string): void {
  const file = join(folder, path);
  writeFileSync(file, change(readFileSync(file, "utf8")));
}

function add(folder: string, path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

/** Three environments with three apps, and much that is for one of them. */
async function edited(): Promise<string> {
  const folder = copyOfMonorepo();
  await generate(folder, ...APPS);
  for (const name of ["dev", "staging", "production"]) {
    const overlay = `${OVERLAYS}/${name}`;
    add(folder, `${overlay}/patches/checkout-service.yaml`, SERVICE);
    edit(folder, `${overlay}/kustomization.yaml`, (text) => {
      const ends = text.includes("# A base's host") ? "# A base's host" : /$(?![\s\S])/;
      return text.replace(ends, (end) => PATCHES + end) + OWN;
    });
  }
  return folder;
}

function objects(...folders: string[]): string[] {
  return folders
    .flatMap((folder) => parseAllDocuments(build(folder)).map((each) => JSON.stringify(each)))
    .sort();
}

const appFolders = (folder: string, overlay: string) =>
  ["app", "shop", "checkout"].map((app) => join(folder, overlay, "apps", app));

describe.skipIf(NO_KUSTOMIZE)("the syncs of the apps apply together what one sync applied", () => {
  it("with images, digests, markers, patches, generators and hosts for one app", async () => {
    const folder = await edited();
    const names = ["dev", "staging", "production"].map((name) => `${OVERLAYS}/${name}`);
    const before = names.map((overlay) => objects(join(folder, overlay)));
    expect(before[0]?.join()).toContain("dev.store.example.com");
    expect(before[0]?.join()).toContain("registry.example.com/checkout@sha256");
    for (let step = 1; step <= 2; step++) {
      const { code, stderr } = await run(["artifacts", "--repo", folder, "--yes"]);
      expect(code, stderr).toBe(0);
    }
    const after = names.map((overlay) =>
      objects(join(folder, overlay), ...appFolders(folder, overlay)),
    );
    expect(after).toEqual(before);
  }, 120_000);

  it("and every other rule has nothing to say, at no step", async () => {
    const folder = await edited();
    const git = async (...args: string[]) => {
      const { spawnSync } = await import("node:child_process");
      const author = ["-c", "user.name=t", "-c", "user.email=t@example.com"];
      spawnSync("git", [...author, ...args], { cwd: folder });
    };
    await git("init", "-q");
    for (let step = 0; step < 3; step++) {
      await git("add", "-A");
      await git("commit", "-qm", "step");
      await generate(folder, "artifacts");
      const { stdout } = await run(["validate", "--repo", folder, "--base", "HEAD"]);
      expect(stdout).toContain("No findings");
    }
  }, 120_000);

  it("is refused where kustomize says otherwise", async () => {
    const folder = copyOfMonorepo();
    await generate(folder, "artifacts");
    // kustomize gives the subject its namespace where it renders the ServiceAccount, too.
    add(
      folder,
      `${DEV}/binding.yaml`,
      "apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata:\n  name: view\nroleRef:\n  apiGroup: rbac.authorization.k8s.io\n  kind: ClusterRole\n  name: view\nsubjects:\n  - kind: ServiceAccount\n    name: app\n",
    );
    edit(folder, `${DEV}/kustomization.yaml`, (text) =>
      text.replace("  - limitrange.yaml\n", "  - limitrange.yaml\n  - binding.yaml\n"),
    );
    const before = filesBelow(folder);
    const { code, stderr } = await run(["artifacts", "--repo", folder, "--yes"]);
    expect(stderr).toContain("RoleBinding dev/view would not be what it is now");
    expect(code).toBe(1);
    expect(filesBelow(folder)).toEqual(before);
  });
});

describe("the steps", () => {
  it("are three, and each says why and what to wait for", async () => {
    const folder = copyOfMonorepo();
    const sync = () => filesBelow(folder).get(`${DEV}/sync.yaml`) ?? "";
    const original = sync();

    const first = await generate(folder, "artifacts");
    expect(first).toContain("Step 1 of 3: dev-sync, staging-sync, production-sync no longer prune");
    expect(first).toContain(
      "Once the cluster says false for dev-sync, staging-sync, production-sync (kubectl -n flux-system get kustomizations -o custom-columns=NAME:.metadata.name,PRUNE:.spec.prune), step 2: npm run artifacts",
    );
    expect(sync()).toBe(
      `# Step 1 of 3 of "npm run artifacts": no pruning, before each app gets a sync of its own.\n${original.replace("prune: true", "prune: false")}`,
    );
    expect(filesBelow(folder).has(`${DEV}/every-app/kustomization.yaml`)).toBe(false);
    expect(filesBelow(folder).get("bootstrap/infrastructure.yaml")).toContain("ExternalArtifact");

    const second = await generate(folder, "artifacts");
    expect(second).toContain("Step 2 of 3: each app of dev, staging, production has an overlay");
    expect(second).toContain("A commit to the base of app reconciles: dev-app-sync, staging-app-");
    expect(second).toContain("syncs of the apps are Ready (flux get kustomizations), step 3: npm");
    expect(sync()).toMatch(/^# Step 2 of 3 .*\napiVersion/);
    expect(sync()).toContain("  prune: false\n---\n");
    expect(sync()).toContain("name: dev-app-sync");

    const third = await generate(folder, "artifacts");
    expect(third).toContain("Step 3 of 3: dev-sync, staging-sync, production-sync prune again");
    expect(sync().split("---\n")[0]).toBe(original.replace("GitRepository", "ExternalArtifact"));

    const { code, stderr } = await run(["artifacts", "--repo", folder, "--yes"]);
    expect(stderr).toContain("There is nothing to do");
    expect(code).toBe(1);
  });

  it("are taken by those alone that --sync names", async () => {
    const folder = copyOfMonorepo();
    const others = filesBelow(folder).get(`${OVERLAYS}/staging/sync.yaml`);
    await generate(folder, "artifacts --sync dev-sync");
    const second = await generate(folder, "artifacts --sync dev-sync");
    expect(second).toContain("step 3: npm run artifacts -- --sync dev-sync");
    const now = filesBelow(folder).get(`${OVERLAYS}/staging/sync.yaml`);
    // The app of the next environment waits for the app of this one.
    expect(now).toBe(
      others?.replace("    - name: dev-sync\n", "    - name: dev-sync\n    - name: dev-app-sync\n"),
    );
  });

  it("begin with the second where nothing is pruned, and nothing is put back", async () => {
    const folder = copyOfMonorepo();
    edit(folder, `${DEV}/sync.yaml`, (text) => text.replace("prune: true", "prune: false"));
    const said = await generate(folder, "artifacts --sync dev-sync");
    expect(said).toContain("Step 2 of 3: each app of dev");
    expect(said).not.toContain("step 3:");
    const sync = filesBelow(folder).get(`${DEV}/sync.yaml`);
    expect(sync).toMatch(/^apiVersion/);
  });

  it("begin again where somebody lets it prune in between", async () => {
    const folder = copyOfMonorepo();
    await generate(folder, "artifacts --sync dev-sync");
    edit(folder, `${DEV}/sync.yaml`, (text) => text.replace("prune: false", "prune: true"));
    const said = await generate(folder, "artifacts --sync dev-sync");
    expect(said).toContain("Step 1 of 3: dev-sync no longer prunes");
    expect(
      filesBelow(folder)
        .get(`${DEV}/sync.yaml`)
        ?.match(/# Step/g),
    ).toHaveLength(1);
  });

  it("are one for an environment without apps", async () => {
    const folder = copyOfMonorepo();
    await generate(folder, "new:env --name qa", "remove:app --name app");
    const said = await generate(folder, "artifacts --sync qa-sync");
    expect(said).toContain("Step 2 of 3: each app of qa");
    expect(said).not.toContain("step 3:");
    await generate(folder, "new:app --name shop --image ghcr.io/acme/shop:1.0.0 --env qa");
    expect(filesBelow(folder).get(`${OVERLAYS}/qa/sync.yaml`)).toContain("name: qa-shop-sync");
  });
});

describe("the second step", () => {
  it("writes what new:env --artifacts writes", async () => {
    const folder = copyOfMonorepo();
    await generate(folder, "new:env --name qa --artifacts", "artifacts", "artifacts", "artifacts");
    const updated = await run(["update", "--env", "dev", "--repo", folder, "--yes", "--no-render"]);
    expect(updated.code, updated.stderr).toBe(0);
    const files = filesBelow(folder);
    const below = (name: string) =>
      [...files].flatMap(([path, text]) =>
        path.startsWith(`${OVERLAYS}/${name}/`) && !path.endsWith("/sync.yaml")
          ? [
              [
                path.replace(`/${name}/`, "/E/"),
                text.replaceAll(new RegExp(`\\b${name}\\b`, "g"), "E"),
              ],
            ]
          : [],
      );
    expect(Object.fromEntries(below("dev"))).toEqual(Object.fromEntries(below("qa")));
  });

  it("keeps every line, and its comment, in the place that it is for", async () => {
    const folder = await edited();
    await generate(folder, "artifacts --sync dev-sync", "artifacts --sync dev-sync");
    const files = filesBelow(folder);
    const shop = files.get(`${DEV}/apps/shop/kustomization.yaml`);
    expect(shop).toBe(`apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources:
  - ../../../../base-shop-config
components:
  - ../../every-app
patches:
${PATCHES.slice(0, PATCHES.indexOf("  - patch:"))}${OWN.slice(0, OWN.indexOf("  - name: ghcr.io/acme/checkout"))}
${OWN.slice(OWN.indexOf("configMapGenerator"), OWN.indexOf("replicas:"))}`);
    const checkout = files.get(`${DEV}/apps/checkout/kustomization.yaml`) ?? "";
    expect(checkout).toContain("        name: 'checkout'\n");
    expect(checkout).toContain("  - path: patches/checkout-service.yaml\n");
    expect(checkout).not.toContain("shop");
    expect(files.get(`${DEV}/apps/checkout/patches/checkout-service.yaml`)).toBe(SERVICE);
    expect(files.has(`${DEV}/patches/checkout-service.yaml`)).toBe(false);
    // What every app gets is written into the Ingress after it.
    expect(files.get(`${DEV}/every-app/kustomization.yaml`)).toContain("value: store.example.com");
    expect(files.get(`${DEV}/kustomization.yaml`)).not.toMatch(/images|patches|replicas|shop/);
  });

  it("keeps line ends, and a file without a last one", async () => {
    const folder = copyOfMonorepo();
    edit(folder, `${DEV}/kustomization.yaml`, (text) => text.trimEnd().replaceAll("\n", "\r\n"));
    await generate(folder, "artifacts --sync dev-sync", "artifacts --sync dev-sync");
    const files = filesBelow(folder);
    for (const path of ["kustomization.yaml", "every-app/kustomization.yaml"]) {
      expect(files.get(`${DEV}/${path}`)).not.toMatch(/[^\r]\n/);
    }
    expect(files.get(`${DEV}/kustomization.yaml`)).toMatch(/includeTemplates: true$/);
    expect(files.get(`${DEV}/every-app/kustomization.yaml`)).toMatch(/index: -1\r\n$/);
  });

  it("leaves in the environment what is for its own objects", async () => {
    const folder = copyOfMonorepo();
    add(folder, `${DEV}/motd.yaml`, "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: motd\n");
    edit(folder, `${DEV}/kustomization.yaml`, (text) =>
      text
        .replace("  - limitrange.yaml\n", "  - limitrange.yaml\n  - motd.yaml\n")
        .replace(
          "# A base's host",
          "  - patch: |-\n      apiVersion: v1\n      kind: ConfigMap\n      metadata:\n        name: motd\n      data:\n        text: hello\n# A base's host",
        ),
    );
    await generate(folder, "artifacts --sync dev-sync", "artifacts --sync dev-sync");
    const files = filesBelow(folder);
    expect(files.get(`${DEV}/kustomization.yaml`)).toContain("text: hello");
    expect(files.get(`${DEV}/every-app/kustomization.yaml`)).not.toContain("motd");
  });

  it("takes out of an artifact what only the apps build", async () => {
    const folder = copyOfMonorepo();
    edit(folder, `${DEV}/sync.yaml`, (text) => text.replace("GitRepository", "ExternalArtifact"));
    const copy = (path: string) =>
      `        - from: "@repo/flux-cd/${path}/**"\n          to: "@artifact/flux-cd/${path}/"\n`;
    add(
      folder,
      "bootstrap/artifacts.yaml",
      `apiVersion: source.extensions.fluxcd.io/v1beta1\nkind: ArtifactGenerator\nmetadata:\n  name: dev-environment\n  namespace: flux-system\nspec:\n  sources:\n    - alias: repo\n      kind: GitRepository\n      name: dev-environment\n  artifacts:\n    - name: dev-environment\n      copy:\n${copy("applications/base-app-config")}${copy(DEV)}${copy("infrastructure/cross-namespace-netpols")}`,
    );
    edit(folder, "bootstrap/kustomization.yaml", (text) => `${text}  - artifacts.yaml\n`);
    await generate(folder, "artifacts --sync dev-sync", "artifacts --sync dev-sync");
    const [own = ""] = (filesBelow(folder).get("bootstrap/artifacts.yaml") ?? "").split("---\n");
    expect(own).not.toContain("base-app-config");
    expect(own).not.toContain("dev/**");
    expect(own).toContain("dev/limitrange.yaml");
    expect(own).toContain("cross-namespace-netpols");
  });

  it("gives the syncs of the apps what the environment's has, and tells who waits for it", async () => {
    const folder = copyOfMonorepo();
    edit(folder, `${DEV}/sync.yaml`, (text) =>
      text.replace("timeout: 5m", "timeout: 20m").concat("  decryption:\n    provider: sops\n"),
    );
    edit(folder, "bootstrap/sources.yaml", (text) =>
      text.replace(/(name: dev-environment[\s\S]*?)branch: main/, "$1tag: v1.0.0"),
    );
    appendFileSync(
      join(folder, "bootstrap", "infrastructure.yaml"),
      "---\napiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata:\n  name: report\n  namespace: flux-system\nspec:\n  interval: 10m\n  path: ./flux-cd/infrastructure/cross-namespace-netpols\n  prune: true\n  sourceRef:\n    kind: GitRepository\n    name: infrastructure\n  dependsOn:\n    - name: dev-sync\n",
    );
    await generate(folder, "artifacts --sync dev-sync");
    const ended = await run([
      "artifacts",
      "--sync",
      "dev-sync",
      "--repo",
      folder,
      "--yes",
      "--no-render",
    ]);
    const [, app] = (filesBelow(folder).get(`${DEV}/sync.yaml`) ?? "").split("---\n");
    expect(app).toContain("  timeout: 20m\n");
    expect(app).toMatch(/ {2}prune: true\n {2}decryption:\n {4}provider: sops\n$/);
    expect(ended.stderr).toContain("report waits for dev-sync, which no longer applies the apps");
    expect(ended.stderr).toContain("dev follows the tag v1.0.0: until that holds this change");
  });
});

describe("what can't be moved with certainty is refused with its place, and nothing is written", () => {
  const json = (target: string) =>
    `  - ${target}patch: |-\n      apiVersion: apps/v1\n      kind: Deployment\n      metadata:\n        name: `;
  const cases: [what: string, added: string, says: RegExp][] = [
    [
      "a field that may be for any",
      "namePrefix: x-\n",
      /namePrefix of dev[\s\S]*kustomization\.yaml:\d+/,
    ],
    [
      "an image that nothing runs",
      "images:\n  - name: nothing\n    newTag: v1\n",
      /no app of it runs nothing/,
    ],
    ["a patch for nothing", `${json("")}nobody\n`, /it names no object of an app/],
    [
      "a patch without a target that something general follows",
      `${json("")}app\n      spec:\n        template:\n          metadata:\n            labels:\n              environment: none\n`,
      /written into the same object after it[\s\S]*Give it a `target`/,
    ],
    [
      "a patch of two apps' objects",
      `${json("")}app\n      ---\n      apiVersion: v1\n      kind: ResourceQuota\n      metadata:\n        name: environment\n`,
      /applied by several syncs/,
    ],
    [
      "a merge into nothing",
      "configMapGenerator:\n  - name: none\n    behavior: merge\n    literals: [A=b]\n",
      /no app of it has none/,
    ],
    [
      "brackets",
      "images: [{name: localhost:5001/demo-app, newTag: v2}, {name: x, newTag: v1}]\n",
      /no app of it runs x/,
    ],
    [
      "a replacement from elsewhere",
      "  - source: {kind: ConfigMap, name: app-config, fieldPath: data.X}\n    targets:\n      - select: {kind: Service}\n        fieldPaths: [metadata.annotations.x]\n",
      /its source is not the name of the namespace/,
    ],
  ];
  it.each(cases)("%s", async (_what, added, says) => {
    await expectRefusal(["artifacts", "--sync", "dev-sync"], says, (folder) => {
      edit(folder, `${DEV}/sync.yaml`, (text) => text.replace("prune: true", "prune: false"));
      edit(folder, `${DEV}/kustomization.yaml`, (text) =>
        added.startsWith("  - source") || !added.startsWith("  - ")
          ? text + added
          : text.replace("# A base's host", `${added}# A base's host`),
      );
    });
  });

  it("a sync that changes what it applies", () =>
    expectRefusal(
      ["artifacts", "--sync", "dev-sync"],
      /spec\.images of dev-sync can't be divided[\s\S]*sync\.yaml:\d+/,
      (folder) =>
        edit(
          folder,
          `${DEV}/sync.yaml`,
          (text) =>
            `${text.replace("prune: true", "prune: false")}  images:\n    - name: x\n      newTag: v1\n`,
        ),
    ));
});

describe("a copy with artifacts of an environment whose apps share a sync", () => {
  it("is split at once", async () => {
    const folder = await edited();
    const said = await generate(folder, "new:env --name qa --from dev --artifacts");
    expect(said).toContain("Each app of qa has a sync and an artifact of its own");
    const files = filesBelow(folder);
    expect(files.get(`${OVERLAYS}/qa/sync.yaml`)).toContain("name: qa-checkout-sync");
    expect(files.get(`${OVERLAYS}/qa/sync.yaml`)).not.toContain("prune: false");
    expect(files.get(`${OVERLAYS}/qa/apps/shop/kustomization.yaml`)).toContain(MARKER);
    expect(files.get(`${DEV}/sync.yaml`)).not.toContain("---");
    if (NO_KUSTOMIZE) return;
    const overlay = `${OVERLAYS}/qa`;
    const copy = objects(join(folder, overlay), ...appFolders(folder, overlay));
    const renamed = objects(join(folder, DEV)).map((each) => each.replaceAll(/\bdev\b/g, "qa"));
    expect(copy).toEqual(renamed.sort());
  });

  it("prunes, whatever step its original is at", async () => {
    const folder = copyOfMonorepo();
    await generate(folder, "artifacts", "new:env --name qa --from dev");
    expect(filesBelow(folder).get(`${OVERLAYS}/qa/sync.yaml`)).toMatch(
      /^apiVersion[\s\S]*prune: true/,
    );
    await generate(folder, "artifacts", "new:env --name uat --from dev");
    expect(filesBelow(folder).get(`${OVERLAYS}/uat/sync.yaml`)).toMatch(/^apiVersion/);
    expect(filesBelow(folder).get(`${OVERLAYS}/uat/sync.yaml`)).not.toContain("prune: false");
  });
});
