import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { changedArtifacts } from "./support/artifacts.ts";
import { build, NO_KUSTOMIZE } from "./support/kustomize.ts";
import { apply, shippedTexts, type Texts } from "./support/memory.ts";
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

const OVERLAYS = "applications/mock-cluster-aka-namespaces";
const COMMAND = ["new:image-policy", "--app", "app", "--env", "dev"];
const PATTERN = "^main-(?P<ts>[0-9]+)$";
const { enter, down, ctrlC, space } = KEYS;

const overlayOf = (folder: string, environment: string) =>
  join(folder, OVERLAYS, environment, "kustomization.yaml");

const edit = (path: string, change: (text: string) => string) =>
  writeFileSync(path, change(readFileSync(path, "utf8")));

const withImages = (entry: string) => (folder: string) =>
  edit(overlayOf(folder, "dev"), (text) => `${text}images:\n${entry}`);

const BAD_INPUT: BadInput[] = [
  ["an unknown app", ["new:image-policy", "--app", "shop"], /"shop" is none of app/],
  [
    "an environment that does not run the app",
    [...COMMAND, "--env", "qa"],
    /app does not run in "qa": it runs in dev, staging, production/,
  ],
  ["an image that the app does not run", [...COMMAND, "--image", "nginx"], /"nginx" is none of/],
  ["a range that is none", [...COMMAND, "--semver", "latest"], /"latest" is not a semver range/],
  ["an unknown order", [...COMMAND, "--numerical", "up"], /"up" is none of asc, desc/],
  [
    "two orders",
    [...COMMAND, "--numerical", "asc", "--semver", "1.x"],
    /--semver: --numerical is given: a policy orders tags in one way/,
  ],
  ["a pattern that is none", [...COMMAND, "--filter-pattern", "("], /not a regular expression/],
  [
    "a pattern that RE2 does not know",
    [...COMMAND, "--filter-pattern", "(?=a)"],
    /which Go's regular expressions can't/,
  ],
  [
    "a part without a pattern",
    [...COMMAND, "--filter-extract", "$ts"],
    /--filter-extract: it needs --filter-pattern/,
  ],
  [
    "a part that the pattern does not have",
    [...COMMAND, "--filter-pattern", PATTERN, "--filter-extract", "$n"],
    /names the group n, which the pattern/,
  ],
  ["an interval that Flux refuses", [...COMMAND, "--interval", "5"], /"5" is not an interval/],
  ["a branch that git refuses", [...COMMAND, "--push-branch", "a..b"], /not a name that git/],
  ["an author without an address", [...COMMAND, "--author-email", "me"], /"me" is not an address/],
  ["a name in capitals", [...COMMAND, "--name", "App"], /"App" is not a DNS-1123 label/],
  ["a Secret's name in capitals", [...COMMAND, "--secret-ref", "My"], /"My" is not a DNS-1123/],
];

describe("bad input to new:image-policy is refused with a sentence, and writes nothing", () => {
  it.each(BAD_INPUT)("%s", (_what, args, says) => expectRefusal(args, says));

  it.each([
    ["tag: v1.0.0", /dev follows the tag v1\.0\.0, which nobody can push to[\s\S]*--push-branch/],
    ['semver: ">=1.0.0"', /dev follows the semver >=1\.0\.0, which nobody can push to/],
  ])("an environment that follows %s", (ref, says) =>
    expectRefusal(COMMAND, says, (folder) => {
      edit(join(folder, "bootstrap", "sources.yaml"), (text) =>
        text.replace(/(name: dev-environment[\s\S]*?)branch: main/, `$1${ref}`),
      );
    }),
  );

  it("today's tag is no version, and nothing says which is newest", () =>
    expectRefusal(COMMAND, /The tag of today is no version: --semver, --alph/, (folder) => {
      edit(join(folder, "applications", "base-app-config", "deployment.yaml"), (text) =>
        text.replace("demo-app:1.0.0", "demo-app:main-17"),
      );
    }));

  it.each([
    [
      "another policy's marker",
      '  - name: localhost:5001/demo-app\n    newTag: 1.0.1 # {"$imagepolicy": "flux-system:other:tag"}\n',
      /Another policy sets the tag of localhost:5001\/demo-app in dev[\s\S]*kustomization\.yaml:75[\s\S]*flux-system:other:tag/,
    ],
    [
      "a comment of a person",
      "  - name: localhost:5001/demo-app\n    newTag: 1.0.1 # not before Monday\n",
      /has a comment behind it[\s\S]*not before Monday/,
    ],
    ["a digest", "  - name: localhost:5001/demo-app\n    digest: sha256:0000\n", /has no newTag/],
    [
      "brackets",
      '  - {name: localhost:5001/demo-app, newTag: "1.0.1"}\n',
      /other text follows on that line/,
    ],
  ])("an entry with %s", (_what, entry, says) =>
    expectRefusal([...COMMAND, "--no-render"], says, withImages(entry)),
  );

  it("environments that run different images in its place", () =>
    expectRefusal(
      [...COMMAND, "--env", "staging"],
      /The overlays run ghcr\.io\/acme\/app and localhost:5001\/demo-app in its place/,
      withImages(
        "  - name: localhost:5001/demo-app\n    newName: ghcr.io/acme/app\n    newTag: 1.0.0\n",
      ),
    ));

  it("what is there already", async () => {
    const folder = copyOfMonorepo();
    expect((await run([...COMMAND, "--repo", folder, "--yes"])).code).toBe(0);
    const before = filesBelow(folder);
    for (const [args, says] of [
      [COMMAND, /app updates app in dev already/],
      [[...COMMAND, "--semver", "2.x"], /--semver: the ImagePolicy app exists already; --name/],
      [[...COMMAND, "--interval", "1h"], /--interval: the ImagePolicy app exists already/],
      [[...COMMAND, "--name", "b", "--interval", "1h"], /the ImageRepository app scans this image/],
      [[...COMMAND, "--push-branch", "b"], /the ImageUpdateAutomation dev-images exists already/],
      [[...COMMAND, "--name", "b"], /Another policy sets the tag/],
    ] as const) {
      const { code, stderr } = await run([...args, "--repo", folder, "--yes"]);
      expect(stderr).toMatch(says);
      expect(code).toBe(1);
      expect(filesBelow(folder)).toEqual(before);
    }
  });
});

