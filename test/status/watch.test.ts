import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Status } from "../../generators/commands/status/state.ts";
import { BIN, MONOREPO, ROOT } from "../support/project.ts";
import { NO_STAND_IN, ready, StandIn } from "./cluster.ts";
import { shipped, sync } from "./shipped.ts";

describe.skipIf(NO_STAND_IN)("status --watch", () => {
  it("tells again when something changed, and waits for a cluster that is away", async () => {
    const standIn = new StandIn(shipped());
    const env = { ...process.env, ...standIn.env };
    const args = [BIN, "status", "--watch", "--repo", MONOREPO];
    const child = spawn(process.execPath, args, { cwd: ROOT, env });
    onTestFinished(() => void child.kill());
    const said = { stdout: "", stderr: "" };
    for (const stream of ["stdout", "stderr"] as const) {
      child[stream].on("data", (data) => {
        said[stream] += data;
      });
    }
    const seen = async (stream: keyof typeof said, text: RegExp) => {
      while (!text.test(said[stream])) await once(child[stream], "data");
    };
    await seen("stdout", /✓ All \d+ objects are ready\.\n$/);
    standIn
      .has("api-resources.error", "Unable to connect to the server: EOF")
      .has("api-resources", "");
    await seen("stderr", /can't read the cluster .*: Unable to connect to the server: EOF\.\n/);
    standIn
      .has("api-resources.error", "")
      .has("api-resources", "kustomizations.kustomize.toolkit.fluxcd.io\n");
    standIn.has(
      "objects",
      JSON.stringify({
        items: shipped({
          "dev-sync": sync("dev-sync", ready("False", "BuildFailed", "no such file")),
        }),
      }),
    );
    await seen("stdout", /build failed: no such file[\s\S]*✗ 1 of \d+ objects are not ready\.\n$/);
    expect(said.stdout.match(/✓ All/g)).toHaveLength(1);
    child.kill("SIGINT");
    const [code, signal] = await once(child, "close");
    expect(code ?? signal).toBe("SIGINT");
  });
});

describe.skipIf(NO_STAND_IN)("status of recorded objects", () => {
  // What a real API server and Flux 2.9's controllers had of the shipped monorepo (without
  // inventories): dev was just resumed and production suspended, a chart's version does not
  // exist, and team-a is somebody else.
  const { items } = JSON.parse(
    readFileSync(join(ROOT, "test/fixtures/status/recorded.json"), "utf8"),
  ) as { items: object[] };

  it("says what Flux said", async () => {
    const { code, stdout } = await new StandIn(items).status("--format", "json");
    expect(code).toBe(1);
    const survey = JSON.parse(stdout);
    const told = ({ kind, namespace, name, state, reason }: Status) =>
      `${kind} ${namespace}/${name}: ${state}${reason && `: ${reason}`}`;
    expect(
      survey.environments.map(({ sync: each }: { sync: Status }) => told(each)),
    ).toMatchInlineSnapshot(`
      [
        "Kustomization flux-system/dev-sync: in progress: Flux has not looked at its latest change yet",
        "Kustomization flux-system/staging-sync: not ready: dependency 'flux-system/dev-sync' is not ready",
        "Kustomization flux-system/production-sync: suspended: nothing new reaches it until it is resumed",
      ]
    `);
    expect(survey.syncs.map(told)).toMatchInlineSnapshot(`
      [
        "Kustomization flux-system/applications-sync: ready",
        "Kustomization flux-system/flux-system: ready",
        "Kustomization flux-system/infrastructure-sync: ready",
        "Kustomization ingress-controllers/gateway-api-crds: ready",
        "HelmRelease ingress-controllers/traefik: not ready: source not ready: HelmChart 'ingress-controllers/ingress-controllers-traefik' is not ready: invalid chart reference: failed to get chart version for remote reference: no 'traefik' chart with version matching '99.x' found",
        "HelmRelease monitoring/kube-prometheus-stack: ready",
      ]
    `);
    expect(
      survey.sources.map(told).filter((line: string) => !line.endsWith(": ready")),
    ).toMatchInlineSnapshot(`
      [
        "HelmChart ingress-controllers/ingress-controllers-traefik: not ready: invalid chart reference: failed to get chart version for remote reference: no 'traefik' chart with version matching '99.x' found (Flux does not try again until it is changed)",
      ]
    `);
    expect(survey.others.map(told)).toMatchInlineSnapshot(`
      [
        "Kustomization team-a/shop: not ready: artifact failed: Source artifact not found, retrying in 2s",
        "GitRepository team-a/shop: not ready: git operation failed: failed to checkout and determine revision: unable to clone 'http://127.0.0.1:1/shop.git': Get "http://127.0.0.1:1/shop.git/info/refs?service=git-upload-pack": dial tcp 127.0.0.1:1: connect: connection refused",
      ]
    `);
  });
});
