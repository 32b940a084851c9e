import { spawn } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { findKustomize } from "../../generators/platform/programs/kustomize.ts";
import { NO_KUSTOMIZE } from "../support/kustomize.ts";
import { copyOfMonorepo, filesBelow, run, runInside, temporaryFolder } from "../support/project.ts";

const BASE = "applications/base-app-config";
const ENV = ["new:env", "--name", "qa"];

/** Programs that a build may want, and a note of each that was started. */
function decoys(): { env: NodeJS.ProcessEnv; started: () => string } {
  const folder = temporaryFolder();
  const note = join(folder, "started");
  writeFileSync(note, "");
  for (const name of ["git", "helm", "helmV3", "plugin"]) {
    const path = join(folder, name);
    writeFileSync(path, `#!/bin/sh\necho ${name} >> ${note}\n`);
    chmodSync(path, 0o755);
  }
  // Real kustomize, found in a folder of its own: no decoy is one.
  const kustomize = dirname(findKustomize(process.env)?.path ?? "");
  const path = [folder, kustomize, process.env.PATH].join(delimiter);
  const cache = temporaryFolder();
  return {
    env: { PATH: path, XDG_CACHE_HOME: cache },
    started: () => readFileSync(note, "utf8"),
  };
}

/** A server on loopback that notes what it is asked for. */
async function server(): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = [];
  const listener = createServer((request, response) => {
    asked.push(request.url ?? "");
    response.end("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: fetched\n");
  });
  await new Promise<void>((resolve) => {
    listener.listen(0, "127.0.0.1", resolve);
  });
  onTestFinished(() => {
    listener.close();
  });
  return { url: `127.0.0.1:${(listener.address() as AddressInfo).port}`, asked };
}

/** Ways to name something on another machine; HOST answers there. */
const REMOTE: [what: string, field: string][] = [
  ["a file", "resources: [http://HOST/a.yaml]"],
  ["a file, in capital letters", "resources: [HTTP://HOST/a.yaml]"],
  ["a file without slashes", "resources: ['http:HOST/a.yaml']"],
  ["a repository", "resources: ['http://HOST/org/repo//base?ref=main']"],
  ["a forced repository", "resources: ['git::http://HOST/org/repo']"],
  ["git over ssh", "resources: ['git@HOST:org/repo']"],
  ["git over ssh without a colon", "resources: [git@localhost/org/repo]"],
  ["GitHub without a scheme", "resources: [GitHub.com/org/repo]"],
  ["a local repository", "resources: ['file:///org/repo']"],
  ["a component", "components: [http://HOST/org/repo]"],
  ["a file of a ConfigMap", "configMapGenerator: [{name: a, files: [a=http://HOST/a]}]"],
  ["an env file", "secretGenerator: [{name: a, envs: [http://HOST/a]}]"],
  ["a patch", "patches: [{path: http://HOST/a.yaml}]"],
  ["a CRD's schema", "crds: [http://HOST/a.json]"],
  ["an OpenAPI schema", "openapi: {path: http://HOST/a.json}"],
  ["a configuration", "configurations: [http://HOST/a.yaml]"],
  ["replacements", "replacements: [{path: http://HOST/a.yaml}]"],
  ["a transformer", "transformers: [http://HOST/a.yaml]"],
  [
    "a file of a generator of kustomize's own",
    'generators: ["apiVersion: builtin\\nkind: ConfigMapGenerator\\nmetadata:\\n  name: a\\nfiles: [a=http://HOST/a]\\n"]',
  ],
];

