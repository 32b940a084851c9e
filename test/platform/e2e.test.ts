import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { ROOT } from "../support/project.ts";
import { FIXTURES, NO_BASH, World } from "./world.ts";

const ANSWERS = {
  "/healthz": "ok\n",
  "/readyz": "ready\n",
  "/work": "REPLACE_ME\n",
  "/metrics": 'http_requests_total{route="/work"} 1\n',
};

/** A machine on which everything works, and an app that gives these answers. */
async function world(answers: Record<string, string>): Promise<World> {
  const server = createServer((request, response) => {
    const answer = answers[request.url ?? ""];
    response.writeHead(answer === undefined ? 404 : 200).end(answer);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const made = new World(["docker", "kind", "kubectl", "flux", "npm"]).answer({ call: "*" });
  return made.answer(
    { call: "docker info *", reply: `${8 * 2 ** 30}\n` },
    { call: "docker inspect -f {{.State.Running}} *", reply: "true\n" },
    { call: "docker port *", reply: "127.0.0.1:5001\n" },
    { call: "docker ps *", reply: "flux-cd-e2e-control-plane\n" },
    // As docker lists them; the pods reach the first of IPv4.
    { call: "docker network inspect kind *", reply: "fc00:f853:ccd:e793::1\n127.0.0.1\n\n" },
    {
      call: "kubectl * get --ignore-not-found -o name -n flux-system kustomizations.* flux-system",
      // Not yet when Flux is installed, but then.
      reply: ["", "found\n"],
    },
    { call: "kubectl * get --ignore-not-found -o name *", reply: "found\n" },
    { call: "kubectl * get deployment app --ignore*", reply: "1|1|/healthz|/readyz" },
    {
      call: "kubectl * port-forward *",
      reply: `Forwarding from 127.0.0.1:${port} -> 8000\n`,
      code: "stay",
    },
    {
      call: "kubectl * get --raw /api/*",
      reply: readFileSync(join(FIXTURES, "prometheus.json"), "utf8"),
    },
    { call: "kubectl * get service app *", reply: "8000|/metrics" },
    { call: "kubectl * -n monitoring get pod debug-*", reply: "Succeeded|0|" },
    { call: "kubectl * -n staging get pod debug-*", reply: "Failed|28|" },
    { call: "kubectl * get hpa app -o jsonpath={.spec*", reply: "1|3" },
    { call: "kubectl * get pod hpa-*", reply: "Running||" },
    { call: "kubectl * get hpa app -o jsonpath={.status*", reply: ["1|4", "3|99", "3|99", "1|4"] },
    {
      call: "kubectl * get deployment app -o jsonpath={.status*",
      reply: ["1|1", "3|3", "3|3", "1|1"],
    },
  );
}

describe.skipIf(NO_BASH)("e2e.sh", () => {
  it("goes through all of it, with a repository of its own as Flux's source", async () => {
    const before = await world(ANSWERS);
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

  it.each([
    { path: "/healthz", answer: "" },
    { path: "/readyz", answer: "starting\n" },
    { path: "/work", answer: undefined },
    { path: "/metrics", answer: "nodejs_version_info 1\n" },
  ])("fails when $path does not answer as it should: $answer", async ({ path, answer }) => {
    const answers: Record<string, string> = { ...ANSWERS };
    if (answer === undefined) delete answers[path];
    else answers[path] = answer;
    const { code, stderr, calls } = await (await world(answers)).script("e2e.sh");
    expect(code).toBe(1);
    expect(stderr).toContain(`error: dev: ${path} `);
    expect(stderr).toContain("The cluster flux-cd-e2e stays: make delete-cluster");
    // What the reader of a log needs.
    expect(calls.join("\n")).toContain("get events --all-namespaces");
    expect(calls.join("\n")).not.toContain("kind delete");
  });

  it.each([
    { call: "kubectl * wait kustomizations.* --all *", message: "" },
    { call: "flux * install *", message: "" },
    { call: "npm * status *", message: "" },
    { call: "kubectl * wait */production-sync *", message: "production-sync did not become ready" },
  ])("fails when this does: $call", async ({ call, message }) => {
    const { code, stderr } = await (await world(ANSWERS))
      .answer({ call, code: 1 })
      .script("e2e.sh");
    expect(code).toBe(1);
    expect(stderr).toContain(message);
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
