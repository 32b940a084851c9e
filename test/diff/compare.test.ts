import { describe, expect, it } from "vitest";
import type { ClusterDiff } from "../../generators/review/comparison.ts";
import { diffMarkdown } from "../../generators/review/formats/markdown.ts";
import { comparisonOf } from "../support/comparison.ts";
import { NO_KUSTOMIZE } from "../support/kustomize.ts";

type Texts = Record<string, string>;

const sync = (name: string, path: string, more = "") => `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: ${name}, namespace: flux-system }
spec:
  interval: 10m
  path: ${path}
  prune: true
  sourceRef: { kind: GitRepository, name: flux-system }
${more}`;

const configMap = (name: string, data: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name}, namespace: default }\ndata: ${data}\n`;

const listed = (...names: string[]) => `resources: [${names.join(", ")}]\n`;

/** A cluster that syncs itself, and two more Flux Kustomizations. */
const cluster = (more: Texts = {}): Texts => ({
  "clusters/one/kustomization.yaml": listed("root.yaml", "a.yaml", "b.yaml"),
  "clusters/one/root.yaml": sync("flux-system", "./clusters/one"),
  "clusters/one/a.yaml": sync("a", "./a"),
  "clusters/one/b.yaml": sync("b", "./b"),
  "a/kustomization.yaml": listed("one.yaml"),
  "a/one.yaml": configMap("one", "{ k: v }"),
  "b/kustomization.yaml": listed("two.yaml"),
  "b/two.yaml": configMap("two", "{ k: v }"),
  ...more,
});

const BINARY = Buffer.from([0x89, 0xff]);

/** The objects of a comparison, a line each: what, where, which fields. */
function lines({ objects }: ClusterDiff): string[] {
  return objects.map(({ kind, name, change, places, fields }) => {
    const where = places.map((place) => (place.from ? `${place.from}>${place.sync}` : place.sync));
    return [change, kind, name, `(${where})`, ...fields.map(({ path }) => path)].join(" ");
  });
}

describe.skipIf(NO_KUSTOMIZE)("a comparison of two sides", () => {
  it("has nothing for quotes, comments, order, and a file that moves", async () => {
    const { "a/one.yaml": _, ...rest } = cluster();
    const diff = await comparisonOf(cluster(), {
      ...rest,
      "a/kustomization.yaml": "# moved\nresources:\n  - sub/one.yaml\n",
      "a/sub/one.yaml":
        'data: { "k": "v" } # same\nkind: ConfigMap\napiVersion: v1\nmetadata: { namespace: default, name: one }\n',
    });
    expect(lines(diff)).toEqual([]);
    expect(diff.syncs).toEqual([]);
    expect(diff.sameSyncs).toBe(3);
    expect(diff.risks).toEqual([]);
    expect(diff.graph.nodes).toEqual([]);
  });

  it("takes a generated name with another hash for the same object", async () => {
    const generated = (value: string): Texts =>
      cluster({
        "a/kustomization.yaml": `resources: [pod.yaml]\nconfigMapGenerator:\n  - { name: settings, literals: [k=${value}] }\n`,
        "a/pod.yaml": `apiVersion: apps/v1
kind: Deployment
metadata: { name: app, namespace: default }
spec:
  template:
    spec:
      containers: [{ name: app, image: "a:1", envFrom: [{ configMapRef: { name: settings } }] }]
