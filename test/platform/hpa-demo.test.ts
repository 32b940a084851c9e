import { describe, expect, it } from "vitest";
import { NO_BASH, type World, worldWithCluster } from "./world.ts";

const HPA = "kubectl --context kind-flux-cd -n dev get hpa app -o jsonpath={.status*";
const DEPLOYMENT = "kubectl --context kind-flux-cd -n dev get deployment app -o jsonpath={.status*";

/** An autoscaler from 1 to 3 replicas. What it and its Deployment show, one look after another. */
function world(looks: readonly (readonly [hpa: string, deployment: string])[]): World {
  return worldWithCluster().answer(
    { call: "kubectl * get hpa app -o jsonpath={.spec*", reply: "1|3" },
    { call: "kubectl * get service app -o jsonpath=*", reply: "8000" },
    { call: "kubectl * get pod hpa-demo-load-* -o jsonpath=*", reply: "Running||" },
    { call: "kubectl * run hpa-demo-load-*" },
    { call: "kubectl * logs hpa-demo-load-* --tail=3", reply: "connection refused" },
    { call: "kubectl * delete pod hpa-demo-load-*" },
    { call: HPA, reply: looks.map(([hpa]) => hpa) },
    { call: DEPLOYMENT, reply: looks.map(([, deployment]) => deployment) },
  );
}

const IDLE = ["1|4", "1|1"] as const;
const RISING = ["3|240", "2|1"] as const;
const RISEN = ["3|180", "3|3"] as const;
const FALLING = ["1|6", "2|2"] as const;

const started = (calls: readonly string[]) => calls.filter((call) => call.includes(" run "));
const deleted = (calls: readonly string[]) => calls.filter((call) => call.includes(" delete pod "));

