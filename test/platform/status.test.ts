import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { hasEnded } from "../support/process.ts";
import { FIXTURES, NO_BASH, type World, worldWithCluster } from "./world.ts";

const KUBECTL = "kubectl --context kind-flux-cd";

/** An app that answers as given, where kubectl says that it forwards to. */
async function app(
  answers: Record<string, number>,
): Promise<{ forwarding: string; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? "");
    response.writeHead(answers[request.url ?? ""] ?? 404).end();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return { forwarding: `Forwarding from 127.0.0.1:${port} -> 8000\n`, asked };
}

describe.skipIf(NO_BASH)("cluster-status.sh", () => {
  const world = (forwarding: string): World =>
    worldWithCluster().answer(
      { call: `${KUBECTL} get nodes`, reply: "NAME  STATUS\n" },
      { call: "kubectl * get deployment app --ignore-not-found *", reply: "1|1|/healthz|/readyz" },
      { call: "kubectl * get hpa app --ignore-not-found *", reply: "1-3" },
      { call: "kubectl * port-forward *", reply: forwarding, code: "stay" },
    );

  it("asks every app of every environment", async () => {
    const { forwarding, asked } = await app({ "/healthz": 200, "/readyz": 200 });
    const before = world(forwarding);
    const { code, stdout, stderr, calls } = await before.script("cluster-status.sh");
    expect(stderr).toBe("");
    expect(code).toBe(0);
    expect(stdout).toMatchInlineSnapshot(`
      "NAME  STATUS

      ENVIRONMENT     APP               READY   SCALE     LIVENESS  READINESS  STATUS
      dev             app               1/1     1-3       200       200        ok
      staging         app               1/1     1-3       200       200        ok
      production      app               1/1     1-3       200       200        ok
      "
    `);
    expect(asked).toEqual(Array(3).fill(["/healthz", "/readyz"]).flat());
    expect(calls).toContain(
      `${KUBECTL} -n production port-forward --address 127.0.0.1 service/app :http`,
    );
    const forwards = before.file("stayed").trim().split("\n");
    expect(forwards).toHaveLength(3);
    expect(forwards.filter((pid) => !hasEnded(Number(pid)))).toEqual([]);
  });

  it.each([
    {
      name: "not ready",
      answers: { "/healthz": 200, "/readyz": 503 },
      line: / 200 +503 +NOT HEALTHY/,
    },
    {
      name: "not alive",
      answers: { "/healthz": 500, "/readyz": 200 },
      line: / 500 +200 +NOT HEALTHY/,
    },
  ])("fails when an app is $name", async ({ answers, line }) => {
    const { forwarding } = await app(answers);
    const { code, stdout, stderr } = await world(forwarding).script("cluster-status.sh");
    expect(code).toBe(1);
    expect(stdout).toMatch(line);
    expect(stderr).toContain("3 of the apps above are not healthy.");
  });

  it.each([
    { name: "is missing", deployment: "", line: /staging +app +- +- +- +- +not deployed/ },
    {
      name: "has no pod ready",
      deployment: "|2|/healthz|/readyz",
      line: /staging +app +0\/2 +1-3 +- +- +NOT HEALTHY/,
    },
    {
      name: "misses a pod",
      deployment: "1|2|/healthz|/readyz",
      line: /staging +app +1\/2 +1-3 +200 +200 +NOT/,
    },
  ])("fails when an app $name", async ({ deployment, line }) => {
    const { forwarding } = await app({ "/healthz": 200, "/readyz": 200 });
    const { code, stdout, stderr } = await world(forwarding)
      .answer({ call: "kubectl * -n staging get deployment app *", reply: deployment })
      .script("cluster-status.sh");
    expect(code).toBe(1);
    expect(stdout).toMatch(line);
    expect(stderr).toContain("1 of the apps above are not healthy.");
  });

  it("asks for the paths of the probes, and for none that there is not", async () => {
    const { forwarding, asked } = await app({ "/alive": 204, "/": 500 });
    const { code, stdout } = await world(forwarding)
      .answer({ call: "kubectl * get deployment app *", reply: "1|1|/alive|" })
      .script("cluster-status.sh");
    expect(code).toBe(0);
    expect(stdout.match(/ 204 +- +ok$/gm)).toHaveLength(3);
    expect(asked).toEqual(Array(3).fill("/alive"));
  });

  it("goes on when a port cannot be forwarded", async () => {
    const { code, stdout } = await world("")
      .answer({ call: "kubectl * port-forward *", reply: "error: no pod\n", code: 1 })
      .script("cluster-status.sh");
    expect(code).toBe(1);
    expect(stdout.match(/NOT HEALTHY/g)).toHaveLength(3);
  });

  it("ends its port forward when it is ended itself", async () => {
    const before = world("");
    const { code } = await before.interrupt("cluster-status.sh", /^\d+$/m, { signal: "SIGTERM" });
    expect(code).toBe(143);
    const stayed = before.file("stayed").trim().split("\n").map(Number);
    expect(stayed.filter((pid) => !hasEnded(pid))).toEqual([]);
  });

  it("takes another cluster when it is told to", async () => {
    const { calls } = await worldWithCluster()
      .answer({ call: "kubectl *" })
      .script("cluster-status.sh", { KUBE_CONTEXT: "elsewhere" });
    expect(calls.every((call) => call.startsWith("kubectl --context elsewhere "))).toBe(true);
  });
});

describe.skipIf(NO_BASH)("monitoring-status.sh", () => {
  const recorded = readFileSync(join(FIXTURES, "prometheus.json"), "utf8");
  const world = (answer: string): World =>
    worldWithCluster().answer(
      { call: `${KUBECTL} -n monitoring get pods -o wide`, reply: "NAME  READY\n" },
      { call: `${KUBECTL} -n monitoring wait helmreleases.* *` },
      { call: "kubectl * get --raw /api/v1/*", reply: answer },
    );

  it("says which apps Prometheus scrapes", async () => {
    const { code, stdout, calls } = await world(recorded).script("monitoring-status.sh");
    expect(code).toBe(0);
    expect(stdout).toContain(
      "Scraped by Prometheus:\n  dev/app: 1 of 1 pods answer\n  staging/app: 2 of 2 pods answer\n",
    );
    expect(calls.at(-1)).toBe(
      `${KUBECTL} get --raw /api/v1/namespaces/monitoring/services/kube-prometheus-stack-prometheus:9090` +
        "/proxy/api/v1/query?query=up%7Benvironment!%3D%22%22%7D",
    );
  });

  it("fails when a pod does not answer, and when there is no app", async () => {
    const one = await world(recorded.replace(',"1"]}]}}', ',"0"]}]}}')).script(
      "monitoring-status.sh",
    );
    expect(one.code).toBe(1);
    expect(one.stdout).toContain("staging/app: 1 of 2 pods answer");
    const none = await world('{"data":{"result":[]}}').script("monitoring-status.sh");
    expect(none.code).toBe(1);
    expect(none.stdout).toContain("no app (deploy one: make app-deploy)");
  });

  it.each([
    { call: "kubectl * wait *", code: 1, message: "is not installed (yet)" },
    { call: "kubectl * get --raw /api/v1/*", code: 1, message: "Prometheus does not answer." },
    { call: "kubectl * namespace monitoring", code: 2, message: "There is no monitoring" },
  ])("says what is missing: $message", async ({ call, code, message }) => {
    const reply = { call, code: code === 1 ? 1 : 0, reply: "" };
    const ended = await world(recorded).answer(reply).script("monitoring-status.sh");
    expect(ended.code).toBe(code);
    expect(ended.stderr).toContain(message);
  });
});
