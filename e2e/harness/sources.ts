import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type StandIn, serveFolder, writeChartRepository } from "./charts.ts";
import { createRepository, git, push } from "./git.ts";
import type { Processes } from "./processes.ts";
import { type Places, withUrls } from "./rewrite.ts";
import { until } from "./until.ts";

/** The oldest version that the shipped HelmReleases and the source of the Gateway API accept. */
const CHARTS: readonly StandIn[] = [
  { name: "kube-prometheus-stack", version: "88.5.0" },
  { name: "traefik", version: "41.4.0" },
];
const GATEWAY_API_TAG = "v1.6.3";

/** What Flux fetches in a run, served from this machine. */
export interface Sources {
  readonly places: Places;
  /** The folder that is the root of all git repositories that are served. */
  readonly remotes: string;
  /** URL of that folder. */
  readonly url: string;
  /** Stops the chart server; the git server is one of the processes. */
  readonly stop: () => void;
}

interface Served {
  readonly folder: string;
  readonly processes: Processes;
  readonly signal: AbortSignal;
}

/**
 * Starts the git server and the chart server.
 * @param definitions the tools' definitions, for the stand-ins; without them there are none, and
 *   Flux fetches the real things.
 * @param address where they listen.
 */
export async function serveSources(
  root: string,
  { folder, processes, signal }: Served,
  definitions: string | undefined,
  address: string,
): Promise<Sources> {
  const remotes = join(folder, "git");
  mkdirSync(remotes);
  const server = "git-server";
  const script = join(root, "scripts", "git-server.mjs");
  processes.start(server, process.execPath, [script, remotes, address]);
  let url = "";
  await until("the git server runs", 30, signal, async () => {
    url = /^http:.*/m.exec(readFileSync(processes.logOf(server), "utf8"))?.[0] ?? "";
    return url !== "";
  });
  const repository = `${url}/repository`;
  const common = { remotes, url };
  if (definitions === undefined) {
    const places = { repository, gatewayApi: undefined, charts: undefined };
    return { ...common, places, stop: () => {} };
  }
  const charts = await serveCharts(folder, definitions, address);
  await pushGatewayApi(folder, remotes, definitions);
  const places = { repository, gatewayApi: `${url}/gateway-api`, charts: charts.url };
  return { ...common, places, stop: charts.stop };
}

async function serveCharts(folder: string, definitions: string, address: string) {
  const charts = join(folder, "charts");
  // Of the two, this one brings kinds of its own.
  const crds = { definitions: join(definitions, "monitoring") };
  await writeChartRepository(
    charts,
    CHARTS.map((each) => (each.name === "kube-prometheus-stack" ? { ...each, ...crds } : each)),
  );
  return serveFolder(charts, address);
}

async function pushGatewayApi(folder: string, remotes: string, definitions: string) {
  const copy = join(folder, "gateway-api");
  await createRepository(copy, join(remotes, "gateway-api"));
  const to = join(copy, "config", "crd", "standard");
  cpSync(join(definitions, "gateway-api"), to, { recursive: true });
  await push(copy, "The standard channel");
  await git(copy, "tag", GATEWAY_API_TAG);
  await git(copy, "push", "--quiet", "origin", GATEWAY_API_TAG);
}

/**
 * A repository with the monorepo as shipped, apart from the sources' URLs; pushed to the git
 * server. The folder of its working copy.
 */
export async function pushMonorepo(root: string, folder: string, sources: Sources) {
  const repository = join(folder, "repository");
  await createRepository(repository, join(sources.remotes, "repository"));
  const monorepo = join(repository, "flux-cd");
  cpSync(join(root, "test/fixtures/monorepo/flux-cd"), monorepo, { recursive: true });
  for (const path of readdirSync(monorepo, { recursive: true, encoding: "utf8" })) {
    if (!path.endsWith(".yaml")) continue;
    const text = readFileSync(join(monorepo, path), "utf8");
    const changed = withUrls(text, sources.places);
    if (changed !== text) writeFileSync(join(monorepo, path), changed);
  }
  await push(repository, "The monorepo");
  return repository;
}