describe("new:image-policy", () => {
  async function marked(entry: string, eol = "\n") {
    const folder = copyOfMonorepo();
    withImages(entry)(folder);
    edit(overlayOf(folder, "dev"), (text) => text.replaceAll("\n", eol));
    const before = readFileSync(overlayOf(folder, "dev"), "utf8");
    const { code, stderr } = await run([...COMMAND, "--repo", folder, "--yes"]);
    expect(code, stderr).toBe(0);
    const path = "applications/image-automation.yaml";
    return {
      before,
      after: filesBelow(folder).get(`${OVERLAYS}/dev/kustomization.yaml`),
      written: filesBelow(folder).get(path),
      stderr,
    };
  }

  it.each([["\n"], ["\r\n"]])(
    "marks the tag of an entry, every other byte kept (%j)",
    async (eol) => {
      const entry =
        "- name: other # of the platform team\n  newTag: v2\n- newTag:   '1.0.3'\n  name: localhost:5001/demo-app\n";
      const { before, after } = await marked(entry, eol);
      const marker = `'1.0.3' # {"$imagepolicy": "flux-system:app:tag"}`;
      expect(after).toBe(before.replace("'1.0.3'", () => marker));
    },
  );

  it("scans the image that the overlay puts in its place", async () => {
    const { written } = await marked(
      "  - name: localhost:5001/demo-app\n    newName: ghcr.io/acme/app\n    newTag: 1.0.3\n",
    );
    expect(written).toContain("image: ghcr.io/acme/app\n");
  });

  it("says what the cluster needs: controllers, write access, a registry in reach", async () => {
    const { stderr } = await marked("  - name: other\n    newTag: v2\n");
    expect(stderr).toContain("image-reflector-controller,image-automation-controller");
    expect(stderr).toContain("The GitRepository dev-environment has no secretRef");
    expect(stderr).toContain("localhost:5001/demo-app is a name of this machine");
    expect(stderr).toContain("Commits for dev go straight to main, without a pull request");
  });

  it("pushes to another branch from a tag", async () => {
    const folder = copyOfMonorepo();
    edit(join(folder, "bootstrap", "sources.yaml"), (text) =>
      text.replace(/(name: dev-environment[\s\S]*?)branch: main/, "$1tag: v1.0.0"),
    );
    const { code, stderr } = await run([
      ...[...COMMAND, "--push-branch", "images"],
      ...["--repo", folder, "--yes"],
    ]);
    expect(code, stderr).toBe(0);
    expect(stderr).toContain("they reach it with a pull request");
    expect(filesBelow(folder).get("applications/image-automation.yaml")).toMatch(
      /push:\n +branch: images\n/,
    );
  });
});

