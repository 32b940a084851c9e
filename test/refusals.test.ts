import {
  appendFileSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { NO_KUSTOMIZE } from "./support/kustomize.ts";
import { copyOfMonorepo, filesBelow, run, runInside, temporaryFolder } from "./support/project.ts";

const APP = ["new:app", "--name", "checkout", "--image", "ghcr.io/acme/checkout:1.4.2"];
const ENV = ["new:env", "--name", "qa"];

/** What is run, what is said of it, and the exit code. */
const BAD_INPUT: [what: string, args: string[], says: RegExp, code: 1 | 2][] = [
  ["no name", ["new:env"], /--name is missing/, 1],
  ["a name in capitals", ["new:env", "--name", "QA"], /"QA" is not a DNS-1123 label/, 1],
  ["a name that ends in a dash", ["new:env", "--name", "qa-"], /not a DNS-1123 label/, 1],
  ["a name that is a path", ["new:env", "--name", "../qa"], /not a DNS-1123 label/, 1],
  ["a name with a template", ["new:env", "--name", "{{name}}"], /not a DNS-1123 label/, 1],
  [
    "a name too long for its sync",
    ["new:env", "--name", "e".repeat(59)],
    /has 59 characters; .* allow 58/,
    1,
  ],
  [
    "an app's name too long",
    ["new:app", "--name", "e".repeat(64), "--image", "a/b:1"],
    /has 64 characters; .* allow 63/,
    1,
  ],
  [
    "an app's name that begins with a digit",
    ["new:app", "--name", "1a", "--image", "a/b:1"],
    /begins with a digit/,
    1,
  ],
  ["default", ["new:env", "--name", "default"], /"default" is a reserved namespace/, 1],
  ["kube-*", ["new:env", "--name", "kube-system"], /"kube-system" is a reserved namespace/, 1],
  ["flux-system", ["new:env", "--name", "flux-system"], /reserved namespace/, 1],
  ["monitoring", ["new:env", "--name", "monitoring"], /reserved namespace/, 1],
  [
    "the ingress controllers' namespace",
    ["new:env", "--name", "ingress-controllers"],
    /namespace of the platform/,
    1,
  ],
  [
    "an environment that exists",
    ["new:env", "--name", "staging"],
    /The environment staging exists already: applications\/.*, applied by staging-sync/,
    1,
  ],
  [
    "an app that exists",
    ["new:app", "--name", "app", "--image", "a/b:1"],
    /The app app exists already: .*, in dev, staging, production/,
    1,
  ],
  ["one name twice", ["new:env", "--name", "qa", "--name", "qa"], /--name qa is given twice/, 1],
  [
    "an unknown --from",
    [...ENV, "--from", "stagin"],
    /no environment "stagin" to start from[\s\S]*dev, staging, production/,
    1,
  ],
  ["an unknown --after", [...ENV, "--after", "prod"], /no environment "prod" to come after/, 1],
  [
    "an unknown size",
    [...ENV, "--size", "huge"],
    /--size: "huge" is none of small, medium, large/,
    1,
  ],
  [
    "a size like a property of objects",
    [...ENV, "--size", "__proto__"],
    /--size: "__proto__" is none of/,
    1,
  ],
  [
    "--from with --size",
    [...ENV, "--from", "dev", "--size", "small"],
    /--size: --from is given/,
    1,
  ],
  ["two refs", [...ENV, "--branch", "main", "--tag", "v1"], /--tag: --branch is given/, 1],
  [
    "a branch that git refuses",
    [...ENV, "--branch", "a..b"],
    /"a\.\.b" is not a name that git accepts/,
    1,
  ],
  [
    "a branch that looks like an option",
    [...ENV, "--branch=--upload-pack=x"],
    /not a name that git accepts/,
    1,
  ],
  [
    "a semver range that is none",
    [...ENV, "--semver", "newest"],
    /"newest" is not a semver range/,
    1,
  ],
  [
    "a quantity that Kubernetes refuses",
    [...ENV, "--cpu", "100mm"],
    /--cpu: "100mm" is not a quantity of cpu/,
    1,
  ],
  [
    "memory in thousandths of a byte",
    [...ENV, "--memory", "64m"],
    /"64m" of memory is less than 1Mi/,
    1,
  ],
  [
    "a minimum above the maximum",
    [...ENV, "--min-replicas", "4", "--max-replicas", "2"],
    /minimum of 4 replicas is above the maximum of 2/,
    1,
  ],
  [
    "a minimum above the preset's maximum",
    [...ENV, "--min-replicas", "9"],
    /minimum of 9 .* maximum of 3\.[\s\S]*--max-replicas 9/,
    1,
  ],
  [
    "a minimum above the original's maximum",
    [...ENV, "--from", "dev", "--min-replicas", "9"],
    /minimum of 9 .* maximum of 3 that dev has/,
    1,
  ],
  [
    "replicas that are no number",
    [...ENV, "--min-replicas", "two"],
    /--min-replicas: "two" is not a whole number/,
    1,
  ],
  ["an unknown app", [...ENV, "--app", "shop"], /no app "shop"[\s\S]*Apps: app/, 1],
  [
    "an image without a tag",
    ["new:app", "--name", "a", "--image", "ghcr.io/acme/a"],
    /has no tag/,
    1,
  ],
  [
    "the tag latest",
    ["new:app", "--name", "a", "--image", "ghcr.io/acme/a:latest"],
    /follows "latest"/,
    1,
  ],
  [
    "an image that is no reference",
    ["new:app", "--name", "a", "--image", "Not An Image:1"],
    /is not an image reference/,
    1,
  ],
  ["no image", ["new:app", "--name", "a"], /--image is missing/, 1],
  [
    "a port out of range",
    [...APP, "--port", "70000"],
    /--port: "70000" is not a whole number from 1 to 65535/,
    1,
  ],
  ["a port 0", [...APP, "--port", "0"], /--port: "0" is not/, 1],
  ["a probe without a slash", [...APP, "--health-path", "healthz"], /"healthz" is not a path/, 1],
  [
    "a secret with its value",
    [...APP, "--secret", "TOKEN=abc"],
    /"TOKEN" was given with a value[\s\S]*a value has no place in Git/,
    1,
  ],
  [
    "configuration without a value",
    [...APP, "--config", "MODE"],
    /--config: "MODE" has no value/,
    1,
  ],
  ["a key twice", [...APP, "--config", "A=1", "--secret", "A"], /A is given twice/, 1],
  [
    "an Ingress without a host",
    [...APP, "--expose", "ingress"],
    /--expose ingress needs --host/,
    1,
  ],
  [
    "a host without an Ingress",
    [...APP, "--host", "a.example.com"],
    /--host: it has no effect without --expose/,
    1,
  ],
  [
    "a host that is none",
    [...APP, "--expose", "gateway", "--host", "a b"],
    /is not a host name/,
    1,
  ],
  [
    "a request above its limit",
    [...APP, "--cpu", "2", "--cpu-limit", "1"],
    /cpu request of 2 is above the limit of 1/,
    1,
  ],
  [
    "an unknown environment",
    [...APP, "--env", "prod"],
    /no environment "prod"[\s\S]*dev, staging, production/,
    1,
  ],
  ["an ExternalSecret without keys", [...APP, "--secret-store", "external"], /needs a --secret/, 1],
  [
    "a quota that is too small",
    [...APP, "--memory", "1Gi"],
    /quota of dev is too small: .* requests\.memory 4352Mi, it allows 1Gi, 3328Mi less[\s\S]*--raise-quota/,
    1,
  ],
  [
    "a container too large for the limit range",
    [...APP, "--memory-limit", "4Gi"],
    /limit range of dev refuses checkout: its memory limit is 4Gi, the most allowed 512Mi, 3584Mi less/,
    1,
  ],
  ["an unknown flag", [...ENV, "--form", "dev"], /no flag "--form"[\s\S]*Did you mean --from\?/, 2],
  ["a flag without its value", ["new:env", "--name"], /--name needs a value/, 2],
  ["a value for a switch", [...ENV, "--no-render=1"], /--no-render takes no value/, 2],
  ["an empty value", [...ENV, "--branch", ""], /--branch is empty/, 2],
  [
    "flags that npm ate",
    ["new:env", "qa"],
    /"qa" is not a flag[\s\S]*npm run new:env -- --name/,
    2,
  ],
  ["an unknown command", ["new:thing"], /no command "new:thing"[\s\S]*new:env, new:app/, 2],
];

/** Rows that only a build can tell. */
const NEEDS_BUILD = /quota|limit range/;

describe("bad input is refused with a sentence and a hint, and writes nothing", () => {
  const rows = BAD_INPUT.filter(([what]) => !NO_KUSTOMIZE || !NEEDS_BUILD.test(what));
  it.each(rows)("%s", async (_what, args, says, code) => {
    const folder = copyOfMonorepo();
    const before = filesBelow(folder);
    const repo = args[0] === "new:thing" ? [] : ["--repo", folder];
    const ended = await run([...args, ...repo, "--yes"]);
    expect(ended.stderr).toMatch(says);
    expect(ended.stderr).not.toMatch(/\n +at |TypeError|defect/);
    expect(ended.code).toBe(code);
    expect(ended.stdout).toBe("");
    expect(filesBelow(folder)).toEqual(before);
  });

  it("says everything that is wrong at once", async () => {
    const { stderr } = await run([
      "new:app",
      "--name",
      "A",
      "--image",
      "x",
      "--port",
      "0",
      "--yes",
    ]);
    expect(stderr.match(/✗/g)).toHaveLength(3);
  });
});

describe("a repository that can't be worked with is refused, and nothing is written", () => {
  const expectRefusal = async (folder: string, args: string[], says: RegExp) => {
    const before = filesBelow(folder);
    const ended = await run([...args, "--repo", folder, "--yes"]);
    expect(ended.stderr).toMatch(says);
    expect(ended.code).toBe(1);
    expect(filesBelow(folder)).toEqual(before);
  };

  it("no folder", async () => {
    const folder = temporaryFolder();
    const { code, stderr } = await run([...ENV, "--repo", join(folder, "none"), "--yes"]);
    expect(stderr).toMatch(/There is no folder .*none\.[\s\S]*--repo names the folder/);
    expect(code).toBe(1);
  });

  it("a folder that is no monorepo of ours", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "kustomization.yaml"), "resources: []\n");
    await expectRefusal(
      folder,
      ENV,
      /not a monorepo that the generators know: it has no bootstrap\/sources\.yaml/,
    );
  });

  it("YAML that does not parse, with its line", async () => {
    const folder = copyOfMonorepo();
    const path = join(folder, "bootstrap", "sources.yaml");
    const lines = readFileSync(path, "utf8").split("\n");
    lines.splice(9, 0, "  url: [unclosed");
    writeFileSync(path, lines.join("\n"));
    await expectRefusal(
      folder,
      ENV,
      /bootstrap\/sources\.yaml is not valid YAML[\s\S]*flux-cd\/bootstrap\/sources\.yaml:\d+/,
    );
  });

  it("a key given twice, with its line", async () => {
    const folder = copyOfMonorepo();
    appendFileSync(
      join(folder, "applications/mock-cluster-aka-namespaces/kustomization.yaml"),
      "kind: Kustomization\n",
    );
    await expectRefusal(
      folder,
      ENV,
      /Map keys must be unique[\s\S]*mock-cluster-aka-namespaces\/kustomization\.yaml:8/,
    );
  });

  it("a list in a form that leaves no safe place", async () => {
    const folder = copyOfMonorepo();
    const path = join(folder, "applications/mock-cluster-aka-namespaces/kustomization.yaml");
    writeFileSync(
      path,
      readFileSync(path, "utf8").replace(
        /resources:[\s\S]*/,
        "x: &all\n  - dev/sync.yaml\nresources: *all\n",
      ),
    );
    await expectRefusal(
      folder,
      ["new:env", "--name", "qa", "--no-render"],
      /qa\/sync\.yaml can't be added to resources/,
    );
  });

  it("a source that a removed environment left behind", async () => {
    const folder = copyOfMonorepo();
    appendFileSync(
      join(folder, "bootstrap/sources.yaml"),
      "---\napiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata:\n  name: qa-environment\n  namespace: flux-system\nspec: {}\n",
    );
    await expectRefusal(folder, ENV, /GitRepository qa-environment exists already/);
  });

  it.skipIf(NO_KUSTOMIZE).each([
    [
      "a file that does not exist",
      "kustomization.yaml",
      (text: string) => text.replace("service.yaml", "svc.yaml"),
      /kustomize can't build .*dev, .*staging, .*production:[\s\S]*svc\.yaml: no such file[\s\S]*\n {2}flux-cd\/applications\/base-app-config\/kustomization\.yaml:17\n/,
    ],
    [
      "a file that is no YAML",
      "service.yaml",
      (text: string) => `${text}x: {\n`,
      /MalformedYAMLError[\s\S]*\n {2}flux-cd\/applications\/base-app-config\/service\.yaml:\d+\n/,
    ],
  ])(
    "a build that fails: kustomize's own message, once, and %s",
    async (_what, name, breakIt, says) => {
      const folder = copyOfMonorepo();
      const path = join(folder, "applications/base-app-config", name);
      writeFileSync(path, breakIt(readFileSync(path, "utf8")));
      await expectRefusal(folder, APP, says);
    },
  );

  it("a symbolic link that leads out of it", async () => {
    const folder = copyOfMonorepo();
    const outside = temporaryFolder();
    rmSync(join(folder, "bootstrap/sources.yaml"));
    writeFileSync(join(outside, "sources.yaml"), "kind: x\n");
    symlinkSync(join(outside, "sources.yaml"), join(folder, "bootstrap/sources.yaml"));
    const ended = await run([...ENV, "--repo", folder, "--yes"]);
    expect(ended.stderr).toMatch(/symbolic link that leaves the repository/);
    expect(ended.code).toBe(1);
  });
});

