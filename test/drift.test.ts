import { appendFileSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { expectedIn } from "../generators/commands/drift/expected.ts";
import type { Drift } from "../generators/commands/drift/model.ts";
import { directlyAfter, directlyBefore } from "../generators/model/views/order.ts";
import { Repository } from "../generators/model/views/repository.ts";
import { NO_KUSTOMIZE } from "./support/kustomize.ts";
import { apply, filesOf, shippedTexts } from "./support/memory.ts";
import { copyOfMonorepo, filesBelow, run, temporaryFolder } from "./support/project.ts";

const OVERLAYS = "applications/mock-cluster-aka-namespaces";
const overlay = (folder: string, environment: string) =>
  join(folder, OVERLAYS, environment, "kustomization.yaml");
/** Values that nobody may see. */
const PLANTED = ["hunter2-hunter2-dev", "hunter3-hunter3-staging", "correct-horse-battery-9"];

const TAILS = {
  dev: `images:
  - name: localhost:5001/demo-app
    newTag: "1.10"
configMapGenerator:
  - name: app-config
    behavior: merge
    literals:
      - FAIL_RATE=0.1
      - DB=db.dev.example.com
      - DEVICE=/dev/null
  - name: extra
    literals:
      - MODE=loud
      - URL=postgres://app:${PLANTED[0]}@db/app
`,
  staging: `configMapGenerator:
  - name: app-config
    behavior: merge
    literals:
      - DB=db.staging.example.com
      - DEVICE=/dev/null
  - name: extra
    literals:
      - MODE=loud
      - URL=postgres://app:${PLANTED[1]}@db/app
`,
  production: `configMapGenerator:
  - name: app-config
    behavior: merge
    literals:
      - DB=db.example.com
      - DEVICE=/dev/null
secretGenerator:
  - name: app-secret
    behavior: merge
    literals:
      - GREETING=${PLANTED[2]}
      - MORE=${PLANTED[2]}
`,
};
const HOST = `  - target:
      kind: Ingress
      name: search
    patch: |-
      - op: replace
        path: /spec/rules/0/host
        value: search.example.org
`;

describe.skipIf(NO_KUSTOMIZE)("drift", () => {
  let folder: string;
  let remove: () => void;
  afterAll(() => remove());
  beforeAll(async () => {
    folder = copyOfMonorepo((clean) => {
      remove = clean;
    });
    const app = "new:app --name search --image ghcr.io/acme/search:2.0.0 --expose ingress";
    const flags = ["--host", "search.example.com", "--env", "staging,production"];
    const { code, stderr } = await run([...app.split(" "), ...flags, "--repo", folder, "--yes"]);
    expect(code, stderr).toBe(0);
    for (const [environment, tail] of Object.entries(TAILS)) {
      appendFileSync(overlay(folder, environment), tail);
    }
    const path = overlay(folder, "production");
    const text = readFileSync(path, "utf8");
    writeFileSync(path, text.replace("replacements:\n", `${HOST}replacements:\n`));
  });

  it("finds nothing surprising in the shipped repository", async () => {
    const { code, stdout, stderr } = await run(["drift", "--strict"]);
    expect(code, stderr).toBe(0);
    expect(stderr).toBe("");
    await expect(stdout).toMatchFileSnapshot("fixtures/drift/shipped.txt");
  });

  it("sets apart what nothing explains, in text", async () => {
    const { code, stdout } = await run(["drift", "--repo", folder]);
    expect(code).toBe(0);
    await expect(stdout).toMatchFileSnapshot("fixtures/drift/differs.txt");
  });

  it("says the same as JSON, and fails with --strict", async () => {
    const args = ["drift", "--repo", folder, "--format", "json", "--strict"];
    const { code, stdout } = await run(args);
    expect(code).toBe(1);
    const drift = JSON.parse(stdout) as Drift;
    expect(drift).toMatchObject({
      environments: ["dev", "staging", "production"],
      pairs: [
        { from: "dev", to: "staging" },
        { from: "staging", to: "production" },
      ],
    });
    const config = drift.objects.find(({ name }) => name === "app-config");
    expect(config?.fields).toContainEqual({
      path: "data.DB",
      values: [
        { environments: ["dev"], value: "db.dev.example.com" },
        { environments: ["staging"], value: "db.staging.example.com" },
        { environments: ["production"], value: "db.example.com" },
      ],
    });
    const secret = drift.objects.find(({ kind }) => kind === "Secret");
    expect(secret?.fields).toContainEqual({
      path: "data.GREETING",
      expected: "secrets",
      masked: true,
      values: ["dev", "staging", "production"].map((each) => ({
        environments: [each],
        value: "(hidden)",
      })),
    });
  });

  it.each([
    ["text", []],
    ["json", []],
    ["text", ["--env", "dev,production"]],
  ])("shows no secret as %s %s", async (format, more) => {
    const { stdout } = await run(["drift", "--repo", folder, "--format", format, ...more]);
    expect(stdout).toContain("(hidden)");
    for (const value of PLANTED) {
      expect(stdout).not.toContain(value);
      expect(stdout).not.toContain(Buffer.from(value).toString("base64"));
    }
  });

  it("compares any two with --env", async () => {
    const { stdout } = await run(["drift", "--repo", folder, "--env", "production,dev"]);
    expect(stdout).toMatch(/^dev -> production|^production -> dev/);
    expect(stdout).not.toContain("staging ");
    expect(stdout).toContain(
      "  ✗ data.DB\n      production  db.example.com\n      dev         db.dev.example.com\n",
    );
  });

  it("builds no environment that is not compared", async () => {
    const built = async (...more: string[]) => {
      const cache = temporaryFolder();
      const env = { XDG_CACHE_HOME: cache };
      await run(["drift", "--repo", folder, ...more], { env });
      const texts = [...filesBelow(cache).values()].join("");
      return ["dev", "staging", "production"].filter((name) =>
        texts.includes(`"environment":"${name}"`),
      );
    };
    expect(await built()).toEqual(["dev", "staging", "production"]);
    expect(await built("--env", "dev,staging")).toEqual(["dev", "staging"]);
  });

  it("finds nothing at all between an environment and its copy", async () => {
    const copy = copyOfMonorepo();
    appendFileSync(overlay(copy, "production"), TAILS.dev.replaceAll("dev", "production"));
    const args = ["new:env", "--name", "qa", "--from", "production", "--repo", copy, "--yes"];
    const made = await run(args);
    expect(made.code, made.stderr).toBe(0);
    const path = overlay(copy, "qa");
    // `new:env` leaves text in values alone, and says so.
    const text = readFileSync(path, "utf8").replace("db.production", "db.qa");
    writeFileSync(path, text.replace("/production/null", "/qa/null"));
    const { code, stdout } = await run([
      ...["drift", "--env", "production,qa", "--repo", copy, "--strict"],
    ]);
    expect(stdout).toContain("production -> qa: 0 surprising differences, 0 expected.\n");
    expect(code).toBe(0);
  });

  it.each<[string, string[], number, RegExp]>([
    ["an unknown format", ["--format", "xml"], 2, /no format "xml"\.\n {2}Formats: text, json\./],
    ["an unknown environment", ["--env", "dev,qa"], 1, /no environment "qa"\.\n.*dev, staging/],
    ["one environment", ["--env", "dev"], 2, /--env takes two environments/],
    ["the same twice", ["--env", "dev,dev"], 2, /--env takes two environments/],
    ["three", ["--env", "dev,staging,production"], 2, /--env takes two environments/],
  ])("refuses %s", async (_what, args, expected, says) => {
    const { code, stdout, stderr } = await run(["drift", ...args]);
    expect(code).toBe(expected);
    expect(stdout).toBe("");
    expect(stderr).toMatch(says);
    expect(stderr).not.toContain("Nothing was written");
  });

  it("refuses an environment that does not build, without the secrets of its message", async () => {
    const broken = copyOfMonorepo();
    const line = `secretGenerator:\n  - name: x\n    literals: ["K=${PLANTED[0]}"]\n`;
    appendFileSync(
      overlay(broken, "staging"),
      `${line}replicas:\n  - name: ${PLANTED[0]}\n    count: 1\n`,
    );
    const { code, stdout, stderr } = await run(["drift", "--repo", broken]);
    expect(code).toBe(1);
    expect(stdout).toBe("");
    expect(stderr).toMatch(/staging can't be compared: .+\n.*staging\n.*npm run validate/);
    expect(stderr).not.toContain(PLANTED[0]);
  });
});

describe("an environment whose overlay is missing", () => {
  it("is not compared, which says the file", async () => {
    const broken = copyOfMonorepo();
    rmSync(overlay(broken, "production"));
    const { code, stdout, stderr } = await run(["drift", "--repo", broken]);
    expect(code).toBe(1);
    expect(stdout).toBe("");
    expect(stderr).toContain(`${OVERLAYS}/production/kustomization.yaml does not exist.\n`);
    const others = await run(["drift", "--env", "dev,staging", "--repo", broken]);
    expect(others.code, others.stderr).toBe(0);
  });
});

describe("what is expected to differ", () => {
  const POD = "spec.template.spec.containers[app]";
  it.each<[string, string, string, string | undefined]>([
    ["apps", "Deployment", "spec.replicas", "sizing"],
    ["apps", "StatefulSet", `${POD}.resources`, "sizing"],
    ["apps", "Deployment", "spec.template.spec.initContainers[wait].resources.limits", "sizing"],
    ["apps", "StatefulSet", "spec.volumeClaimTemplates[data].spec.resources.requests", "sizing"],
    ["", "PersistentVolumeClaim", "spec.resources.requests.storage", "sizing"],
    ["autoscaling", "HorizontalPodAutoscaler", "spec.maxReplicas", "sizing"],
    ["policy", "PodDisruptionBudget", "spec.maxUnavailable", "sizing"],
    ["", "ResourceQuota", "spec.hard.pods", "sizing"],
    ["helm.toolkit.fluxcd.io", "HelmRelease", "spec.values.web.replicaCount", "sizing"],
    ["networking.k8s.io", "Ingress", "spec.rules[0].host", "hosts"],
    ["networking.k8s.io", "Ingress", "spec.tls[0].hosts", "hosts"],
    ["gateway.networking.k8s.io", "HTTPRoute", "spec.hostnames", "hosts"],
    ["", "Secret", "data[tls.key]", "secrets"],
    ["apps", "Deployment", `${POD}.image`, undefined],
    ["apps", "Deployment", `${POD}.resourcesPolicy`, undefined],
    ["apps", "Deployment", "spec.template.spec.hostNetwork", undefined],
    ["networking.k8s.io", "Ingress", "spec.rules[0].http.paths[0].path", undefined],
    ["rbac.authorization.k8s.io", "Role", "rules[0].resources", undefined],
    ["", "ConfigMap", "data.replicas", undefined],
    ["", "Secret", "type", undefined],
  ])("%s %s %s: %s", (group, kind, path, expected) => {
    expect(expectedIn({ group, kind }, { path, before: "1", after: "2" })).toBe(expected);
  });

  it("is no key that a Secret lacks", () => {
    const secret = { group: "", kind: "Secret" };
    expect(expectedIn(secret, { path: "data.TOKEN", before: "(hidden)" })).toBeUndefined();
  });
});

describe("the order of environments", () => {
  const namesOf = (environments: readonly { name: string }[]) =>
    environments.map(({ name }) => name);

  it("goes through syncs of no environment, and has several after one", () => {
    const texts = new Map(apply("new:env", { name: "eu", after: "staging" }, shippedTexts()));
    const edit = (path: string, change: (text: string) => string) =>
      texts.set(path, change(texts.get(path) ?? ""));
    // production waits for staging again, and dev's tests stand before staging.
    edit(`${OVERLAYS}/production/sync.yaml`, (text) => text.replace("eu-sync", "staging-sync"));
    edit(`${OVERLAYS}/staging/sync.yaml`, (text) => text.replace("dev-sync", "dev-tests"));
    edit("bootstrap/applications.yaml", (text) => {
      const tests = text.replace("applications-sync", "dev-tests");
      return `${text}---\n${tests.replace("infrastructure-sync", "dev-sync")}`;
    });
    const repository = new Repository(filesOf(texts));
    const environment = (name: string) => {
      const found = repository.environment(name);
      if (found === undefined) throw new Error(name);
      return found;
    };
    expect(namesOf(directlyAfter(environment("staging"), repository)).sort()).toEqual([
      "eu",
      "production",
    ]);
    expect(namesOf(directlyBefore(environment("staging"), repository))).toEqual(["dev"]);
  });
});
