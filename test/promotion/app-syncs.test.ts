import { describe, expect, it } from "vitest";
import { at, entriesAt, listAt, textAt } from "../../generators/base/yaml/at.ts";
import { openKustomize } from "../../generators/commands/context/kustomize.ts";
import { planBuild } from "../../generators/model/rendering/build-request.ts";
import { changedArtifacts } from "../support/artifacts.ts";
import { NO_KUSTOMIZE } from "../support/kustomize.ts";
import {
  apply,
  edited,
  filesOf,
  planned,
  refusal,
  shippedTexts,
  type Texts,
} from "../support/memory.ts";
import { DIGEST, OVERLAYS, overlay } from "./overlays.ts";

/** In production and live the apps share a sync; in qa and uat, between these, each has its own. */
const COMMANDS: [command: string, raw: object][] = [
  ["new:app", { name: "shop", image: "ghcr.io/acme/shop:1.0.0", config: ["LOG=info"] }],
  ["new:app", { name: "checkout", image: "ghcr.io/acme/shop:1.0.0" }],
  ["new:env", { name: "qa", after: "production", artifacts: true }],
  ["new:env", { name: "uat", after: "qa", artifacts: true }],
  ["new:env", { name: "live", after: "uat" }],
];
const TEXTS: Texts = COMMANDS.reduce<Texts>(
  (texts, [command, raw]) => apply(command, { ...raw }, texts),
  shippedTexts(),
);

const own = (environment: string, app = "shop") =>
  `${OVERLAYS}/${environment}/apps/${app}/kustomization.yaml`;
const everyApp = (environment: string) => `${OVERLAYS}/${environment}/every-app/kustomization.yaml`;

const MARKER = '# {"$imagepolicy": "flux-system:shop:tag"}';
const image = (...lines: string[]) => named("ghcr.io/acme/shop", ...lines);
const named = (name: string, ...lines: string[]) =>
  `images:\n  - name: ${name}\n${lines.map((line) => `    ${line}\n`).join("")}`;

const LITERAL =
  "configMapGenerator:\n  - name: shop-config\n    behavior: merge\n    options:\n      disableNameSuffixHash: true\n    literals:\n";
const PATCH = (value: string) =>
  `  - target:\n      kind: ConfigMap\n      name: shop-config\n    patch: |-\n      - op: add\n        path: /data/LOG\n        value: ${value}\n`;

/** Texts with something at the end of files, or among the patches of a component. */
function withTails(tails: Record<string, string>): Texts {
  return Object.entries(tails).reduce<Texts>((texts, [path, tail]) => {
    const isPatch = tail.startsWith("  - target") && path.includes("every-app");
    return isPatch
      ? edited(texts, path, "# A base's host", `${tail}# A base's host`)
      : new Map(texts).set(path, texts.get(path) + tail);
  }, TEXTS);
}

interface Case {
  /** What stands at the end of files before. */
  readonly tails: Record<string, string>;
  /** What stands there afterwards. */
  readonly after: Record<string, string>;
  readonly raw: { readonly from: string; readonly config?: string[] };
  readonly to: string;
  /** The artifacts that are other ones then. */
  readonly artifacts: string[];
}