`,
      });
    const diff = await comparisonOf(generated("1"), generated("2"));
    const [map] = diff.objects.filter(({ kind }) => kind === "ConfigMap");
    expect(map).toMatchObject({
      change: "changed",
      fields: [{ path: "data.k", before: '"1"', after: '"2"' }],
    });
    expect(map?.name).toMatch(/^settings-[a-z0-9]{10}$/);
    expect(map?.oldName).toMatch(/^settings-[a-z0-9]{10}$/);
    expect(diff.syncs).toMatchObject([{ sync: "a", added: 0, changed: 2, deleted: 0 }]);
    expect(diff.risks).toEqual([]);
  });

  it("says which objects move, and that this is risky", async () => {
    const diff = await comparisonOf(cluster(), {
      ...cluster(),
      "a/kustomization.yaml": listed(),
      "b/kustomization.yaml": listed("two.yaml", "../a/one.yaml"),
    });
    expect(lines(diff)).toEqual(["moved ConfigMap one (a>b)"]);
    expect(diff.risks).toMatchObject([{ kind: "move", rule: "moved-object", objects: ["o1"] }]);
    expect(diff.syncs).toMatchObject([{ sync: "b", moved: 1, added: 0 }]);
  });

  it("tells what prune deletes from what stays behind", async () => {
    const gone = { "a/kustomization.yaml": listed() };
    const pruned = await comparisonOf(cluster(), cluster(gone));
    expect(lines(pruned)).toEqual(["deleted ConfigMap one (a)"]);
    expect(pruned.risks).toMatchObject([{ kind: "deletion", level: "medium" }]);
    const off = { "clusters/one/a.yaml": sync("a", "./a").replace("prune: true", "prune: false") };
    const left = await comparisonOf(cluster(off), cluster({ ...off, ...gone }));
    expect(lines(left)).toEqual(["orphaned ConfigMap one (a)"]);
    expect(left.risks).toEqual([]);
    expect(left.syncs).toMatchObject([{ sync: "a", deleted: 0, orphaned: 1 }]);
  });

  it("calls the loss of a namespace critical, and puts it first", async () => {
    const namespace = "apiVersion: v1\nkind: Namespace\nmetadata: { name: team }\n";
    const before = cluster({
      "a/kustomization.yaml": listed("one.yaml", "namespace.yaml"),
      "a/namespace.yaml": namespace,
    });
    const diff = await comparisonOf(
      before,
      cluster({ "b/two.yaml": configMap("two", "{ k: w }") }),
    );
    expect(diff.risks[0]).toMatchObject({
      level: "critical",
      title: "Flux deletes Namespace team with everything in it: a no longer lists it.",
    });
    expect(lines(diff)).toEqual(["deleted Namespace team (a)", "changed ConfigMap two (b) data.k"]);
  });

  it("builds again what gets other variables or patches, though none of its files differs", async () => {
    const parts = (value: string): Texts =>
      cluster({
        "clusters/one/kustomization.yaml": `${listed("root.yaml", "a.yaml", "b.yaml", "vars.yaml")}patches:
  - target: { kind: Kustomization, name: b }
    patch: "- { op: add, path: /spec/targetNamespace, value: ns-${value} }"
