import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Files } from "../../generators/base/files.ts";
import { analyse } from "../../generators/model/fleet/analysis.ts";
import { planBuild } from "../../generators/model/rendering/build-request.ts";
import { type Build, render } from "../../generators/model/rendering/render.ts";
import { openFolder } from "../../generators/platform/disk/disk.ts";
import { filesAtCommit } from "../../generators/platform/git/commit-files.ts";
import { findKustomize, type Program } from "../../generators/platform/programs/kustomize.ts";
import { NO_KUSTOMIZE } from "../support/kustomize.ts";
import { run, temporaryFolder } from "../support/project.ts";

/** What stands in files outside of the repository, and nowhere else. */
const CANARY = "canary-4f1d";
const NO_CACHE = { get: () => undefined, put: () => {} };

/** A folder `fleet` in a work tree, beside files that are in no repository. */
function workTree(texts: Readonly<Record<string, string>>): { outside: string; fleet: string } {
  const outside = temporaryFolder();
  write(outside, {
    "secret.txt": CANARY,
    "secret.env": `K=${CANARY}\n`,
    "secret.yaml": config("outside", CANARY),
    "merge.yaml": config("own", CANARY),
    "operation.yaml": `- op: add\n  path: /data/k\n  value: ${CANARY}\n`,
    "generator.yaml": `${PLUGIN}literals: [k=${CANARY}]\n`,
    "folder/kustomization.yaml": "resources: [../secret.yaml]\n",
    "work/.git/HEAD": "ref: refs/heads/main\n",
    "work/.git/config": CANARY,
    "work/.git/x.yaml": config("outside", CANARY),
  });
  write(join(outside, "work", "fleet"), { "own.yaml": config("own", "v"), ...texts });
  return { outside, fleet: join(outside, "work", "fleet") };
}

const PLUGIN = "apiVersion: builtin\nkind: ConfigMapGenerator\nmetadata:\n  name: leak\n";

function config(name: string, value: string): string {
  return `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\ndata:\n  k: ${value}\n`;
}