describe.skipIf(NO_BASH)("hpa-demo.sh", () => {
  it("shows the replicas rise from the minimum to the maximum and fall back", async () => {
    const { code, stdout, stderr, calls } = await world([
      ...[IDLE, IDLE, RISING, RISEN],
      ...[RISEN, FALLING, IDLE],
    ]).script("hpa-demo.sh");
    expect(stderr).toBe("");
    expect(code).toBe(0);
    expect(stdout.replaceAll(/\d+( ?)s\b/g, "0$1s")).toMatchInlineSnapshot(`
      "==> 1/3 app in dev without load, to be scaled from 1 to 3 replicas
        TIME  DESIRED  REPLICAS  READY  CPU
          0s  1        1         1      4%
      ==> 2/3 With load on http://app:8000/work
        TIME  DESIRED  REPLICAS  READY  CPU
          0s  1        1         1      4%
          0s  3        2         1      240%
          0s  3        3         3      180%
      ==> 3/3 Without load; the autoscaler waits about five minutes before it takes pods away
        TIME  DESIRED  REPLICAS  READY  CPU
          0s  3        3         3      180%
          0s  1        2         2      6%
          0s  1        1         1      4%
      app in dev rose from 1 to 3 replicas in 0 s and fell back in 0 s.
      "
    `);
    expect(started(calls)).toHaveLength(1);
    expect(deleted(calls)[0]).toMatch(/delete pod hpa-demo-load-\d+ --ignore-not-found --now/);
    // The load is on while the replicas rise, and off while they fall.
    const looksBefore = (call: string) =>
      calls
        .slice(0, calls.indexOf(call))
        .filter((each) => each.includes("get hpa app -o jsonpath={.status"));
    expect(looksBefore(started(calls)[0] ?? "")).toHaveLength(1);
    expect(looksBefore(deleted(calls)[0] ?? "")).toHaveLength(4);
  });

  it("puts the load into the environment, in a pod that its rules let in", async () => {
    const { argv } = await world([IDLE, RISEN, RISEN, IDLE]).script("hpa-demo.sh", {
      LOAD_CONNECTIONS: "7",
      RISE_LIMIT: "100",
      OHA_IMAGE: "registry.example/oha:1",
    });
    const run = argv.find((each) => each.includes("run")) ?? [];
    expect(run.slice(0, 5)).toEqual(["kubectl", "--context", "kind-flux-cd", "-n", "dev"]);
    expect(run).toContain("--image=registry.example/oha:1");
    expect(run.slice(run.indexOf("--"))).toEqual([
      ...["--", "--no-tui", "--disable-keepalive", "-c", "7", "-z", "130s"],
      "http://app:8000/work",
    ]);
    const overrides = run.find((each) => each.startsWith("--overrides="))?.slice(12) ?? "";
    // The Pod Security Standard "restricted", and an end even when nobody is left to delete it.
    expect(JSON.parse(overrides)).toMatchObject({
      spec: {
        activeDeadlineSeconds: 160,
        securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
        containers: [
          {
            name: run[run.indexOf("run") + 1],
            securityContext: {
              allowPrivilegeEscalation: false,
              capabilities: { drop: ["ALL"] },
            },
          },
        ],
      },
    });
  });

  it("waits for the minimum before it starts", async () => {
    const { code, calls } = await world([RISEN, FALLING, IDLE, RISEN, IDLE]).script("hpa-demo.sh");
    expect(code).toBe(0);
    const first = calls.findIndex((call) => call.includes(" run "));
    expect(
      calls.slice(0, first).filter((call) => call.includes("jsonpath={.status.desired")),
    ).toHaveLength(3);
  });

  it.each([
    {
      name: "the replicas do not rise",
      looks: [IDLE, RISING],
      env: { RISE_LIMIT: "0" },
      message: "app did not rise to 3 replicas within 0 s.",
    },
    {
      name: "only a part of them becomes ready",
      looks: [IDLE, ["3|240", "3|2"] as const],
      env: { RISE_LIMIT: "1", POLL_SECONDS: "0.2" },
      message: "app did not rise to 3 replicas within 1 s.",
    },
    {
      name: "the replicas do not fall back",
      looks: [IDLE, RISEN, RISEN],
      env: { FALL_LIMIT: "0" },
      message: "app did not fall back to 1 replicas within 0 s.",
    },
    {
      name: "there is no CPU figure",
      looks: [["1|", "1|1"] as const],
      env: { METRICS_LIMIT: "0" },
      message: "The autoscaler has no CPU figures.",
    },
    {
      name: "something else keeps the app busy",
      looks: [RISEN],
      env: { FALL_LIMIT: "0" },
      message: "app does not start from its minimum: something else keeps it busy.",
    },
  ])("fails when $name", async ({ looks, env, message }) => {
    const { code, stderr, calls } = await world(looks).script("hpa-demo.sh", env);
    expect(code).toBe(1);
    expect(stderr).toContain(message);
    expect(deleted(calls).length).toBeGreaterThan(0);
  });

  it.each([
    { state: "Pending||ImagePullBackOff", message: "cannot be pulled, so there is no load." },
    { state: "Failed|1|", message: "The load ended too early (Failed|1|): connection refused" },
  ])("says at once that there is no load: $state", async ({ state, message }) => {
    const { code, stderr } = await world([IDLE])
      .answer({ call: "kubectl * get pod hpa-demo-load-* -o jsonpath=*", reply: state })
      .script("hpa-demo.sh");
    expect(code).toBe(1);
    expect(stderr).toContain(message);
  });

  it("takes its load away on Ctrl-C", async () => {
    const { code, calls } = await world([IDLE, RISING]).interrupt(
      "hpa-demo.sh",
      /run hpa-demo-load-\d+/,
      { env: { POLL_SECONDS: "0.1" } },
    );
    expect(code).toBe(130);
    expect(deleted(calls)).toHaveLength(1);
  });

  it.each([
    {
      name: "an environment that is not in the repository",
      env: { ENV: "qa" },
      rules: [],
      message:
        "error: ENV=qa is not an environment of this repository.\n  Try: one of: dev staging production",
    },
    {
      name: "an app that the environment does not run",
      env: { APP: "shop" },
      rules: [],
      message: "error: APP=shop does not run in dev.\n  Try: one of: app",
    },
    {
      name: "no autoscaler",
      env: {},
      rules: [{ call: "kubectl * get --ignore-not-found -o name -n dev hpa app", reply: "" }],
      message:
        "error: app has no autoscaler in dev of this cluster.\n  Try: make app-deploy ENV=dev",
    },
    {
      name: "an autoscaler without room",
      env: {},
      rules: [{ call: "kubectl * get hpa app -o jsonpath={.spec*", reply: "2|2" }],
      message: "error: The autoscaler of app in dev has no room: 2 to 2 replicas.",
    },
    {
      name: "no cluster",
      env: { CLUSTER: "other" },
      rules: [{ call: "kubectl * get --raw /readyz", code: 1 }],
      message: "error: No cluster answers in the context kind-other.\n  Try: make create-cluster",
    },
  ])("cannot start with $name", async ({ env, rules, message }) => {
    const { code, stderr, calls } = await world([IDLE])
      .answer(...rules)
      .script("hpa-demo.sh", env);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
    expect(started(calls)).toEqual([]);
  });
});