`,
        "clusters/one/a.yaml": sync(
          "a",
          "./a",
          "  postBuild: { substituteFrom: [{ kind: ConfigMap, name: vars }] }\n",
        ),
        "clusters/one/vars.yaml": configMap("vars", `{ COLOUR: ${value} }`).replace(
          "default",
          "flux-system",
        ),
        "a/one.yaml": configMap("one", `{ colour: "\${COLOUR}" }`),
      });
    const diff = await comparisonOf(parts("red"), parts("blue"));
    expect(diff.notCompared).toEqual([]);
    expect(lines(diff)).toEqual(
      expect.arrayContaining([
        "changed ConfigMap vars (flux-system) data.COLOUR",
        "changed Kustomization b (flux-system) spec.targetNamespace",
        "changed ConfigMap one (a) data.colour",
        "added ConfigMap two (b)",
        "deleted ConfigMap two (b)",
      ]),
    );
    expect(diff.syncs.find(({ sync: name }) => name === "b")?.state).toBe("changed");
  });

  it("shows the same change in several clusters once, with the clusters for environments", async () => {
    const many = (value: string): Texts =>
      Object.fromEntries(
        ["dev", "production"].flatMap((name) => [
          [`clusters/${name}/apps.yaml`, sync("apps", `./apps/${name}`)],
          [`apps/${name}/kustomization.yaml`, `namespace: ${name}\n${listed("../base")}`],
          ["apps/base/kustomization.yaml", listed("all.yaml")],
          ["apps/base/all.yaml", configMap("one", `{ k: ${value} }`)],
        ]),
      );
    const diff = await comparisonOf(many("v"), many("w"));
    expect(diff.objects).toHaveLength(1);
    expect(
      diff.objects[0]?.places.map(({ environment, namespace }) => [environment, namespace]),
    ).toEqual([
      ["dev", "dev"],
      ["production", "production"],
    ]);
  });

  it("compares the folders of a repository without Flux", async () => {
    const plain = (value: string): Texts => ({
      "app/kustomization.yaml": listed("one.yaml"),
      "app/one.yaml": configMap("one", `{ k: ${value} }`),
    });
    const diff = await comparisonOf(plain("v"), plain("w"));
    expect(lines(diff)).toEqual(["changed ConfigMap one (app) data.k"]);
  });

  it("says what does not build, and compares the rest", async () => {
    const diff = await comparisonOf(cluster(), {
      ...cluster({ "b/two.yaml": configMap("two", "{ k: w }") }),
      "a/kustomization.yaml": listed("absent.yaml"),
    });
    expect(diff.notCompared).toHaveLength(1);
    expect(diff.notCompared[0]).toMatch(/^a: it does not build: .*absent\.yaml/);
    expect(lines(diff)).toEqual(["changed ConfigMap two (b) data.k"]);
    expect(diff.risks.map(({ rule, level }) => [rule, level])).toContainEqual([
      "missing-path",
      "high",
    ]);
  });

  it("tells a file that is no text from another one, by its size and a digest", async () => {
    const logo = (bytes: number[]) => ({
      ...cluster(),
      "a/kustomization.yaml":
        "resources: [one.yaml]\nconfigMapGenerator: [{ name: logo, files: [logo.png] }]\n",
      "a/logo.png": Buffer.from([0x89, 0x50, 0x4e, 0x47, 0xff, ...bytes]),
    });
    expect(lines(await comparisonOf(logo([1]), logo([1])))).toEqual([]);
    const diff = await comparisonOf(logo([1]), logo([2, 3]));
    expect(diff.notCompared).toEqual([]);
    expect(diff.risks).toEqual([]);
    expect(diff.objects).toMatchObject([
      {
        name: expect.stringMatching(/^logo-/),
        fields: [
          {
            path: "binaryData[logo.png]",
            before: expect.stringMatching(/^\(binary, 6 bytes, [0-9a-f]{8}\)$/),
            after: expect.stringMatching(/^\(binary, 7 bytes, [0-9a-f]{8}\)$/),
          },
        ],
      },
    ]);
    const added = await comparisonOf(cluster(), logo([1]));
    expect(added.objects[0]?.manifest).toContain("logo.png: (binary, 6 bytes, ");
  });

  it("says that a patch is no text, and not that nothing applies what reads it", async () => {
    const sub = {
      "a/sub/kustomization.yaml": "patches: [{ path: p.bin }]\n",
      "a/sub/p.bin": BINARY,
    };
    const added = { ...sub, "a/kustomization.yaml": listed("one.yaml", "sub") };
    const diff = await comparisonOf(cluster(), { ...cluster(), ...added });
    const notText = "a: a/sub/p.bin can't be read: it is not UTF-8 text.";
    expect(diff.notCompared).toEqual([notText]);
    expect(diff.risks).toEqual([]);
    const { "a/kustomization.yaml": _, ...plain } = cluster();
    const below = await comparisonOf(plain, { ...plain, ...sub });
    expect(below.notCompared).toEqual([notText]);
    expect(below.risks).toEqual([]);
  });

  it("says once what keeps several from being compared", async () => {
    const many = (base: string): Texts =>
      Object.fromEntries(
        ["a", "b", "c"].flatMap((name) => [
          [`clusters/one/${name}.yaml`, sync(name, `./${name}`)],
          [`${name}/kustomization.yaml`, listed("../base")],
          ["base/kustomization.yaml", listed("all.yaml")],
          ["base/all.yaml", base],
        ]),
      );
    const [good, bad] = [many(configMap("one", "{ k: v }")), many("no: object\n")];
    const { notCompared } = await comparisonOf(good, bad);
    expect(notCompared).toEqual([
      expect.stringMatching(/^a, b and c: it does not build: .*missing Resource metadata/),
    ]);
    const mended = await comparisonOf(bad, good);
    expect(mended.notCompared).toEqual([
      expect.stringMatching(/^a, b and c at the base: it does not build: /),
    ]);
  });

  it("says which file can't be read, and takes nothing for deleted", async () => {
    const broken = { "a/kustomization.yaml": "resources: [" };
    const ofFlux = await comparisonOf(cluster(), { ...cluster(), ...broken });
    expect(ofFlux.notCompared).toEqual([expect.stringMatching(/^a: a\/kustomization\.yaml/)]);
    expect(lines(ofFlux)).toEqual([]);
    const plain = {
      "a/kustomization.yaml": listed("one.yaml"),
      "a/one.yaml": configMap("one", "{ k: v }"),
    };
    const ofFolders = await comparisonOf(plain, { ...plain, ...broken });
    expect(ofFolders.notCompared).toEqual([expect.stringMatching(/^a: a\/kustomization\.yaml/)]);
    expect(lines(ofFolders)).toEqual([]);
    expect(diffMarkdown(ofFlux)).toContain("There is no difference in what is compared.");
    expect(diffMarkdown({ ...ofFlux, risks: [] })).toContain("No risk found in what is compared:");
    for (const { risks } of [ofFlux, ofFolders]) {
      expect(risks.map(({ rule, level }) => [rule, level])).toContainEqual(["yaml-syntax", "high"]);
    }
  });

  it.each([
    "word: *hunter2-secret",
    'word: "hunter2-secret',
    "word: 'x'hunter2-secret",
    "word: @hunter2-secret",
  ])("quotes nothing of a Secret that is no YAML: %s", async (line) => {
    const secret = `apiVersion: v1\nkind: Secret\nmetadata: { name: s }\nstringData:\n  ${line}\n`;
    const diff = await comparisonOf(cluster(), {
      ...cluster(),
      "a/kustomization.yaml": listed("one.yaml", "secret.yaml"),
      "a/secret.yaml": secret,
    });
    expect(JSON.stringify(diff)).not.toContain("hunter2");
  });
});
