import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { FIXTURES, NO_BASH, type World, worldWithCluster } from "./world.ts";

const METRICS = readFileSync(join(FIXTURES, "metrics.txt"), "utf8");

/** What curl ends with in the two namespaces; the pods need a moment. */
function world(monitoring: number, staging: number): World {
  const ends = (code: number) => ["Pending||", code === 0 ? "Succeeded|0|" : `Failed|${code}|`];
  return worldWithCluster().answer(
    { call: "kubectl * get service app -o jsonpath=*", reply: "8000|/metrics" },
    { call: "kubectl * run debug-metrics-*" },
    { call: "kubectl * -n monitoring get pod *", reply: ends(monitoring) },
    { call: "kubectl * -n staging get pod *", reply: ends(staging) },
    { call: "kubectl * -n monitoring logs *", reply: METRICS },
    { call: "kubectl * -n staging logs *", reply: "curl: (28) Connection timed out\n" },
    { call: "kubectl * delete pod *" },
  );
}

const cleaned = (calls: readonly string[]) =>
  calls.filter((call) => call.includes(" delete pod ")).map((call) => call.split(" ")[4]);

describe.skipIf(NO_BASH)("debug-metrics.sh", () => {
  it("shows both: monitoring gets the metrics, another environment does not", async () => {
    const { code, stdout, stderr, calls, argv } = await world(0, 28).script("debug-metrics.sh");
    expect(stderr).toBe("");
    expect(code).toBe(0);
    expect(stdout).toMatchInlineSnapshot(`
      "==> From the namespace monitoring: http://app.dev.svc.cluster.local:8000/metrics
      http_requests_total{method="GET",route="/work",status="200"} 128
      http_requests_total{method="GET",route="/work",status="500"} 7
      An answer with 3 metrics, as it must be.
      ==> From the namespace staging: http://app.dev.svc.cluster.local:8000/metrics
      No answer (curl: exit code 28), as it must be.
      "
    `);
    expect(cleaned(calls)).toEqual(["monitoring", "staging"]);
    const pods = argv.filter((each) => each.includes("run"));
    expect(pods.map((each) => each[4])).toEqual(["monitoring", "staging"]);
    for (const pod of pods) {
      expect(pod.slice(pod.indexOf("--command"))).toEqual([
        ...["--command", "--", "curl", "--silent", "--show-error", "--fail"],
        ...["--connect-timeout", "5", "--max-time", "10"],
        "http://app.dev.svc.cluster.local:8000/metrics",
      ]);
    }
  });

  it("takes a refused connection for blocked as well", async () => {
    const { code } = await world(0, 7).script("debug-metrics.sh");
    expect(code).toBe(0);
  });

  it("asks another environment than its own, and the one that is named", async () => {
    const first = await world(0, 28)
      .answer({ call: "kubectl * -n dev get pod *", reply: "Failed|28|" })
      .answer({ call: "kubectl * -n dev logs *" })
      .script("debug-metrics.sh", { ENV: "staging" });
    expect(first.code).toBe(0);
    expect(first.stdout).toContain("From the namespace dev: http://app.staging.svc");
    const named = await world(0, 28)
      .answer({ call: "kubectl * -n production get pod *", reply: "Failed|28|" })
      .answer({ call: "kubectl * -n production logs *" })
      .script("debug-metrics.sh", { OTHER_ENV: "production" });
    expect(named.stdout).toContain("From the namespace production: http://app.dev.svc");
  });

  it.each([
    { monitoring: 0, staging: 0, message: "the network policies do not hold" },
    // A name that is not found is no policy.
    { monitoring: 0, staging: 6, message: "says nothing about the policies (6)" },
    { monitoring: 22, staging: 28, message: "monitoring gets no metrics of dev/app" },
  ])("fails with curl's $monitoring and $staging", async ({ monitoring, staging, message }) => {
    const { code, stderr, calls } = await world(monitoring, staging).script("debug-metrics.sh");
    expect(code).toBe(1);
    expect(stderr).toContain(message);
    expect(cleaned(calls)).toEqual(["monitoring", "staging"]);
  });

  it.each([
    { state: "Pending||ErrImagePull", message: "cannot be pulled." },
    { state: "Pending||", message: "did not end within 0 s (Pending||)." },
  ])("does not wait for ever: $state", async ({ state, message }) => {
    const { code, stderr, calls } = await world(0, 28)
      .answer({ call: "kubectl * -n monitoring get pod *", reply: state })
      .script("debug-metrics.sh", { POD_TIMEOUT: "0" });
    expect(code).toBe(1);
    expect(stderr).toContain(message);
    expect(cleaned(calls)).toEqual(["monitoring", "staging"]);
  });

  it.each(["dev", "monitoring", "staging"])(
    "says that the namespace %s is missing",
    async (name) => {
      const { code, stderr, calls } = await world(0, 28)
        .answer({ call: `kubectl * get --ignore-not-found -o name namespace ${name}`, reply: "" })
        .script("debug-metrics.sh");
      expect(code).toBe(2);
      expect(stderr).toContain(
        `The namespace ${name} is not in the cluster.\n  Try: make setup-all`,
      );
      expect(calls.join()).not.toContain(" run ");
    },
  );

  it("takes its pods away on Ctrl-C", async () => {
    const { code, calls } = await world(0, 28)
      .answer({ call: "kubectl * -n monitoring get pod *", reply: "Pending||" })
      .interrupt("debug-metrics.sh", /get pod debug-metrics-/, { env: { POLL_SECONDS: "0.1" } });
    expect(code).toBe(130);
    expect(cleaned(calls)).toEqual(["monitoring", "staging"]);
  });
});