function write(folder: string, texts: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(texts)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

/** A program that notes each of its runs before it does kustomize's work. */
function noted(): Program & { runs: () => string } {
  const { name, path } = findKustomize(process.env) as Program;
  const folder = temporaryFolder();
  const log = join(folder, "log");
  writeFileSync(log, "");
  writeFileSync(join(folder, name), `#!/bin/sh\necho "$@" >>'${log}'\nexec '${path}' "$@"\n`);
  chmodSync(join(folder, name), 0o755);
  return {
    name,
    path: join(folder, name),
    fingerprint: "1",
    runs: () => readFileSync(log, "utf8"),
  };
}

async function built(files: Files, folder = "app", program: Program = noted()): Promise<Build> {
  const planned = [planBuild(files, { folder })];
  const [build] = await render(planned, files, { program, cache: NO_CACHE, label: "fleet" });
  return build as Build;
}

const OWN = "resources: [../own]\n";
const INLINE = (kind: string, rest: string) =>
  `- |\n  apiVersion: builtin\n  kind: ${kind}\n  metadata: {name: x}\n  ${rest}\n`;

/** Forms in which a kustomization names a file: OUT is a folder outside of the repository. */
const FORMS: readonly (readonly [what: string, text: string])[] = [
  ["files", "configMapGenerator: [{name: a, files: [k=OUT/secret.txt]}]"],
  ["files without a key", "configMapGenerator: [{name: a, files: [OUT/secret.txt]}]"],
  ["files of a Secret", "secretGenerator: [{name: a, files: [k=OUT/secret.txt]}]"],
  ["envs", "configMapGenerator: [{name: a, envs: [OUT/secret.env]}]"],
  ["env", "configMapGenerator: [{name: a, env: OUT/secret.env}]"],
  ["a resource", "resources: [OUT/secret.yaml]"],
  ["a folder", "resources: [OUT/folder]"],
  ["a base", "bases: [OUT/folder]"],
  ["a component", "components: [OUT/folder]"],
  ["a patch", `${OWN}patches: [{path: OUT/operation.yaml, target: {kind: ConfigMap}}]`],
  [
    "a JSON patch",
    `${OWN}patchesJson6902: [{path: OUT/operation.yaml, target: {version: v1, kind: ConfigMap, name: own}}]`,
  ],
  ["a strategic merge", `${OWN}patchesStrategicMerge: [OUT/merge.yaml]`],
  ["replacements", `${OWN}replacements: [{path: OUT/secret.yaml}]`],
  ["crds", `${OWN}crds: [OUT/secret.yaml]`],
  ["configurations", `${OWN}configurations: [OUT/secret.yaml]`],
  ["openapi", `${OWN}openapi: {path: OUT/secret.yaml}`],
  ["a generator", "generators: [OUT/generator.yaml]"],
  ["a transformer", `${OWN}transformers: [OUT/generator.yaml]`],
  ["a validator", `${OWN}validators: [OUT/generator.yaml]`],
  [
    "a generator in place",
    `generators:\n${INLINE("ConfigMapGenerator", "files: [k=OUT/secret.txt]")}`,
  ],
  [
    "a generator in place, in one line",
    `generators: ['{apiVersion: builtin, kind: ConfigMapGenerator, metadata: {name: x}, files: ["k=OUT/secret.txt"]}']`,
  ],
  [
    "a generator in place, behind a tag",
    `generators: ['!!map {"apiVersion":"builtin","kind":"ConfigMapGenerator","metadata":{"name":"x"},"files":["k=OUT/secret.txt"]}']`,
  ],
  [
    "a generator in place, behind an anchor and a document's mark",
    `generators: ['--- &a {"apiVersion":"builtin","kind":"ConfigMapGenerator","metadata":{"name":"x"},"files":["k=OUT/secret.txt"]}']`,
  ],
  [
    "a Secret's generator in place",
    `generators:\n${INLINE("SecretGenerator", "envs: [OUT/secret.env]")}`,
  ],
  [
    "a transformer in place",
    `${OWN}transformers:\n${INLINE("PatchTransformer", "{path: OUT/operation.yaml, target: {kind: ConfigMap}}".slice(1, -1).replace(", target", "\n  target"))}`,
  ],
  [
    "a strategic merge in place",
    `${OWN}transformers:\n${INLINE("PatchStrategicMergeTransformer", "paths: [OUT/merge.yaml]")}`,
  ],
  [
    "replacements in place",
    `${OWN}transformers:\n${INLINE("ReplacementTransformer", "replacements: [{path: OUT/secret.yaml}]")}`,
  ],
  [
    "a path with a line end in it",
    'configMapGenerator: [{name: a, files: ["k=\\n/../../../../../../../../..OUT/secret.txt"]}]',
  ],
  [
    "a path with a step too many",
    "configMapGenerator: [{name: a, files: [k=./..//x/../../../../../../../../..OUT/secret.txt]}]",
  ],
  [
    "an alias",
    "commonAnnotations: &a {files: x}\nbuildMetadata: &l [OUT/secret.yaml]\nresources: *l",
  ],
  ["git's configuration", "configMapGenerator: [{name: a, files: [../../.git/config]}]"],
  [
    "git's configuration in capital letters",
    "configMapGenerator: [{name: a, files: [../../.GIT/config]}]",
  ],
  ["a manifest in git's folder", "resources: [../../.git/x.yaml]"],
];

/** Forms whose meaning is not known, or not the one that a reader sees. */
const REFUSED: readonly (readonly [what: string, text: string, says: string])[] = [
  [
    "another letter case",
    "configMapGenerator: [{name: a, Files: [k=OUT/secret.txt]}]",
    "Files is spelt files",
  ],
  [
    "another letter case at the top",
    "Resources: [OUT/secret.yaml]",
    "Resources is spelt resources",
  ],
  ["letters that Go folds", "re\u017fources: [OUT/secret.yaml]", "is spelt resources"],
  [
    "another letter case in place",
    `generators:\n${INLINE("ConfigMapGenerator", "FILES: [k=OUT/secret.txt]")}`,
    "FILES is spelt files",
  ],
  [
    "a patch in place that may be a path, over a line",
    `${OWN}patchesStrategicMerge: ["a\\nb/../../../../../../../..OUT/secret.yaml"]`,
    "neither a patch of an object nor a path",
  ],
  [
    "a patch in place that may be a path, behind a brace",
    `${OWN}patchesStrategicMerge: ["x{/../../../../../../../..OUT/secret.yaml"]`,
    "neither a patch of an object nor a path",
  ],
  [
    "a patch in place that may be a path, behind a key",
    `${OWN}patchesStrategicMerge: ["x: y/../../../../../../../..OUT/secret.yaml"]`,
    "neither a patch of an object nor a path",
  ],
  [
    "such a patch of a plugin",
    `${OWN}transformers:\n${INLINE("PatchStrategicMergeTransformer", 'paths: ["x{/../../../../../../../..OUT/secret.yaml"]')}`,
    "neither a patch of an object nor a path",
  ],
  ["a tag", "namePrefix: !!binary ZXZpbC0=", "!!binary"],
  [
    "a number of another base",
    "replicas: [{name: d, count: 010}]",
    "010 is 8 to Kubernetes and 10 to others",
  ],
  [
    "a number with lines",
    "replicas: [{name: d, count: 1_0}]",
    "1_0 is 10 to Kubernetes and a text to others",
  ],
  [
    "a merge behind a key",
    "commonAnnotations: &m {newTag: evil}\nimages: [{name: nginx, newTag: good, <<: *m}]",
    "overrides the keys before it",
  ],
  ["an unknown field", "resourcez: [OUT/secret.yaml]", "resourcez is no field"],
  ["a field of Object.prototype", "constructor: [OUT/secret.yaml]", "constructor is no field"],
  ["a chart", "helmCharts: [{name: a, valuesFile: OUT/secret.yaml}]", "inflates a chart"],
  [
    "a chart in place",
    `generators:\n${INLINE("HelmChartInflationGenerator", "valuesFile: OUT/secret.yaml")}`,
    "is no plugin",
  ],
  [
    "a plugin that is a program",
    "generators:\n- |\n  apiVersion: x/v1\n  kind: ConfigMapGenerator\n  metadata: {name: x}\n",
    "is no plugin",
  ],
  [
    "a list of plugins",
    "generators:\n- |\n  apiVersion: v1\n  kind: List\n  items:\n  - {apiVersion: builtin, kind: ConfigMapGenerator, metadata: {name: x}, files: [k=OUT/secret.txt]}\n",
    "List is no plugin",
  ],
  [
    "a path that is no text",
    "configMapGenerator: [{name: a, files: [{k: OUT/secret.txt}]}]",
    "has to be text",
  ],
  [
    "files that are no list",
    "configMapGenerator: [{name: a, files: OUT/secret.txt}]",
    "has to be a list",
  ],
];

describe.skipIf(NO_KUSTOMIZE)("a build of files outside of the repository does not begin", () => {
  const folders = (outside: string, fleet: string) => [
    ["absolute", outside],
    [
      "by steps up",
      `../../..${fleet
        .split("/")
        .map(() => "")
        .join("/..")}${outside}`,
    ],
  ];
  it.each(FORMS)("named by %s", async (_what, form) => {
    const { outside, fleet } = workTree({ "own/kustomization.yaml": "resources: [../own.yaml]\n" });
    for (const [, out = ""] of folders(outside, fleet)) {
      write(fleet, { "app/kustomization.yaml": `${form.replaceAll("OUT", out)}\n` });
      const program = noted();
      const build = await built(openFolder(fleet, 1), "app", program);
      expect(build.ok ? JSON.stringify(build.objects) : build.message).toContain(
        "is outside of the repository",
      );
      expect(program.runs()).toBe("");
    }
  });

  it.each(REFUSED)("with %s", async (_what, form, says) => {
    const { outside, fleet } = workTree({ "own/kustomization.yaml": "resources: [../own.yaml]\n" });
    write(fleet, { "app/kustomization.yaml": `${form.replaceAll("OUT", outside)}\n` });
    const program = noted();
    const build = await built(openFolder(fleet, 1), "app", program);
    expect(build.ok ? "built" : build.message).toContain(says);
    expect(program.runs()).toBe("");
  });

  it.each([
    ["in a file", "generators: [g.yaml]", { "app/g.yaml": `${PLUGIN}files: [k=OUT/secret.txt]\n` }],
    [
      "in a file of a folder",
      "generators: [g]",
      {
        "app/g/kustomization.yaml": "resources: [g.yaml]\n",
        "app/g/g.yaml": `${PLUGIN}envs: [OUT/secret.env]\n`,
      },
    ],
    [
      "that a folder patches",
      "generators: [g]",
      {
        "app/g/kustomization.yaml": `resources: [g.yaml]\npatches:\n- patch: '[{"op": "add", "path": "/files", "value": ["OUT/secret.txt"]}]'\n  target: {kind: ConfigMapGenerator}\n`,
        "app/g/g.yaml": `${PLUGIN}literals: [k=v]\n`,
      },
    ],
    [
      "written with an escape",
      "generators: [g.yaml]",
      { "app/g.yaml": `${PLUGIN.replace("builtin", '"\\x62uiltin"')}files: [k=OUT/secret.txt]\n` },
    ],
  ])("named by a plugin %s", async (_what, form, texts) => {
    const { outside, fleet } = workTree({ "app/kustomization.yaml": `${form}\n` });
    for (const [path, text] of Object.entries(texts))
      write(fleet, { [path]: text.replaceAll("OUT", outside) });
    const program = noted();
    const build = await built(openFolder(fleet, 1), "app", program);
    expect(build.ok ? "built" : build.message).toMatch(/is outside of the repository|not known/);
    expect(program.runs()).toBe("");
  });

  it("named by a component of a Flux Kustomization, or by a path in its patches", async () => {
    const sync = (spec: string) =>
      `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: app, namespace: flux-system}\nspec:\n  path: ./fleet/app\n  sourceRef: {kind: GitRepository, name: flux-system}\n  ${spec}\n`;
    const { outside, fleet } = workTree({
      "app/kustomization.yaml": "resources: [../own]\n",
      "own/kustomization.yaml": "resources: [../own.yaml]\n",
    });
    const program = noted();
    const renderer = { program, cache: NO_CACHE, label: "fleet" };
    for (const spec of [
      `components: ["../../..${outside}/folder"]`,
      `components: ["../../../../../../../../../../..${outside}/folder"]`,
      `namePrefix: "a\\Lbases:\\L- ${outside}/secret.yaml"`,
      `targetNamespace: "a\\Pbases:\\P- ${outside}/secret.yaml"`,
      `namePrefix: {bases: [${outside}/folder]}`,
      `images: [{name: "a\\Lbases:\\L- ${outside}/folder", newTag: b}]`,
      `patches: [{Path: ${outside}/operation.yaml, path: ${outside}/operation.yaml, patch: "[]", target: {kind: ConfigMap}}]`,
    ]) {
      write(fleet, { "sync.yaml": sync(spec) });
      const { renderings } = await analyse(openFolder(fleet, 1), (planned, files) =>
        render(planned, files, renderer),
      );
      expect(JSON.stringify(renderings.map(({ build }) => build))).not.toContain(CANARY);
    }
  });

  it("behind a symbolic link that leads out, or to git's folder", async () => {
    const { outside, fleet } = workTree({
      "app/kustomization.yaml": "configMapGenerator: [{name: a, files: [k=link]}]\n",
    });
    for (const target of [join(outside, "secret.txt"), "../../.git/config"]) {
      execFileSync("rm", ["-f", join(fleet, "app/link")]);
      symlinkSync(target, join(fleet, "app/link"));
      await expect(built(openFolder(fleet, 1))).rejects.toThrow("symbolic link");
    }
  });
});

describe.skipIf(NO_KUSTOMIZE)("what never ends is not opened", () => {
  it.each(["/dev/zero", "/dev/tty", "/dev/stdin"])("%s is outside", async (device) => {
    const { fleet } = workTree({
      "app/kustomization.yaml": `configMapGenerator: [{name: a, files: [k=${device}]}]\n`,
    });
    const program = noted();
    const build = await built(openFolder(fleet, 1), "app", program);
    expect(build.ok ? "built" : build.message).toContain("is outside of the repository");
    expect(program.runs()).toBe("");
  });

  it("a pipe in the work tree is no file", async () => {
    const { fleet } = workTree({ "app/kustomization.yaml": "resources: [pipe.yaml]\n" });
    execFileSync("mkfifo", [join(fleet, "app/pipe.yaml")]);
    const build = await built(openFolder(fleet, 1));
    expect(build.ok ? "built" : build.message).toMatch(/pipe\.yaml/);
  });

  it("a Flux Kustomization does not apply git's own folder", async () => {
    const { fleet } = workTree({
      "sync.yaml":
        "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: app, namespace: flux-system}\nspec:\n  path: ./.git\n  sourceRef: {kind: GitRepository, name: flux-system}\n",
    });
    const { renderings } = await analyse(openFolder(dirname(fleet)), (planned, files) =>
      render(planned, files, { program: noted(), cache: NO_CACHE, label: "." }),
    );
    expect(renderings.map(({ folder }) => folder)).not.toContain(".git");
    expect(JSON.stringify(renderings)).not.toContain(CANARY);
  });
});

describe.skipIf(NO_KUSTOMIZE)("a line end that is not shown", () => {
  it.each([
    ["in a kustomization file", "app/kustomization.yaml", `${OWN}# a word\u2028namePrefix: x-\n`],
    ["in a manifest", "own.yaml", `${config("own", "v")}# a word\u0085kind: Secret\n`],
  ])("hides nothing %s", (_what, path, text) => {
    const { fleet } = workTree({
      "own/kustomization.yaml": "resources: [../own.yaml]\n",
      "app/kustomization.yaml": OWN,
      [path]: text,
    });
    const files = openFolder(fleet, 1);
    expect(() => planBuild(files, { folder: "app" })).toThrow("a line end that is not shown");
  });
});

describe.skipIf(NO_KUSTOMIZE)("what would exhaust whoever reads it is refused", () => {
  const BOMB = `a: &a [x, x, x, x, x, x, x, x, x]\n${[..."bcdefghij"]
    .map((key, index) => {
      const before = "abcdefghi"[index];
      return `${key}: &${key} [${Array(9).fill(`*${before}`).join(", ")}]`;
    })
    .join("\n")}\n`;

  it("in a patch in place", () => {
    const patch = JSON.stringify(BOMB);
    const { fleet } = workTree({
      "own/kustomization.yaml": "resources: [../own.yaml]\n",
      "app/kustomization.yaml": `${OWN}patches: [{patch: ${patch}, target: {kind: ConfigMap}}]\n`,
    });
    expect(() => planBuild(openFolder(fleet, 1), { folder: "app" })).toThrow(
      "aliases stand for far too many",
    );
  });

  // By a regular expression that looks for both ends at once this takes minutes.
  it("and a file of ampersands is none", async () => {
    const { fleet } = workTree({
      "app/kustomization.yaml": "configMapGenerator: [{name: a, files: [k=x.html]}]\n",
      "app/x.html": "&amp;".repeat(300_000),
    });
    expect((await built(openFolder(fleet, 1))).ok).toBe(true);
  });
});

describe.skipIf(NO_KUSTOMIZE)("a plugin's paths are followed", () => {
  const plugin = (path: string) => `${PLUGIN}files: [k=${path}]\n`;

  it("from each folder that lists it", async () => {
    const { fleet } = workTree({
      "app/kustomization.yaml": "generators: [../g.yaml]\nresources: [../a/b/c]\n",
      "a/b/c/kustomization.yaml": "generators: [../../../g.yaml]\n",
      // From a/b/c a file of the work tree, from app one above it.
      "g.yaml": plugin("../../../secret.txt"),
      "secret.txt": "inside",
    });
    const build = await built(openFolder(fleet, 1));
    expect(build.ok ? JSON.stringify(build.objects) : build.message).toContain(
      "is outside of the repository",
    );
  });

  it("also where the folder that lists it is built as well", async () => {
    const { outside, fleet } = workTree({
      "app/kustomization.yaml": "resources: [g]\ngenerators: [g]\n",
      "app/g/kustomization.yaml": "resources: [g.yaml]\n",
    });
    write(fleet, { "app/g/g.yaml": plugin(`${outside}/secret.txt`) });
    const build = await built(openFolder(fleet, 1));
    expect(build.ok ? JSON.stringify(build.objects) : build.message).toContain(
      "is outside of the repository",
    );
  });

  it("and its file is a file with plugins, whatever its name", async () => {
    const { fleet } = workTree({
      "app/kustomization.yaml": "resources: [../own.yaml]\ntransformers: [g/kustomization.yaml]\n",
      "app/g/kustomization.yaml":
        "apiVersion: builtin\nkind: AnnotationsTransformer\nmetadata: {name: a}\nannotations: {a: first}\nfieldSpecs: [{path: metadata/annotations, create: true}]\n---\napiVersion: builtin\nkind: AnnotationsTransformer\nmetadata: {name: b}\nannotations: {b: second}\nfieldSpecs: [{path: metadata/annotations, create: true}]\n",
    });
    const build = await built(openFolder(fleet, 1));
    expect(build.ok ? JSON.stringify(build.objects) : build.message).toContain("second");
  });
});

describe.skipIf(NO_KUSTOMIZE)("what kustomize gets is what is written", () => {
  it("or is refused, where a file says what is built and is data too", async () => {
    const { fleet } = workTree({
      "app/kustomization.yaml": "configMapGenerator: [{name: a, files: [k=kustomization.yaml]}]\n",
    });
    const build = await built(openFolder(fleet, 1));
    expect(build.ok ? "built" : build.message).toContain("as data or as a manifest");
  });

  it("also where it is data to one build and says what another one reads", async () => {
    const text = "# a word\nresources: [../own.yaml]\n";
    const { fleet } = workTree({
      "app/kustomization.yaml": text,
      "other/kustomization.yaml":
        "configMapGenerator: [{name: a, files: [k=../app/kustomization.yaml]}]\n",
    });
    const files = openFolder(fleet, 1);
    const planned = ["app", "other"].map((folder) => planBuild(files, { folder }));
    const renderer = { program: noted(), cache: NO_CACHE, label: "fleet" };
    const builds = await render(planned, files, renderer);
    expect(builds.map(({ ok }) => ok)).toEqual([true, true]);
    expect(JSON.stringify(builds[1])).toContain("# a word");
  });

  it("whatever a configuration renames", async () => {
    const { fleet } = workTree({
      "app/kustomization.yaml": "resources: [d.yaml, base]\nconfigurations: [c.yaml]\n",
      "app/d.yaml":
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d, namespace: n}\nspec: {selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}, spec: {containers: [{name: c, image: i}]}}}\n",
      "app/c.yaml":
        "nameReference:\n- kind: ConfigMap\n  fieldSpecs:\n  - kind: Deployment\n    path: metadata/annotations/flux-cd-monorepo\\/member\n",
      "app/base/kustomization.yaml": "namePrefix: x-\nresources: [cm.yaml]\n",
      "app/base/cm.yaml":
        'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: "0", namespace: n, annotations: {config.kubernetes.io/local-config: "true"}}\n',
    });
    const build = await built(openFolder(fleet, 1));
    expect(build.ok ? JSON.stringify(build.objects) : build.message).toContain(
      '"kind":"Deployment"',
    );
  });
});