const CASES: Record<string, Case> = {
  "a tag from a shared sync": {
    tails: { [overlay("production")]: image("newTag: 1.1.0") },
    after: { [own("qa")]: image('newTag: "1.1.0"') },
    raw: { from: "production" },
    to: "qa",
    artifacts: ["qa-shop-sync"],
  },
  "a tag from one of its own to another, past a marker": {
    tails: {
      [own("qa")]: image("newTag: 1.1.0"),
      [own("uat")]: image(`newTag: 1.0.0 ${MARKER}`),
    },
    after: { [own("uat")]: image(`newTag: "1.1.0" ${MARKER}`) },
    raw: { from: "qa" },
    to: "uat",
    artifacts: ["uat-shop-sync"],
  },
  "a digest from one of its own to another": {
    tails: {
      [own("qa")]: image(`digest: ${DIGEST}`),
      [own("uat")]: image("newTag: 1.0.0", "newName: mirror.example.com/shop"),
    },
    after: { [own("uat")]: image(`digest: ${DIGEST}`, "newName: mirror.example.com/shop") },
    raw: { from: "qa" },
    to: "uat",
    artifacts: ["uat-shop-sync"],
  },
  "a tag and configuration to a shared sync": {
    tails: { [own("uat")]: `${image("newTag: 1.1.0")}${LITERAL}      - LOG=debug\n` },
    after: { [overlay("live")]: `${LITERAL}      - "LOG=debug"\n${image('newTag: "1.1.0"')}` },
    raw: { from: "uat", config: ["LOG"] },
    to: "live",
    artifacts: [],
  },
  "what every app gets, to an app that gets something else": {
    tails: {
      [everyApp("qa")]: image("newTag: 1.1.0"),
      [everyApp("uat")]: image("newTag: 1.0.1", "newName: mirror.example.com/shop"),
    },
    after: { [own("uat")]: named("mirror.example.com/shop", 'newTag: "1.1.0"') },
    raw: { from: "qa" },
    to: "uat",
    artifacts: ["uat-shop-sync"],
  },
  "past what every app gets where the app's own says otherwise": {
    tails: {
      [everyApp("qa")]: image("newTag: 1.1.0"),
      [own("qa")]: image("newTag: 1.2.0"),
    },
    after: { [own("uat")]: image('newTag: "1.2.0"') },
    raw: { from: "qa" },
    to: "uat",
    artifacts: ["uat-shop-sync"],
  },
  "a literal into a generator that is there": {
    tails: {
      [own("qa")]: `${LITERAL}      - LOG=debug\n      - DB=qa-db\n      - OTHER=1\n`,
      [own("uat")]: `${LITERAL}      - LOG=warn # for now\n`,
    },
    after: { [own("uat")]: `${LITERAL}      - "LOG=debug" # for now\n      - "OTHER=1"\n` },
    raw: { from: "qa", config: ["LOG", "OTHER"] },
    to: "uat",
    artifacts: ["uat-shop-sync"],
  },
  "a patch of every app, past such a patch": {
    tails: { [everyApp("qa")]: PATCH("debug"), [everyApp("uat")]: PATCH("warn") },
    after: { [own("uat")]: `patches:\n${PATCH("debug")}` },
    raw: { from: "qa", config: ["all"] },
    to: "uat",
    artifacts: ["uat-shop-sync"],
  },
  "a patch into the app's own one": {
    tails: {
      [own("qa")]: `patches:\n${PATCH("debug")}`,
      [everyApp("uat")]: PATCH("warn"),
      [own("uat")]: `patches:\n${PATCH("error")}`,
    },
    after: { [own("uat")]: `patches:\n${PATCH("debug")}` },
    raw: { from: "qa", config: ["LOG"] },
    to: "uat",
    artifacts: ["uat-shop-sync"],
  },
};

/** What of an app is carried, as kustomize renders it. */
async function rendered(texts: Texts, environments: readonly string[]): Promise<unknown[]> {
  const files = filesOf(texts);
  const folders = environments.map((environment) => {
    const folder = `${OVERLAYS}/${environment}/apps/shop`;
    return texts.has(`${folder}/kustomization.yaml`) ? folder : `${OVERLAYS}/${environment}`;
  });
  const kustomize = await openKustomize({ env: process.env, label: "test" });
  const requests = folders.map((folder) => planBuild(files, { folder }));
  const builds = (await kustomize?.render(requests, files)) ?? [];
  return builds.map((each) => {
    if (!each?.ok) throw new Error(JSON.stringify(each));
    const find = (kind: string, name: string) =>
      each.objects.find(
        (object) => object.kind === kind && textAt(object, "metadata", "name") === name,
      );
    const containers = listAt(find("Deployment", "shop"), "spec", "template", "spec", "containers");
    return {
      // The registry stays as it is.
      versions: containers.map((each) => textAt(each, "image")?.replace(/^.*\/shop/, "")),
      log: Object.fromEntries(entriesAt(at(find("ConfigMap", "shop-config"), "data"))).LOG,
    };
  });
}

