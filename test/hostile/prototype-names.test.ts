import { execFileSync } from "node:child_process";
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { NO_KUSTOMIZE } from "../support/kustomize.ts";
import { copyOfMonorepo, type Ended, run, runInside } from "../support/project.ts";

/** What every object of JavaScript inherits. */
const NAMES = Object.getOwnPropertyNames(Object.prototype);
const BASE = "applications/base-app-config";
const DEV = "applications/mock-cluster-aka-namespaces/dev";

const list = (item: (name: string) => string) => NAMES.map(item).join("\n");

/** A manifest that has them wherever a manifest has a name or a key. */
const objects = (value: string) =>
  NAMES.map(
    (name, index) => `---
apiVersion: ${index % 2 === 0 ? "v1" : `${name}/v1`}
kind: ${name}
metadata:
  name: "${name}"
  labels: {${name}: ${name}}
  annotations: {${name}: "${value}"}
spec:
  ${name}: {${name}: [{name: ${name}, ${name}: "${value}"}]}
  selector: {matchLabels: {${name}: ${name}}}
`,
  ).join("");

const known = (value: string) => `---
apiVersion: v1
kind: ConfigMap
metadata: {name: names}
data:
${list((name) => `  ${name}: "${value}"`)}
---
apiVersion: v1
kind: Service
metadata: {name: names}
spec:
  selector:
${list((name) => `    ${name}: ${name}`)}
  ports:
${list((name) => `    - {name: ${name}, port: 80, targetPort: ${name}}`)}
---
apiVersion: v1
kind: ResourceQuota
metadata: {name: names}
spec:
  hard:
${list((name) => `    ${name}: 1`)}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: names}
spec:
  selector: {matchLabels: {app: names}}
  template:
    metadata: {labels: {app: names}}
    spec:
      serviceAccountName: constructor
      containers:
${list((name) => `        - {name: ${name.toLowerCase()}, image: "${name}:${value}", resources: {limits: {${name}: 1}}, envFrom: [{configMapRef: {name: ${name}}}]}`)}
---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: names, namespace: flux-system}
spec:
  interval: 1h
  prune: true
  path: ./constructor
  sourceRef: {kind: constructor, name: __proto__}
  dependsOn: [{name: constructor}]
  postBuild:
    substitute:
${list((name) => `      ${name}: "${value}"`)}
---
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: names}
spec:
  interval: 1h
  chart: {spec: {chart: constructor, sourceRef: {kind: HelmRepository, name: toString}}}
  values:
${list((name) => `    ${name}: {${name}: "${value}"}`)}
`;

/** The shipped monorepo with all of that in an app's base: committed, and then with other values. */
function repository(): string {
  const folder = copyOfMonorepo(afterAll);
  const write = (value: string) => {
    for (const name of ["__proto__", "constructor"]) {
      mkdirSync(join(folder, BASE, name), { recursive: true });
      writeFileSync(
        join(folder, BASE, name, "toString.yaml"),
        objects(value).replaceAll('name: "', `name: "${name}-`),
      );
      writeFileSync(join(folder, BASE, name, "kustomization.yaml"), "resources: [toString.yaml]\n");
    }
    writeFileSync(join(folder, BASE, "__proto__.yaml"), known(value));
  };
  write("old");
  const list = join(folder, BASE, "kustomization.yaml");
  writeFileSync(
    list,
    readFileSync(list, "utf8").replace(
      /^resources:\n/m,
      "$&  - __proto__\n  - constructor\n  - __proto__.yaml\n",
    ),
  );
  appendFileSync(
    join(folder, DEV, "kustomization.yaml"),
    `configMapGenerator:\n- name: made\n  literals:\n${NAMES.map((name) => `  - ${name}=old`).join("\n")}\n`,
  );
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.com", ...args], {
      cwd: folder,
    });
  git("init", "-q", "-b", "main");
  git("add", "-A");
  git("commit", "-qm", "base");
  write("new");
  return folder;
}

function expectNoDefect({ code, stdout, stderr }: Ended, codes: readonly number[]): void {
  expect(stderr).not.toMatch(/defect of the generators/);
  expect(codes, stderr).toContain(code);
  expect(stdout + stderr).not.toMatch(/native code|\[object Object\]/);
}

describe.skipIf(NO_KUSTOMIZE)("names that every object inherits are data to every command", () => {
  let folder = "";

  beforeAll(() => {
    folder = repository();
  });

  it.each(["text", "json", "sarif", "github", "junit"])("validate --format %s", async (format) => {
    const ended = await run(["validate", "--repo", folder, "--format", format]);
    expectNoDefect(ended, [1]);
  });

  it.each(["text", "markdown", "html", "json"])(
    "diff --format %s: each has its change",
    async (format) => {
      const ended = await run(["diff", "--repo", folder, "--base", "HEAD", "--format", format]);
      expectNoDefect(ended, [0]);
      for (const name of NAMES) expect(ended.stdout).toContain(name);
    },
  );

  it.each([
    ["list"],
    ["list", "--format", "json"],
    ["list", "--format", "tree"],
    ["list", "--format", "mermaid"],
    ["drift", "--format", "json"],
    ["new:env", "--name", "qa", "--from", "dev", "--dry-run"],
    ["new:app", "--name", "shop", "--image", "shop:1.0.0", "--dry-run"],
    ["promote", "--from", "dev", "--to", "staging", "--dry-run"],
    ["remove:app", "--name", "app", "--dry-run"],
    ["rename:env", "--name", "dev", "--to", "qa", "--dry-run"],
    ["artifacts", "--dry-run"],
    ["update", "--dry-run"],
  ])("%s %s %s", async (...command) => {
    expectNoDefect(await runInside([...command, "--repo", folder]), [0, 1]);
  });
});
