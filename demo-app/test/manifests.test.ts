import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { readConfig } from "../src/config.ts";
import { startApp } from "./support/app.ts";
import { readDockerfile } from "./support/dockerfile.ts";
import { PROJECT } from "./support/project.ts";

/**
 * Of the manifests that deploy the app, as shipped: what they take for granted about it. A copy:
 * flux-cd/ is the user's.
 */
const MONOREPO = join(PROJECT, "..", "test", "fixtures", "monorepo", "flux-cd");
const BASE = join(MONOREPO, "applications", "base-app-config");
const read = (name: string) => parse(readFileSync(join(BASE, name), "utf8"));

const pod = read("deployment.yaml").spec.template.spec;
const [container] = pod.containers;

describe("the manifests", () => {
  it("configure the app with values that it takes, and with nothing else", () => {
    const values = { ...read("configmap.yaml").data, ...read("secret.yaml").stringData };
    const names: string[] = container.env.map(({ name }: { name: string }) => name);
    const env = Object.fromEntries(names.map((name) => [name, values[name]]));
    const { greeting, readinessDelaySec, failRate } = readConfig(env);
    expect(env).toEqual({
      GREETING: greeting,
      READINESS_DELAY_SEC: String(readinessDelaySec),
      FAIL_RATE: String(failRate),
    });
  });

  it("expect the port and the user of the image", () => {
    const { port } = readConfig({ GREETING: "hello" });
    const image = readDockerfile().at(-1);
    expect(container.ports[0].containerPort).toBe(port);
    expect(image?.ports).toEqual([port]);
    const { runAsUser, runAsGroup } = pod.securityContext;
    expect(image?.user).toBe(`${runAsUser}:${runAsGroup}`);
  });

  it("probe and scrape what there is", async () => {
    const { url } = await startApp();
    const probes = [container.startupProbe, container.readinessProbe, container.livenessProbe];
    const paths: string[] = probes.map(({ httpGet }) => httpGet.path);
    paths.push(read("service.yaml").metadata.annotations["prometheus.io/path"]);
    for (const path of paths) expect((await fetch(url + path)).status, path).toBe(200);
  });

  it("allow the app its start and its end", () => {
    const { readinessDelaySec, shutdownLimitSec } = readConfig({
      GREETING: "hello",
      READINESS_DELAY_SEC: read("configmap.yaml").data.READINESS_DELAY_SEC,
    });
    const { periodSeconds, failureThreshold } = container.startupProbe;
    expect(periodSeconds * failureThreshold).toBeGreaterThan(readinessDelaySec);
    expect(pod.terminationGracePeriodSeconds ?? 30).toBeGreaterThan(shutdownLimitSec);
  });
});
