import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ROOT } from "../support/project.ts";
import { findProgram, NO_BASH, World, worldWithCluster } from "./world.ts";

const NO_MAKE = NO_BASH || (findProgram("make") === undefined && process.env.CI === undefined);

/** What the project promises, see docs/how-to-run.md. */
const TARGETS = [
  ...["check-deps", "create-cluster", "delete-cluster", "cluster-status", "setup-all"],
  ...["teardown-all", "app-build", "app-push", "app-deploy", "port-forward", "flux-install"],
  ...["flux-bootstrap", "flux-status", "flux-reconcile", "monitoring-status", "grafana"],
  ...["debug-metrics", "hpa-demo", "validate", "new-env", "new-app", "test", "lint"],
];
const text = readFileSync(join(ROOT, "makefile"), "utf8");

describe.skipIf(NO_MAKE)("makefile", () => {
  const make = (args: readonly string[], world = new World([])) => world.command("make", args);

  it("has the targets that are promised, and no other", () => {
    const targets = [...text.matchAll(/^([a-z][a-z-]*):/gm)].map((match) => match[1]);
    expect(targets.sort()).toEqual([...TARGETS, "help"].sort());
    const phony = [...text.matchAll(/^\.PHONY: (.*)$/gm)].flatMap((match) => match[1]?.split(" "));
    expect(phony.sort()).toEqual(targets);
  });

  it("lists every target with what it does, as its default", async () => {
    const { code, stdout } = await make([]);
    expect(code).toBe(0);
    for (const target of TARGETS) {
      expect(stdout).toMatch(new RegExp(`^  ${target} +[A-Z].{10,}$`, "m"));
    }
    expect(stdout).toContain("Variables: CLUSTER, ENV, APP and more");
    expect((await make(["help"])).stdout).toBe(stdout);
  });

  it.each(TARGETS)("%s starts something that there is", async (target) => {
    const { code, stdout, stderr } = await make(["-n", target]);
    expect(stderr).toBe("");
    expect(code).toBe(0);
    const lines = stdout.trim().split("\n");
    expect(lines.length).toBeLessThanOrEqual(3);
    for (const [script] of stdout.matchAll(/^scripts\/[a-z-]+\.sh/gm)) {
      expect(existsSync(join(ROOT, script)), script).toBe(true);
    }
    expect(stdout).toMatch(/^(scripts\/|npm )/m);
  });

  it("hands its variables to the scripts", async () => {
    const world = () => worldWithCluster().answer({ call: "kubectl * port-forward *" });
    const line = " -n staging port-forward service/app 9000:http";
    const variables = ["ENV=staging", "LOCAL_PORT=9000"];
    const typed = await make(["port-forward", "CLUSTER=other", ...variables], world());
    expect(typed.stderr).toBe("");
    expect(typed.calls.at(-1)).toBe(`kubectl --context kind-other${line}`);
    const env = { CLUSTER: "other", ENV: "staging", LOCAL_PORT: "9000" };
    const inherited = await world().command("make", ["port-forward"], env);
    expect(inherited.calls).toEqual(typed.calls);
  });

  it("lets a version be another one, typed or inherited", async () => {
    const world = () => worldWithCluster("flux").answer({ call: "*" });
    const typed = await make(["flux-install", "FLUX_VERSION=v2.99.1"], world());
    const inherited = await world().command("make", ["flux-install"], { FLUX_VERSION: "v2.99.1" });
    for (const { calls } of [typed, inherited]) {
      expect(calls.find((call) => call.includes(" install "))).toContain("--version=v2.99.1");
    }
  });

  it("hands names and flags to the generators", async () => {
    const npm = () => new World(["npm"]).answer({ call: "npm *" });
    const env = await make(["new-env", "NAME=qa", "ARGS=--from staging --dry-run"], npm());
    expect(env.calls).toEqual(["npm run --silent new:env -- --name qa --from staging --dry-run"]);
    const app = await make(["new-app"], npm());
    expect(app.calls).toEqual(["npm run --silent new:app --"]);
    expect((await make(["test"], npm())).calls).toEqual(["npm test"]);
  });

  it.each([
    { target: "new-env", missing: "npm" },
    { target: "new-app", missing: "npm" },
    { target: "test", missing: "npm" },
    { target: "lint", missing: "shellcheck" },
    { target: "lint", missing: "actionlint" },
    { target: "lint", missing: "hadolint" },
    { target: "flux-install", missing: "flux" },
    { target: "create-cluster", missing: "kind" },
    { target: "app-build", missing: "docker" },
    { target: "hpa-demo", missing: "kubectl" },
    { target: "validate", missing: "npm" },
  ])("$target says in one line how to install $missing", async ({ target, missing }) => {
    const { code, stderr } = await make([target]);
    expect(code).not.toBe(0);
    const line = new RegExp(`^error: ${missing} is not installed\\. To install it: .+$`, "m");
    expect(stderr).toMatch(line);
  });

  it("tears down the registry too", async () => {
    const { stdout } = await make(["-n", "teardown-all"]);
    expect(stdout).toBe("scripts/delete-cluster.sh --registry\n");
  });
});
