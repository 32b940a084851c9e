import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { ROOT } from "../support/project.ts";
import { ANSWERS, e2eWorld } from "./e2e-world.ts";
import { NO_BASH } from "./world.ts";

describe.skipIf(NO_BASH)("e2e.sh", () => {
  it("goes through all of it, with a repository of its own as Flux's source", async () => {
    const before = await e2eWorld(ANSWERS);
    const { code, stdout, stderr, calls } = await before.script("e2e.sh");
    expect(stderr.replaceAll(/^warning: .*\n/gm, "")).toBe("");
    expect(code).toBe(0);
    expect(stdout.match(/^==> [a-z-]+\.sh.*/gm)).toEqual([
      ...["==> check-deps.sh", "==> create-cluster.sh"],
      ...["==> app-image.sh build", "==> app-image.sh push"],
      ...["==> flux-install.sh", "==> app-deploy.sh --all", "==> flux-status.sh"],
      ...["==> cluster-status.sh", "==> monitoring-status.sh", "==> debug-metrics.sh"],
      ...["==> hpa-demo.sh", "==> delete-cluster.sh"],
    ]);
    for (const environment of ["dev", "staging", "production"]) {
      for (const path of Object.keys(ANSWERS)) {
        expect(stdout).toContain(`${environment}  ${path}  ok\n`);
      }
    }
    expect(stdout).toContain("app in dev rose from 1 to 3 replicas");
    expect(calls.join("\n")).toMatch(
      /^npm run --silent --prefix \S+ status -- --context kind-flux-cd-e2e --repo \S+\/repository\/flux-cd$/m,
    );
    expect(calls).toContain(
      "kubectl --context kind-flux-cd-e2e wait kustomizations.kustomize.toolkit.fluxcd.io" +
        " --all --all-namespaces --for=condition=Ready --timeout=5m",
    );
    // Flux got every source with the URL of the server, and Git's own file is untouched.
    const sources = parseAllDocuments(before.file("sources.yaml")).map((each) => each.toJS());
    expect(sources.length).toBeGreaterThan(5);
    for (const { spec } of sources) {
      expect(spec.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/repository$/);
    }
    // Nothing goes on running, and Flux did the deploying.
    await expect(fetch(sources[0].spec.url)).rejects.toThrow();
    expect(calls.join("\n")).not.toContain("kubectl kustomize");
    expect(calls.filter((call) => call.startsWith("flux ") && call.includes("-sync"))).toHaveLength(
      3,
    );
  });

  it("fails when an endpoint does not answer as it should, and keeps the cluster", async () => {
    const { code, stderr, calls } = await (await e2eWorld({ ...ANSWERS, "/healthz": "" })).script(
      "e2e.sh",
    );
    expect(code).toBe(1);
    expect(stderr).toContain("error: dev: /healthz ");
    expect(stderr).toContain("The cluster flux-cd-e2e stays: make delete-cluster");
    // What the reader of a log needs.
    expect(calls.join("\n")).toContain("get events --all-namespaces");
    expect(calls.join("\n")).not.toContain("kind delete");
  });
});

describe(".github/workflows/e2e.yaml", () => {
  const text = readFileSync(join(ROOT, ".github/workflows/e2e.yaml"), "utf8");

  it("runs the script, with the Flux that is pinned", () => {
    const steps: { uses?: string; run?: string }[] = parse(text).jobs.e2e.steps;
    expect(steps.at(-1)?.run).toBe("scripts/e2e.sh");
    const [, pinned] =
      /^FLUX_VERSION=(.+)$/m.exec(readFileSync(join(ROOT, "scripts/versions.env"), "utf8")) ?? [];
    expect(text).toContain(`fluxcd/flux2/action@${pinned}\n`);
  });
});
