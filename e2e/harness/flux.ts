import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { type Place, programIn } from "./control-plane.ts";
import type { Kubectl } from "./kubectl.ts";
import { freePorts } from "./ports.ts";
import { until } from "./until.ts";

/** Where a cluster has Flux's own objects. */
export const FLUX_NAMESPACE = "flux-system";

/**
 * Flux without its pods: the CustomResourceDefinitions, and the controllers as processes beside
 * the API server. Returns when they are ready.
 */
export async function startFlux(place: Place, kubectl: Kubectl): Promise<void> {
  const { folder, definitions, processes, signal } = place;
  await kubectl.apply([namespace(FLUX_NAMESPACE)]);
  await kubectl.output("apply", "--server-side", `--filename=${join(definitions, "flux")}`);
  await kubectl.output(
    "wait",
    "--for=condition=Established",
    "--timeout=60s",
    ...readdirSync(join(definitions, "flux")).map((name) => `crd/${definitionOf(name)}`),
  );

  const [artifacts, ...health] = await freePorts(4);
  const storage = join(folder, "artifacts");
  mkdirSync(storage);
  const start = (name: string, port: number | undefined, ...args: string[]) => {
    const temporary = join(folder, name);
    mkdirSync(temporary);
    const flags = ["--metrics-addr=0", `--health-addr=127.0.0.1:${port}`, "--watch-all-namespaces"];
    processes.start(name, programIn(place, name), [...flags, ...args], {
      KUBECONFIG: kubectl.config,
      RUNTIME_NAMESPACE: FLUX_NAMESPACE,
      TMPDIR: temporary,
      HOME: temporary,
    });
  };
  // How often something is looked at that waits for something else; 30 s without it.
  const wait = "--requeue-dependency=2s";
  start(
    "source-controller",
    health[0],
    wait,
    `--storage-path=${storage}`,
    `--storage-addr=127.0.0.1:${artifacts}`,
    `--storage-adv-addr=127.0.0.1:${artifacts}`,
  );
  start("kustomize-controller", health[1], wait, "--feature-gates=ExternalArtifact=true");
  start("helm-controller", health[2], wait);
  await until("Flux's controllers are ready", 60, signal, async () => {
    const answers = await Promise.all(
      health.map((port) => fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined)),
    );
    return answers.every((answer) => answer?.ok === true);
  });
}

export function namespace(name: string): object {
  return { apiVersion: "v1", kind: "Namespace", metadata: { name } };
}

/** The file `source.toolkit.fluxcd.io_buckets.yaml` defines `buckets.source.toolkit.fluxcd.io`. */
function definitionOf(file: string): string {
  return file.replace(/^(.*)_(.*)\.yaml$/, "$2.$1");
}
