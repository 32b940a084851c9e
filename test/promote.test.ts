import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { planBuild } from "../generators/kustomize/request.ts";
import { openKustomize } from "../generators/workplace/kustomize.ts";
import { listAt, textAt } from "../generators/yaml/at.ts";
import { NO_KUSTOMIZE } from "./support/kustomize.ts";
import { apply, filesOf, shippedTexts, type Texts } from "./support/memory.ts";
import {
  BIN,
  copyOfMonorepo,
  filesBelow,
  interact,
  KEYS,
  run,
  type Step,
} from "./support/project.ts";
import { type BadInput, expectRefusal } from "./support/refusal.ts";
import { SEED } from "./support/seed.ts";

const OVERLAYS = "applications/mock-cluster-aka-namespaces";
const overlay = (environment: string) => `${OVERLAYS}/${environment}/kustomization.yaml`;
const DEPLOYMENT = "applications/base-app-config/deployment.yaml";
const DIGEST = `sha256:${"0123456789abcdef".repeat(4)}`;
const MARKER = '# {"$imagepolicy": "flux-system:app:tag"}';

/** The shipped files with text added at the end of overlays. */
function withTails(tails: Record<string, string>, form = (text: string) => text): Texts {
  const texts = new Map(shippedTexts());
  for (const [environment, tail] of Object.entries(tails)) {
    texts.set(overlay(environment), texts.get(overlay(environment)) + tail);
  }
  return new Map([...texts].map(([path, text]) => [path, form(text)]));
}

const image = (...lines: string[]) =>
  `images:\n  - name: localhost:5001/demo-app\n${lines.map((line) => `    ${line}\n`).join("")}`;

const FORMS: Record<string, (text: string) => string> = {
  "as shipped": (text) => text,
  CRLF: (text) => text.replaceAll("\n", "\r\n"),
  "no last line end": (text) => text.replace(/\n$/, ""),
};

/** What dev has at the end of its overlay, what staging has, and what staging has afterwards. */
const CARRIED: [what: string, dev: string, staging: string, after: string, raw?: object][] = [
  ["a tag into an overlay without one", image("newTag: 1.1.0"), "", image('newTag: "1.1.0"')],
  [
    "a tag that YAML would take for a number",
    image('newTag: "1.10"'),
    image("newTag: v1 # last week's"),
    image('newTag: "1.10" # last week\'s'),
  ],
  [
    "the base's tag into an overlay with another",
    "",
    image("newTag: '2.0.0'"),
    image("newTag: '1.0.0'"),
  ],
  [
    "a tag past a marker",
    image("newTag: 1.1.0"),
    image(`newTag: 1.0.0 ${MARKER}`),
    image(`newTag: "1.1.0" ${MARKER}`),
  ],
  [
    "a digest in the place of a tag",
    image(`digest: ${DIGEST}`),
    image("newTag: 1.0.0", "newName: ghcr.io/acme/app"),
    image(`digest: ${DIGEST}`, "newName: ghcr.io/acme/app"),
  ],
  [
    "a tag in the place of both",
    image("newTag: 1.1.0"),
    image("newTag: 1.0.0", `digest: ${DIGEST}`),
    image('newTag: "1.1.0"'),
  ],
  [
    "both in the place of a name",
    image("newTag: 1.1.0", `digest: ${DIGEST}`),
    `${image("newName: ghcr.io/acme/app")}# the end\n`,
    `${image("newName: ghcr.io/acme/app", 'newTag: "1.1.0"', `digest: ${DIGEST}`)}# the end\n`,
  ],
  [
    "a tag into the entry that decides, of two",
    image("newTag: 1.1.0"),
    `${image('newTag: "1.0.0"')}  - name: localhost:5001/demo-app\n    newName: ghcr.io/acme/app\n`,
    `${image('newTag: "1.1.0"')}  - name: localhost:5001/demo-app\n    newName: ghcr.io/acme/app\n`,
  ],
  [
    "a tag into brackets",
    image("newTag: 1.1.0"),
    "images: [{name: localhost:5001/demo-app, newTag: 1.0.0}, {name: other}]\n",
    'images: [{name: localhost:5001/demo-app, newTag: "1.1.0"}, {name: other}]\n',
  ],
  [
    "a tag beside what is in brackets",
    image("newTag: 1.1.0"),
    "images: [{name: other}]\n",
    'images: [{name: other}, {name: localhost:5001/demo-app, newTag: "1.1.0"}]\n',
  ],
  [
    "a literal of a generator, and not what names the environment",
    "configMapGenerator:\n  - name: app-config\n    behavior: merge\n    options:\n      disableNameSuffixHash: true\n    literals:\n      - FAIL_RATE=0.1\n      - DB=dev-db:5432\n      - OTHER=1\n",
    "configMapGenerator:\n  - name: app-config\n    behavior: merge\n    literals:\n      - FAIL_RATE=0.2 # too much\n",
    'configMapGenerator:\n  - name: app-config\n    behavior: merge\n    literals:\n      - "FAIL_RATE=0.1" # too much\n      - "OTHER=1"\n',
    { config: ["all"] },
  ],
  [
    "a literal into an overlay without a generator",
    "configMapGenerator:\n  - name: app-config\n    behavior: merge\n    options:\n      disableNameSuffixHash: true\n    literals:\n      - DB=dev-db:5432\n      - OTHER=1\n",
    "",
    'configMapGenerator:\n  - name: app-config\n    behavior: merge\n    options:\n      disableNameSuffixHash: true\n    literals:\n      - "DB=dev-db:5432"\n',
    { config: "DB" },
  ],
];