describe.skipIf(NO_KUSTOMIZE)("what is above the folder, and in the work tree, is read", () => {
  const FORMS =
    "resources: [../../shared]\nconfigMapGenerator: [{name: a, files: [k=../../conf/x]}]\n";
  const ABOVE = {
    "../conf/x": "from above\n",
    "../shared/kustomization.yaml": "resources: [own.yaml]\n",
    "../shared/own.yaml": config("shared", "v"),
  };

  it("from the disk, and from a commit", async () => {
    const { fleet } = workTree({ "app/kustomization.yaml": FORMS });
    write(fleet, ABOVE);
    const work = dirname(fleet);
    execFileSync("rm", ["-rf", join(work, ".git")]);
    const git = (...args: string[]) =>
      execFileSync("git", [
        "-C",
        work,
        "-c",
        "user.name=t",
        "-c",
        "user.email=t@example.com",
        ...args,
      ]);
    git("init", "--quiet");
    git("add", "--all");
    git("commit", "--quiet", "--message", "x");
    const files = [openFolder(fleet, 1), filesAtCommit(fleet, "HEAD")];
    for (const each of files) {
      const build = await built(each);
      const text = build.ok ? JSON.stringify(build.objects) : build.message;
      expect(text).toContain("from above");
      expect(text).toContain('"shared"');
    }
  });

  it("by the commands, and a change there is compared", async () => {
    const { fleet } = workTree({
      "app/kustomization.yaml": FORMS,
      "sync.yaml":
        "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: app, namespace: flux-system}\nspec:\n  path: ./fleet/app\n  sourceRef: {kind: GitRepository, name: flux-system}\n",
    });
    write(fleet, ABOVE);
    const work = dirname(fleet);
    execFileSync("rm", ["-rf", join(work, ".git")]);
    const git = (...args: string[]) =>
      execFileSync("git", [
        "-C",
        work,
        "-c",
        "user.name=t",
        "-c",
        "user.email=t@example.com",
        ...args,
      ]);
    git("init", "--quiet");
    git("add", "--all");
    git("commit", "--quiet", "--message", "x");
    write(fleet, { "../conf/x": "another text\n" });
    const { stdout, stderr } = await run(["diff", "--base", "HEAD", "--repo", fleet]);
    expect(stdout, stderr).toContain("another text");
    const validated = await run(["validate", "--repo", fleet]);
    expect(validated.stdout).not.toContain("outside of the repository");
  });

  it("and a build that fails says so with paths of the work tree", async () => {
    const { fleet } = workTree({ "app/kustomization.yaml": FORMS });
    write(fleet, { ...ABOVE, "../shared/kustomization.yaml": "resources: [gone.yaml]\n" });
    const build = await built(openFolder(fleet, 1));
    expect(build.ok ? "built" : build.message).toMatch(/shared\/gone\.yaml/);
    expect(build.ok ? "built" : build.message).not.toMatch(/repository|tmp/);
  });

  it("outside of git nothing above the folder is", async () => {
    const { fleet } = workTree({ "app/kustomization.yaml": FORMS });
    write(fleet, ABOVE);
    const build = await built(openFolder(fleet));
    expect(build.ok ? "built" : build.message).toContain("is outside of the repository");
  });
});

describe.skipIf(NO_KUSTOMIZE)(
  "kustomize itself refuses files outside of a kustomization's folder",
  () => {
    it("where none is named there", async () => {
      const { fleet } = workTree({
        "app/kustomization.yaml": "resources: [own.yaml]\n",
        "app/own.yaml": config("a", "v"),
      });
      const program = noted();
      expect((await built(openFolder(fleet, 1), "app", program)).ok).toBe(true);
      expect(program.runs()).toContain("LoadRestrictionsRootOnly");
    });

    it("and not where one is", async () => {
      const { fleet } = workTree({ "app/kustomization.yaml": "resources: [../own.yaml]\n" });
      const program = noted();
      expect((await built(openFolder(fleet, 1), "app", program)).ok).toBe(true);
      expect(program.runs()).toContain("LoadRestrictionsNone");
    });
  },
);