describe("new:image-policy where each app has a sync of its own", () => {
  const own = `${OVERLAYS}/qa/apps/app/kustomization.yaml`;
  const everyApp = `${OVERLAYS}/qa/every-app/kustomization.yaml`;
  const MARKER = '# {"$imagepolicy": "flux-system:app:tag"}';
  const split = () => apply("new:env", { name: "qa", artifacts: true }, shippedTexts());
  const entry = (name: string, ...lines: string[]) =>
    `images:\n  - name: ${name}\n${lines.map((line) => `    ${line}\n`).join("")}`;
  const withTail = (texts: Texts, path: string, tail: string) =>
    new Map(texts).set(path, texts.get(path) + tail);
  const policy = (texts: Texts) => {
    const after = apply("new:image-policy", { app: "app", env: ["qa"] }, texts);
    const written = after.get("applications/image-automation.yaml") ?? "";
    return { after, written, overlay: after.get(own) };
  };

  it("marks the app's overlay, which the automation reaches, and no other sync's artifact", () => {
    const before = apply("new:app", { name: "shop", image: "ghcr.io/acme/shop:1.0.0" }, split());
    const { after, written, overlay } = policy(before);
    expect(overlay).toBe(
      before.get(own) + entry("localhost:5001/demo-app", `newTag: "1.0.0" ${MARKER}`),
    );
    expect(`./flux-cd/${own}`.startsWith(`${/path: (\S+)/.exec(written)?.[1]}/`)).toBe(true);
    expect(written).toMatch(/sourceRef:\n +kind: GitRepository\n +name: qa-environment\n/);
    expect(changedArtifacts(before, after)).toEqual(["qa-app-sync"]);
  });

  it("scans what every app runs in the image's place, and marks its tag of today", () => {
    const renamed = entry("localhost:5001/demo-app", "newName: ghcr.io/acme/app", "newTag: 1.0.3");
    const before = withTail(split(), everyApp, renamed);
    const { written, overlay } = policy(before);
    expect(written).toContain("image: ghcr.io/acme/app\n");
    expect(overlay).toBe(before.get(own) + entry("ghcr.io/acme/app", `newTag: "1.0.3" ${MARKER}`));
  });

  it("marks an entry that the app's overlay has", () => {
    const before = withTail(split(), own, entry("localhost:5001/demo-app", "newTag: 1.0.3"));
    expect(policy(before).overlay).toBe(
      before.get(own)?.replace("newTag: 1.0.3", () => `newTag: 1.0.3 ${MARKER}`),
    );
  });

  it.skipIf(NO_KUSTOMIZE)("writes what kustomize builds", async () => {
    const folder = copyOfMonorepo();
    for (const command of [
      ["new:env", "--name", "qa", "--artifacts"],
      ["new:image-policy", "--env", "qa"],
    ]) {
      const { code, stderr } = await run([...command, "--repo", folder, "--yes"]);
      expect(code, stderr).toBe(0);
    }
    expect(filesBelow(folder).get(own)).toContain(MARKER);
    expect(build(join(folder, OVERLAYS, "qa/apps/app"))).toContain("demo-app:1.0.0");
  });
});

describe("the prompts of new:image-policy", () => {
  async function prompts(steps: Step[], flags: string[] = []) {
    const folder = copyOfMonorepo();
    const before = filesBelow(folder);
    const command = [BIN, "new:image-policy", "--repo", folder, ...flags];
    const ended = await interact(command, steps);
    return { ...ended, before, after: filesBelow(folder) };
  }

  it("need no answer where there is one app: it is up to date in the first environment", async () => {
    const { code, stderr, after } = await prompts([
      ["All right, show the diff", enter],
      ["Write these 3 files?", enter],
    ]);
    expect(code, stderr).toBe(0);
    expect(stderr).toMatch(/App +app\n[\s\S]*Environments +dev\n[\s\S]*Semver range +\^1\.0\.0/);
    expect(stderr).not.toMatch(/Part that is ordered/);
    expect(after.get(`${OVERLAYS}/dev/kustomization.yaml`)).toContain('"$imagepolicy"');
  });

  it("take another order, a pattern and a part of it", async () => {
    const { code, stderr, after } = await prompts([
      ["All right, show the diff", down.repeat(2) + enter],
      ["◉ dev", space + down + space + enter],
      ["Environments          staging", down.repeat(6) + enter],
      ["ascending", enter],
      ["Numerical order       ascending", down.repeat(7) + enter],
      ["Tags that match (empty for none)", `(${enter}`],
      ["not a regular expression", `${KEYS.backspace}${PATTERN}${enter}`],
      [`Tags that match       ${PATTERN}`, down.repeat(8) + enter],
      ["Part that is ordered (empty for none)", `$ts${enter}`],
      ["Part that is ordered  $ts", enter],
      ["Write these 3 files?", enter],
    ]);
    expect(code, stderr).toBe(0);
    expect(after.get("applications/image-automation.yaml")).toMatch(
      /extract: "\$ts"\n +policy:\n +numerical:\n +order: asc/,
    );
  });

  it("write nothing after Ctrl-C", async () => {
    const { code, before, after } = await prompts([["All right, show the diff", ctrlC]]);
    expect(code).toBe(130);
    expect(after).toEqual(before);
  });
});