describe("promote where each app has a sync of its own carries", () => {
  it.each(Object.entries(CASES))("%s", (_what, { tails, after, raw, to, artifacts }) => {
    const before = withTails(tails);
    const options = { app: ["shop"], to, ...raw };
    const promoted = apply("promote", options, before);
    expect(promoted).toEqual(withTails({ ...tails, ...after }));
    expect(apply("promote", options, promoted)).toEqual(promoted);
    expect(changedArtifacts(before, promoted)).toEqual(artifacts);
  });

  it.skipIf(NO_KUSTOMIZE).each(Object.entries(CASES))(
    "%s, as kustomize renders it",
    async (_what, { tails, raw, to }) => {
      const config = { config: raw.config ?? ["all"] };
      const after = apply("promote", { app: ["shop"], to, ...raw, ...config }, withTails(tails));
      const [source, target] = await rendered(after, [raw.from, to]);
      expect(target).toEqual(source);
    },
  );

  it("other versions of one image for two apps, each in its own overlay", () => {
    const tails = {
      [own("qa")]: image("newTag: 1.1.0"),
      [own("qa", "checkout")]: image("newTag: 1.2.0"),
    };
    const { texts, plan } = planned(
      "promote",
      { from: "qa", to: "uat", all: true },
      withTails(tails),
    );
    expect(texts).toEqual(
      withTails({
        ...tails,
        [own("uat")]: image('newTag: "1.1.0"'),
        [own("uat", "checkout")]: image('newTag: "1.2.0"'),
      }),
    );
    expect(plan.notes.join("\n")).not.toContain("gets it too");
    expect(changedArtifacts(withTails(tails), texts)).toEqual([
      "uat-checkout-sync",
      "uat-shop-sync",
    ]);
    // One entry of a shared overlay can't do that.
    const onward = refusal("promote", { from: "uat", to: "live", all: true }, texts);
    expect(onward.join("\n")).toContain("the same images entry sets it for something else too");
  });

  it("past a patch of every app also where there is one app", () => {
    const raw = { name: "solo", after: "qa", artifacts: true, apps: ["shop"] };
    const solo = apply("new:env", raw, withTails({ [own("qa")]: `patches:\n${PATCH("debug")}` }));
    const hosts = "# A base's host";
    const before = edited(solo, everyApp("solo"), hosts, PATCH("warn") + hosts);
    const options = { from: "qa", to: "solo", app: ["shop"], config: ["LOG"] };
    const after = apply("promote", options, before);
    expect(after.get(everyApp("solo"))).toBe(before.get(everyApp("solo")));
    expect(after.get(own("solo"))).toBe(`${before.get(own("solo"))}patches:\n${PATCH("debug")}`);
  });

  it("into the app's own overlay also where another is built on it", () => {
    const texts = withTails({
      [own("qa")]: `patches:\n${PATCH("debug")}`,
      [own("uat")]: `patches:\n${PATCH("warn")}`,
    });
    const before = edited(
      texts,
      own("uat", "checkout"),
      "resources:\n",
      "resources:\n  - ../shop\n",
    );
    const raw = { from: "qa", to: "uat", app: ["shop"], config: ["LOG"] };
    const after = apply("promote", raw, before);
    expect(after.get(own("uat"))).toBe(texts.get(own("uat"))?.replace("warn", "debug"));
  });

  it("to an app that was taken out of what every app gets", () => {
    const tails = {
      [own("qa")]: image("newTag: 1.1.0"),
      [everyApp("uat")]: image("newTag: 1.1.0"),
    };
    const texts = withTails(tails);
    const before = edited(texts, own("uat"), "components:\n  - ../../every-app\n", "");
    const after = apply("promote", { from: "qa", to: "uat", app: ["shop"] }, before);
    expect(after.get(own("uat"))).toBe(before.get(own("uat")) + image('newTag: "1.1.0"'));
  });

  it("a tag that the environment follows: the source alone, which all its syncs read", () => {
    const before = edited(
      TEXTS,
      "bootstrap/sources.yaml",
      sourceOf("uat", "branch: main"),
      sourceOf("uat", "tag: v1.0.0"),
    );
    const raw = { from: "qa", to: "uat", tag: "v1.1.0" };
    const { texts, plan } = planned("promote", raw, before);
    expect(texts).toEqual(edited(before, "bootstrap/sources.yaml", "tag: v1.0.0", "tag: v1.1.0"));
    expect(plan.notes).toEqual([expect.stringContaining("uat goes from the tag v1.0.0 to v1.1.0")]);
  });
});

/** The end of an environment's GitRepository. */
function sourceOf(environment: string, ref: string): string {
  const text = TEXTS.get("bootstrap/sources.yaml") ?? "";
  const found = new RegExp(`name: ${environment}-environment[\\s\\S]*?branch: main`).exec(text);
  return (found?.[0] ?? "").replace("branch: main", ref);
}

describe("promote where each app has a sync of its own refuses", () => {
  const PATCHED = `  - target:\n      kind: Deployment\n    patch: |-\n      - op: replace\n        path: /spec/template/spec/containers/0/image\n        value: a:1\n`;
  const hidden = (path: string) => [
    expect.stringContaining(`${path} sets the image of shop in a way that can't be carried`),
  ];

  it.each([
    ["an image that a patch of every app sets", everyApp("qa"), PATCHED],
    ["a suffix that every app gets", everyApp("uat"), image("tagSuffix: -debug")],
    ["an image that a patch of the app's own sets", own("uat"), `patches:\n${PATCHED}`],
  ])("%s", (_what, path, tail) => {
    const raw = { from: "qa", to: "uat", app: ["shop"] };
    expect(refusal("promote", raw, withTails({ [path]: tail }))).toEqual(hidden(path));
  });

  it("nothing for what only another app's overlay sets", () => {
    const tails = { [own("qa", "checkout")]: `patches:\n${PATCHED}` };
    expect(refusal("promote", { from: "qa", to: "uat", app: ["shop"] }, withTails(tails))).toEqual(
      [],
    );
  });

  it("an app whose base is missing", () => {
    const texts = [...TEXTS].filter(([path]) => !path.startsWith("applications/base-shop-config/"));
    const raw = { from: "qa", to: "uat", app: ["shop"] };
    expect(refusal("promote", raw, new Map(texts))).toEqual(
      ["qa", "uat"].map(() => expect.stringContaining("What shop runs can't be told")),
    );
  });

  it("an app without a sync there", () => {
    const texts = apply(
      "new:app",
      { name: "web", image: "ghcr.io/acme/web:1.0.0", env: ["qa"] },
      TEXTS,
    );
    const raw = { from: "qa", to: "uat", app: ["web"] };
    expect(refusal("promote", raw, texts)[0]).toContain(
      "uat does not run web: it has no sync there.",
    );
  });
});