describe.skipIf(NO_KUSTOMIZE)("nothing is fetched, and it is said", () => {
  it.each(REMOTE)("%s", async (_what, field) => {
    const { url, asked } = await server();
    const { env, started } = decoys();
    const folder = copyOfMonorepo();
    const path = join(folder, BASE, "kustomization.yaml");
    const own = field.replaceAll("HOST", url);
    const text = readFileSync(path, "utf8");
    const [key = ""] = own.split(":");
    const entry = own.slice(own.indexOf("[") + 1, -1);
    writeFileSync(
      path,
      key === "resources"
        ? text.replace("resources:\n", `resources:\n  - ${entry}\n`)
        : `${text}${own}\n`,
    );
    // A file of that name does not make it local: kustomize would not look.
    const trap = join(folder, BASE, `http:/${url}/a.yaml`);
    mkdirSync(dirname(trap), { recursive: true });
    writeFileSync(trap, "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: trap\n");
    const ended = await run([...ENV, "--dry-run", "--repo", folder], { env });
    expect(ended.stderr).toMatch(/Not built: .*base-app-config\/kustomization\.yaml names /);
    expect(ended.code, ended.stderr).toBe(0);
    expect(asked).toEqual([]);
    expect(started()).toBe("");
  });

  it.each([
    ["files", "configMapGenerator: [{name: a, Files: [a=http://HOST/a]}]", "Files is spelt files"],
    ["crds", "Crds: [http://HOST/a.json]", "Crds is spelt crds"],
    [
      "configurations",
      "Configurations: [http://HOST/a.yaml]",
      "Configurations is spelt configurations",
    ],
    ["a schema", "openapi: {Path: http://HOST/a.json}", "Path is spelt path"],
    ["a component", "COMPONENTS: [http://HOST/org/repo]", "COMPONENTS is spelt components"],
    [
      "a plugin",
      'generators: ["apiVersion: builtin\\nkind: ConfigMapGenerator\\nmetadata:\\n  name: a\\nENVS: [http://HOST/a]\\n"]',
      "ENVS is spelt envs",
    ],
  ])("named by %s in another letter case", async (_what, field, says) => {
    const { url, asked } = await server();
    const { env, started } = decoys();
    const folder = copyOfMonorepo();
    const path = join(folder, BASE, "kustomization.yaml");
    writeFileSync(path, `${readFileSync(path, "utf8")}${field.replaceAll("HOST", url)}\n`);
    const ended = await run(["validate", "--repo", folder], { env });
    expect(ended.stdout).toMatch(new RegExp(`kustomization-field\\s+${says}`));
    expect(ended.code).toBe(1);
    expect(asked).toEqual([]);
    expect(started()).toBe("");
  });

  it("also in a plugin's file, and none of the plugins is started", async () => {
    const { url, asked } = await server();
    const { env, started } = decoys();
    const folder = copyOfMonorepo();
    const own = (name: string, text: string) => writeFileSync(join(folder, BASE, name), text);
    own(
      "generator.yaml",
      `apiVersion: builtin\nkind: ConfigMapGenerator\nmetadata:\n  name: a\nfiles:\n  - http://${url}/a\n`,
    );
    const path = join(folder, BASE, "kustomization.yaml");
    const text = readFileSync(path, "utf8");
    writeFileSync(path, `${text}generators:\n  - generator.yaml\n`);
    const first = await run([...ENV, "--dry-run", "--repo", folder], { env });
    expect(first.stderr).toMatch(/Not built: .*generator\.yaml names http:/);

    const exec = join(env.PATH?.split(delimiter)[0] ?? "", "plugin");
    own(
      "generator.yaml",
      `apiVersion: x/v1\nkind: Plugin\nmetadata:\n  name: a\n  annotations:\n    config.kubernetes.io/function: |\n      exec:\n        path: ${exec}\n`,
    );
    const second = await run([...ENV, "--dry-run", "--repo", folder], { env });
    expect(second.code).toBe(1);
    expect(second.stderr).toMatch(
      /Nothing is built of [\s\S]*Plugin is no plugin that needs no program/,
    );

    writeFileSync(
      path,
      `${text}helmCharts:\n  - name: a\n    repo: http://${url}\n    version: 1.0.0\n`,
    );
    const third = await run([...ENV, "--dry-run", "--repo", folder], { env });
    expect(third.code).toBe(1);
    expect(third.stderr).toMatch(/Nothing is built of [\s\S]*helmCharts inflates a chart/);
    expect(asked).toEqual([]);
    expect(started()).toBe("");
  });

  it("a build does not see the user's environment", async () => {
    const folder = copyOfMonorepo();
    const path = join(folder, BASE, "kustomization.yaml");
    writeFileSync(join(folder, BASE, "a.env"), "FLUX_CD_TEST_SECRET\n");
    // The value would be the name of a folder, and in kustomize's message.
    writeFileSync(
      path,
      `${readFileSync(path, "utf8")}configMapGenerator:\n  - name: leak\n    envs: [a.env]\n`,
    );
    const cache = temporaryFolder();
    const env = { FLUX_CD_TEST_SECRET: "hunter2", XDG_CACHE_HOME: cache };
    const ended = await run([...ENV, "--yes", "--repo", folder], { env });
    expect(ended.code, ended.stderr).toBe(0);
    // What was built is kept there.
    const built = [...filesBelow(cache).values()].join("");
    expect(built).toMatch(/"leak/);
    expect(built).not.toContain("hunter2");
  });
});

/** A path that nobody else has. */
const ABSOLUTE = join(tmpdir(), `flux-cd-outside-${process.pid}`);

/** Values that lead somewhere else. */
const PATHS = [
  "../x",
  "../../x",
  ABSOLUTE,
  "a/../../x",
  "..",
  ".",
  "a/b",
  "a\\b",
  "~",
  "%2e%2e%2f",
  "x\0y",
  "-x",
  "--help=",
  "$(id)",
  "`id`",
  "a;b",
  "a\nb",
];
/** Flags that take free text, which never becomes a path. */
const FREE = new Set(["config"]);

const NEW_APP = { name: "shop", image: "a.example/b:1", env: "dev" };
const FLAGS: Record<string, Record<string, string>> = {
  "new:env": {
    name: "qa",
    from: "dev",
    size: "small",
    after: "dev",
    apps: "app",
    cpu: "1",
    memory: "1Gi",
    "min-replicas": "1",
    "max-replicas": "2",
    branch: "main",
    tag: "v1",
    semver: "1.x",
  },
  "new:app": {
    ...NEW_APP,
    port: "80",
    expose: "ingress",
    host: "a.example",
    "health-path": "/a",
    "ready-path": "/a",
    "metrics-path": "/a",
    "start-seconds": "1",
    config: "A=1",
    secret: "A",
    "secret-store": "plain",
    cpu: "1",
    memory: "1Gi",
    "cpu-limit": "1",
    "memory-limit": "1Gi",
    replicas: "1",
  },
};

describe.each(Object.keys(FLAGS))("no answer of %s leads out of the repository", (command) => {
  it.each(Object.keys(FLAGS[command] ?? {}))("--%s", async (flag) => {
    const folder = copyOfMonorepo();
    const above = dirname(folder);
    const outside = () =>
      [...filesBelow(above).keys()].filter((path) => !path.startsWith("flux-cd/"));
    for (const value of PATHS.filter((each) => !each.includes("\0"))) {
      const needed =
        command === "new:app" ? { ...NEW_APP, [flag]: value } : { name: "qa", [flag]: value };
      const args = Object.entries(needed).map(([name, each]) => `--${name}=${each}`);
      const ended = await runInside([command, ...args, "--no-render", "--json", "--repo", folder]);
      expect(ended.stderr, value).not.toMatch(/defect|\n +at /);
      const plan = JSON.parse(ended.stdout) as { changes: { path: string }[]; written: boolean };
      expect(plan.written).toBe(false);
      for (const { path } of plan.changes) expect(path).toMatch(/^flux-cd\/[a-z]/);
      for (const { path } of plan.changes) expect(path).not.toMatch(/\.\.|\\|\/\//);
      if (ended.code === 0 && !FREE.has(flag)) expect(plan.changes.length).toBeGreaterThan(0);
    }
    expect(outside()).toEqual([]);
    expect(existsSync(ABSOLUTE)).toBe(false);
  });
});

it("a NUL byte can't be in an argument", () => {
  expect(() => spawn(process.execPath, ["a\0b"])).toThrow(/null bytes/);
});