describe.each(Object.entries(FORMS))("promote in files %s", (_form, form) => {
  it.each(CARRIED)("carries %s", (_what, dev, staging, after, raw = {}) => {
    const before = withTails({ dev, staging }, form);
    const expected = new Map(before);
    expected.set(
      overlay("staging"),
      withTails({ staging: after }, form).get(overlay("staging")) ?? "",
    );
    const options = { from: "dev", app: ["app"], ...raw };
    const promoted = apply("promote", options, before);
    expect(promoted).toEqual(expected);
    expect(apply("promote", options, promoted)).toEqual(promoted);
  });
});

const PATCHES = `  - target:
      kind: ConfigMap
      name: app-config
    patch: |-
      - op: replace
        path: /data/FAIL_RATE
        value: "0.1"
      - op: add
        path: /data/a~1b
        value: "yes"
  - patch: |-
      apiVersion: apps/v1
      kind: Deployment
      metadata:
        name: app
      spec:
        replicas: 7
        template:
          spec:
            containers:
              - name: app
                env:
                  - name: LOG_LEVEL
                    value: debug
`;
/** An overlay with patches at the end of its list. */
const patched = (environment: string, patches: string, texts: Texts): Texts =>
  new Map(texts).set(
    overlay(environment),
    (texts.get(overlay(environment)) ?? "").replace(/(?=# A base's host)/, () => patches),
  );

describe("promote --config", () => {
  it("writes what patches set, as patches of these keys alone", () => {
    const before = patched("dev", PATCHES, shippedTexts());
    const raw = { from: "dev", app: ["app"], config: ["all"] };
    const after = apply("promote", raw, before);
    const expected = PATCHES.replace("op: replace", "op: add")
      .replace("/data/a~1b", '"/data/a~1b"')
      .replace("        replicas: 7\n", "");
    expect(after).toEqual(patched("staging", expected, before));
    expect(apply("promote", raw, after)).toEqual(after);
  });

  it("replaces a value where the overlay's own patch has it", () => {
    const before = patched(
      "staging",
      PATCHES.replace('"0.1"', "'0.5'").replace("debug", "info"),
      patched("dev", PATCHES, shippedTexts()),
    );
    const after = apply(
      "promote",
      { from: "dev", app: ["app"], config: ["FAIL_RATE,LOG_LEVEL"] },
      before,
    );
    const expected = PATCHES.replace('"0.1"', "'0.1'");
    expect(after).toEqual(patched("staging", expected, patched("dev", PATCHES, shippedTexts())));
  });

  it("writes into the file of a patch that is one", () => {
    const path = `${OVERLAYS}/staging/config.yaml`;
    const file =
      '# Of staging.\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: app-config\ndata:\n  FAIL_RATE: "0.5" # high\n';
    const dev = patched("dev", PATCHES, shippedTexts());
    const before = new Map(patched("staging", "  - path: config.yaml\n", dev)).set(path, file);
    const after = apply("promote", { from: "dev", app: ["app"], config: ["FAIL_RATE"] }, before);
    expect(after).toEqual(new Map(before).set(path, file.replace("0.5", "0.1")));
  });

  it("leaves a patch's file alone that another environment has too", () => {
    const path = `${OVERLAYS}/common/config.yaml`;
    const file =
      'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: app-config\ndata:\n  FAIL_RATE: "0.5"\n';
    const named = "  - path: ../common/config.yaml\n";
    const appended = (environment: string, texts: Texts): Texts =>
      new Map(texts).set(overlay(environment), texts.get(overlay(environment)) + named);
    const dev = patched("dev", PATCHES, shippedTexts());
    const shared = new Map(appended("production", patched("staging", named, dev))).set(path, file);
    const raw = { from: "dev", app: ["app"], config: ["FAIL_RATE"] };
    const after = apply("promote", raw, shared);
    const own =
      '  - target:\n      kind: ConfigMap\n      name: app-config\n    patch: |-\n      - op: add\n        path: /data/FAIL_RATE\n        value: "0.1"\n';
    expect(after).toEqual(new Map(patched("staging", own, shared)));
    expect(apply("promote", raw, after)).toEqual(after);
  });

  it.each([
    [
      "patchesJson6902",
      (value: string) =>
        `patchesJson6902:\n  - target: {version: v1, kind: ConfigMap, name: app-config}\n    patch: |-\n      - {op: replace, path: /data/FAIL_RATE, value: "${value}"}\n`,
    ],
    [
      "patchesStrategicMerge",
      (value: string) =>
        `patchesStrategicMerge:\n  - |-\n    apiVersion: v1\n    kind: ConfigMap\n    metadata:\n      name: app-config\n    data:\n      FAIL_RATE: "${value}"\n`,
    ],
  ])("knows %s", (_, tail) => {
    const before = withTails({ dev: tail("0.1"), staging: tail("0.5") });
    const raw = { from: "dev", app: ["app"], config: ["FAIL_RATE"] };
    expect(apply("promote", raw, before)).toEqual(
      withTails({ dev: tail("0.1"), staging: tail("0.1") }),
    );
  });

  it("carries no key that is not named, and says which there are", async () => {
    const folder = copyOfMonorepo();
    const texts = patched("dev", PATCHES, shippedTexts());
    writeFileSync(join(folder, overlay("dev")), texts.get(overlay("dev")) ?? "");
    const { code, stdout, stderr } = await run([
      "promote",
      "--from",
      "dev",
      "--repo",
      folder,
      "--yes",
    ]);
    expect(code).toBe(0);
    expect(stdout).toBe("");
    expect(stderr).toBe(
      [
        'app: FAIL_RATE is "0.1" in dev, not set in staging: not carried (--config FAIL_RATE).',
        'app: a/b is "yes" in dev, not set in staging: not carried (--config a/b).',
        'app: LOG_LEVEL is "debug" in dev, not set in staging: not carried (--config LOG_LEVEL).',
        "Nothing to carry for app: staging has the images of dev.",
        "There is nothing to write.",
        "",
      ].join("\n"),
    );
  });
});

describe.skipIf(NO_KUSTOMIZE)("from any state of images", () => {
  const [A, B] = ["r.example.com/a", "r.example.com:5000/b"];
  const version = fc.oneof(
    fc.record({ newTag: fc.constantFrom("1.0.0", "1.10", "v2", "main-17", "1e3") }),
    fc.record({ digest: fc.constantFrom(DIGEST, DIGEST.replace("0", "f")) }),
    fc.constant({ newTag: "v3", digest: DIGEST }),
  );
  const entry = fc
    .record({
      name: fc.constantFrom(A, B, "m.example.com/a", "m.example.com/b"),
      renames: fc.boolean(),
      version: fc.option(version, { nil: {} }),
    })
    .map(({ name, renames, version: { newTag, digest } }: Entry) => {
      const newName = renames && name.startsWith("r.") ? `m.example.com/${name.at(-1)}` : undefined;
      return { name, newName, newTag, digest };
    });
  interface Entry {
    name: string;
    renames: boolean;
    version: { newTag?: string; digest?: string };
  }
  const entries = fc.array(entry, { maxLength: 4 });
  const state = fc.record({
    base: fc.constantFrom([":1.0.0", ":v1"], [`@${DIGEST}`, ":v1"], [":1", `:2@${DIGEST}`]),
    from: entries,
    to: entries,
  });

  it("what is rendered of the target has the tags and digests of the source, and its own names", async () => {
    const tail = (list: object[]) => (list.length === 0 ? "" : `images: ${JSON.stringify(list)}\n`);
    const all = new Map<string, string>();
    const samples = fc.sample(state, { seed: SEED, numRuns: 60 });
    for (const [index, { base, from, to }] of samples.entries()) {
      const texts = new Map(withTails({ dev: tail(from), staging: tail(to) }));
      texts.set(
        DEPLOYMENT,
        (texts.get(DEPLOYMENT) ?? "").replace(
          "image: localhost:5001/demo-app:1.0.0",
          `image: ${A}${base[0]}\n        - name: second\n          image: ${B}${base[1]}`,
        ),
      );
      const after = apply("promote", { from: "dev", app: ["app"] }, texts);
      expect(apply("promote", { from: "dev", app: ["app"] }, after)).toEqual(after);
      const changed = [...after].filter(([path, text]) => texts.get(path) !== text);
      expect(changed.map(([path]) => path).filter((path) => path !== overlay("staging"))).toEqual(
        [],
      );
      for (const [name, map] of Object.entries({ before: texts, after })) {
        for (const [path, text] of map) all.set(`${index}/${name}/${path}`, text);
      }
    }
    const files = filesOf(all);
    const folders = samples.flatMap((_, index) =>
      ["after/dev", "after/staging", "before/staging"].map((each) => {
        const [name, environment] = each.split("/");
        return `${index}/${name}/${OVERLAYS}/${environment}`;
      }),
    );
    const kustomize = await openKustomize({ env: process.env, label: "test" });
    const planned = folders.map((folder) => planBuild(files, { folder }));
    const builds = (await kustomize?.render(planned, files)) ?? [];
    const images = builds.map((build) => {
      if (!build?.ok) throw new Error(JSON.stringify(build));
      const deployment = build.objects.find(({ kind }) => kind === "Deployment");
      return listAt(deployment, "spec", "template", "spec", "containers").map((container) =>
        /^(.+?)((?::[^/@]+)?(?:@.+)?)$/.exec(textAt(container, "image") ?? "")?.slice(1),
      );
    });
    expect(images).toHaveLength(180);
    for (const index of samples.keys()) {
      const [source, target, before] = images.slice(3 * index);
      const what = JSON.stringify(samples[index]);
      expect(
        target?.map((each) => each?.[1]),
        what,
      ).toEqual(source?.map((each) => each?.[1]));
      expect(
        target?.map((each) => each?.[0]),
        what,
      ).toEqual(before?.map((each) => each?.[0]));
    }
  }, 120_000);
});

const PROMOTE = ["promote", "--app", "app", "--from", "dev"];
const tails = (all: Record<string, string>) => (folder: string) => {
  for (const [environment, tail] of Object.entries(all)) {
    appendFileSync(join(folder, overlay(environment)), tail);
  }
};
const follows = (environment: string, ref: string) => (folder: string) => {
  const path = join(folder, "bootstrap/sources.yaml");
  const name = new RegExp(`(name: ${environment}-environment[\\s\\S]*?)branch: main`);
  writeFileSync(path, readFileSync(path, "utf8").replace(name, `$1${ref}`));
};

const BAD_INPUT: BadInput[] = [
  ["nothing", ["promote"], /--from is missing/],
  ["an unknown app", [...PROMOTE, "--app", "shop"], /--app: "shop" is none of app/],
  ["an unknown environment", ["promote", "--from", "qa"], /--from: "qa" is none of dev, staging/],
  ["an unknown target", [...PROMOTE, "--to", "prod"], /--to: "prod" is none of dev, staging/],
  ["the last environment", ["promote", "--from", "production"], /nothing comes after production/],
  ["itself", [...PROMOTE, "--to", "dev"], /--to: dev is where it comes from/],
  [
    "an environment that comes between",
    [...PROMOTE, "--to", "production"],
    /--to: staging would be skipped; --force carries it past/,
  ],
  [
    "an environment that comes before",
    ["promote", "--from", "staging", "--to", "dev"],
    /--to: dev does not come after staging; --force/,
  ],
  ["an app and all", [...PROMOTE, "--all"], /--app: --all is given/],
  [
    "a key that is not set",
    [...PROMOTE, "--config", "LOG_LEVEL"],
    /the overlay of dev sets no "LOG_LEVEL"; it sets nothing/,
  ],
  [
    "a tag where none is followed",
    [...PROMOTE, "--tag", "v1"],
    /--tag: staging follows the branch main: images are carried/,
  ],
];

describe("bad input to promote is refused with a sentence, and writes nothing", () => {
  it.each(BAD_INPUT)("%s", (_what, args, says) => expectRefusal(args, says));

  it.each<[string, (folder: string) => void, RegExp, string[]?]>([
    [
      "an app that the target does not run",
      (folder) => {
        const path = join(folder, overlay("staging"));
        const text = readFileSync(path, "utf8");
        writeFileSync(path, text.replace("  - ../../base-app-config\n", ""));
      },
      /--app: staging does not run app: its overlay does not list it/,
    ],
    [
      "a digest beside a marker",
      tails({ dev: image(`digest: ${DIGEST}`), staging: image(`newTag: 1.0.0 ${MARKER}`) }),
      /The newTag of localhost:5001\/demo-app is set by an image policy[\s\S]*kustomization\.yaml:65/,
    ],
    [
      "an image without a tag",
      (folder) => {
        const path = join(folder, DEPLOYMENT);
        const text = readFileSync(path, "utf8");
        writeFileSync(path, text.replace("demo-app:1.0.0", "demo-app"));
        tails({ staging: image("newTag: 1.0.0") })(folder);
      },
      /dev runs localhost:5001\/demo-app of app without a tag/,
    ],
    [
      "a suffix",
      tails({ dev: image("tagSuffix: -debug") }),
      /dev\/kustomization\.yaml sets the image of app in a way that can't be carried[\s\S]*yaml:\d+/,
    ],
    [
      "an image of a patch",
      (folder) => {
        const path = join(folder, overlay("dev"));
        const patch =
          "  - target:\n      kind: Deployment\n    patch: |-\n      - op: replace\n        path: /spec/template/spec/containers/0/image\n        value: a:1\n";
        writeFileSync(path, readFileSync(path, "utf8").replace(/(?=# A base's host)/, patch));
      },
      /sets the image of app in a way that can't be carried[\s\S]*under images: of the overlay/,
    ],
    [
      "an image of a patch by its old name",
      (folder) => {
        const patch =
          "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: app\nspec:\n  template:\n    spec:\n      containers:\n        - name: app\n          image: a:1\n";
        writeFileSync(join(folder, OVERLAYS, "dev/image.yaml"), patch);
        tails({ dev: "patchesStrategicMerge:\n  - image.yaml\n" })(folder);
      },
      /dev\/image\.yaml sets the image of app in a way that can't be carried/,
    ],
    [
      "an image of a component",
      (folder) => {
        const path = "infrastructure/cross-namespace-netpols/kustomization.yaml";
        appendFileSync(join(folder, path), image("newTag: 3.0.0"));
      },
      /cross-namespace-netpols\/kustomization\.yaml sets the image of app/,
    ],
    [
      "a target that stays on a commit",
      follows("staging", `commit: ${"c0de".repeat(10)}`),
      /staging follows the commit (?:c0de)+: nothing new reaches it[\s\S]*sources\.yaml:\d+/,
    ],
    [
      "a target that follows a tag, and no tag to move to",
      follows("staging", "tag: v1.0.0"),
      /--tag is missing: dev follows the branch main, no tag that could be taken over/,
    ],
    [
      "a tag that git refuses",
      follows("staging", "tag: v1.0.0"),
      /--tag: "v\.\.1" is not a name that git accepts/,
      ["--tag", "v..1"],
    ],
    [
      "configuration of a target that follows a tag",
      follows("staging", "tag: v1.0.0"),
      /--config: staging follows a tag: its configuration comes along/,
      ["--tag", "v1.1.0", "--config", "all"],
    ],
  ])("%s", (_what, prepare, says, more = []) =>
    expectRefusal([...PROMOTE, ...more, "--no-render"], says, prepare),
  );

  it("apps that share an entry and run different tags", () =>
    expectRefusal(
      ["promote", "--from", "dev", "--all", "--no-render"],
      /staging can't run localhost:5001\/demo-app of (?:app|web) as dev does: the same images entry/,
      (folder) => {
        const texts = apply(
          "new:app",
          { name: "web", image: "localhost:5001/demo-app:2.0.0" },
          shippedTexts(),
        );
        for (const [path, text] of texts) {
          if (!path.includes("base-web")) writeFileSync(join(folder, path), text);
        }
        copyBase(folder, texts);
        tails({ staging: image("newTag: 3.0.0") })(folder);
      },
    ));
});

/** Writes the base of the app web. */
function copyBase(folder: string, texts: Texts): void {
  const base = "applications/base-web-config";
  for (const [path, text] of texts) {
    if (path.startsWith(base)) {
      mkdirSync(join(folder, base), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
  }
}

describe("promote says", () => {
  const promoted = async (prepare: (folder: string) => void, ...more: string[]) => {
    const folder = copyOfMonorepo();
    prepare(folder);
    const args = ["promote", "--from", "dev", ...more, "--repo", folder, "--yes", "--no-render"];
    const ended = await run(args);
    expect(ended.code, ended.stderr).toBe(0);
    return { ...ended, files: filesBelow(folder) };
  };

  it("what goes where, and how to commit it", async () => {
    const { stderr } = await promoted(tails({ dev: image("newTag: 1.1.0") }));
    expect(stderr).toContain("app: localhost:5001/demo-app goes from 1.0.0 to 1.1.0 in staging.\n");
    expect(stderr).toContain('git commit -m "Promote app 1.1.0 from dev to staging"');
  });

  it("that an older version is one, by semver", async () => {
    const { stderr } = await promoted(
      tails({ dev: image("newTag: 1.9.0"), staging: image("newTag: 1.10.0-rc.1") }),
    );
    expect(stderr).toContain("goes BACK from 1.10.0-rc.1 to 1.9.0 in staging");
  });

  it("that a marker stays, and that the name of the registry does", async () => {
    const { stderr } = await promoted(
      tails({
        dev: image("newName: ghcr.io/acme/app", "newTag: 1.1.0"),
        staging: image(`newTag: 1.0.1 ${MARKER}`),
      }),
    );
    expect(stderr).toContain(
      "The marker stays: the image policy flux-system:app:tag will set the tag in staging again.",
    );
    expect(stderr).toContain(
      "staging goes on to take it from localhost:5001/demo-app, not from ghcr.io/acme/app.",
    );
  });

  it("which other app gets the same image", async () => {
    const { stderr } = await promoted(
      (folder) => {
        const texts = apply(
          "new:app",
          { name: "web", image: "localhost:5001/demo-app:1.0.0" },
          shippedTexts(),
        );
        for (const [path, text] of texts) {
          if (!path.includes("base-web")) writeFileSync(join(folder, path), text);
        }
        copyBase(folder, texts);
        tails({ dev: image("newTag: 1.1.0") })(folder);
      },
      "--app",
      "app",
    );
    expect(stderr).toContain("web runs the same image in staging, and gets it too.");
  });

  it("when a target gets it later, and that a source may run something else", async () => {
    const later = await promoted((folder) => {
      tails({ dev: image("newTag: 1.1.0") })(folder);
      follows("staging", 'semver: ">=1.0.0"')(folder);
    });
    expect(later.stderr).toContain(
      "staging follows the semver >=1.0.0: this reaches it with the next tag in that range.",
    );
    const other = await promoted((folder) => {
      tails({ dev: image("newTag: 1.1.0") })(folder);
      follows("dev", "tag: v1.0.0")(folder);
    });
    expect(other.stderr).toContain(
      "dev follows the tag v1.0.0: what is carried is what this working tree has for it.",
    );
  });

  it("nothing but that there is nothing, and writes nothing", async () => {
    const { stdout, stderr, files } = await promoted(() => {}, "--all");
    expect(stdout).toBe("");
    expect(stderr).toBe(
      "Nothing to carry for app: staging has the images of dev.\nThere is nothing to write.\n",
    );
    expect(files).toEqual(filesBelow(copyOfMonorepo()));
    const json = await run(["promote", "--from", "dev", "--json"]);
    expect(JSON.parse(json.stdout)).toMatchObject({ written: false, changes: [], diff: "" });
  });

  it.each([
    ["tag: v1.0.0", "tag: v1.1.0"],
    ['name: "refs/tags/v1.0.0"', 'name: "refs/tags/v1.1.0"'],
  ])("that a target which follows %s moves as a whole", async (ref, expected) => {
    const { stdout, stderr } = await promoted((folder) => {
      tails({ dev: image("newTag: 9.9.9") })(folder);
      follows("staging", ref)(folder);
      follows("dev", "tag: v1.1.0")(folder);
    });
    expect(stdout.match(/^[-+] .*$/gm)).toEqual([`-    ${ref}`, `+    ${expected}`]);
    expect(stderr).toContain("staging goes from the tag v1.0.0 to v1.1.0, with every app");
    expect(stderr).toContain("What it brings: git diff v1.0.0 v1.1.0");
    expect(stderr).toContain("not ready until the tag is pushed: git push origin v1.1.0");
  });

  it("past an environment with --force", async () => {
    const { files } = await promoted(
      tails({ dev: image("newTag: 1.1.0") }),
      ..."--to production --force".split(" "),
    );
    expect(files.get(overlay("production"))).toContain('newTag: "1.1.0"');
    expect(files.get(overlay("staging"))).not.toContain("newTag");
  });
});

it("asks which tag, and not which apps, where the next environment follows one", async () => {
  const folder = copyOfMonorepo();
  follows("staging", "tag: v1.0.0")(folder);
  const { enter } = KEYS;
  const steps: Step[] = [
    ["From", enter],
    ["Tag", `v1.1.0${enter}`],
    ["All right, show the diff", enter],
    ["Write these 1 files?", enter],
  ];
  const { code, stderr } = await interact([BIN, "promote", "--repo", folder, "--no-render"], steps);
  expect(code, stderr).toBe(0);
  expect(stderr).toMatch(/From +dev\n +To +staging\n +Tag +v1\.1\.0\n(?! +Apps)/);
  expect(filesBelow(folder).get("bootstrap/sources.yaml")).toContain("tag: v1.1.0");
});

it("asks from where, and shows the rest in one form", async () => {
  const folder = copyOfMonorepo();
  tails({ dev: image("newTag: 1.1.0") })(folder);
  const { enter } = KEYS;
  const steps: Step[] = [
    ["From", enter],
    ["All right, show the diff", enter],
    ["Write these 1 files?", enter],
  ];
  const { code, stderr } = await interact([BIN, "promote", "--repo", folder, "--no-render"], steps);
  expect(code, stderr).toBe(0);
  expect(stderr).toMatch(/From +dev\n +To +staging\n +Apps +app 1\.0\.0 -> 1\.1\.0\n/);
  expect(filesBelow(folder).get(overlay("staging"))).toContain('newTag: "1.1.0"');
});