it.each([
  ["a minimum that is the maximum", [...ENV, "--min-replicas", "2", "--max-replicas", "2"]],
  ["a minimum that is the original's maximum", [...ENV, "--from", "dev", "--min-replicas", "3"]],
  ["a request of processor that is the limit", [...APP, "--cpu", "1", "--cpu-limit", "1000m"]],
  ["a request of memory that is the limit", [...APP, "--memory", "1Gi", "--memory-limit", "1Gi"]],
])("%s is none too much", async (_what, args) => {
  const { code, stderr } = await runInside([...args, "--dry-run", "--no-render"]);
  expect(code, stderr).toBe(0);
});

describe("a second run of the same command", () => {
  it.each([
    [ENV, /environment qa exists already/],
    [APP, /app checkout exists already/],
  ])("%j changes nothing and says what exists", async (args, says) => {
    const folder = copyOfMonorepo();
    expect((await run([...args, "--repo", folder, "--yes"])).code).toBe(0);
    const before = filesBelow(folder);
    const again = await run([...args, "--repo", folder, "--yes"]);
    expect(again.stderr).toMatch(says);
    expect(again.code).toBe(1);
    expect(filesBelow(folder)).toEqual(before);
  });
});

describe("without a terminal", () => {
  it("refuses to ask instead of hanging, and names the flags", async () => {
    const folder = copyOfMonorepo();
    const before = filesBelow(folder);
    const { code, stderr } = await run([...ENV, "--repo", folder]);
    expect(stderr).toMatch(/no terminal to ask on[\s\S]*--yes[\s\S]*--dry-run[\s\S]*--json/);
    expect(code).toBe(1);
    expect(filesBelow(folder)).toEqual(before);
  });

  it("names the missing flag", async () => {
    const { code, stderr } = await run(["new:app", "--name", "shop", "--dry-run"]);
    expect(stderr).toMatch(/--image is missing/);
    expect(code).toBe(1);
  });
});

it("a folder in the way of a new file is found before anything is written", async () => {
  const folder = copyOfMonorepo();
  mkdirSync(join(folder, "applications/mock-cluster-aka-namespaces/qa/sync.yaml"), {
    recursive: true,
  });
  const before = filesBelow(folder);
  const { code, stderr } = await run([...ENV, "--repo", folder, "--yes"]);
  expect(stderr).toMatch(/sync\.yaml appeared while the plan was made/);
  expect(code).toBe(1);
  expect(filesBelow(folder)).toEqual(before);
});
