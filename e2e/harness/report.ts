import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ClusterObject, Condition, Kubectl } from "./kubectl.ts";

/** Lines of a component's log that are shown when a run fails. */
const LINES_MAX = 6;

/** The kinds whose readiness is Flux's. */
export const FLUX_KINDS = [
  "gitrepositories.source.toolkit.fluxcd.io",
  "helmrepositories.source.toolkit.fluxcd.io",
  "helmcharts.source.toolkit.fluxcd.io",
  "kustomizations.kustomize.toolkit.fluxcd.io",
  "helmreleases.helm.toolkit.fluxcd.io",
].join(",");

/**
 * Its condition Ready, if that is about its newest generation. (The generation beside the
 * conditions is not: it is that of the last success.)
 */
export function readiness({ metadata, status }: ClusterObject): Condition | undefined {
  const ready = status?.conditions?.find(({ type }) => type === "Ready");
  return ready?.observedGeneration === metadata.generation ? ready : undefined;
}

export function isReady(object: ClusterObject): boolean {
  return readiness(object)?.status === "True";
}

/** `Kustomization flux-system/dev-sync: HealthCheckFailed: ...`, for each that is not ready. */
export function notReady(objects: readonly ClusterObject[]): string[] {
  return objects
    .filter((each) => !isReady(each))
    .map((each) => {
      const { reason = "not looked at yet", message = "" } = readiness(each) ?? {};
      return `${each.kind} ${each.metadata.namespace}/${each.metadata.name}: ${reason}: ${message}`;
    });
}

/** Errors of every start, of which none means anything here; and there is no metrics API. */
const HARMLESS =
  /manifest file is empty|namespaces \\"kube-system\\" not found|stale data, removed previous|is not allocated; repairing|Handler timeout|context canceled|Post-timeout activity|not as new as written version|metrics/;

/**
 * The lines of a log that a reader of a failure wants first: errors, each sentence once, the last
 * ones.
 */
export function linesThatMatter(log: string): string[] {
  const seen = new Map<string, string>();
  for (const line of log.split("\n")) {
    // klog's E and F; the controllers' JSON; etcd's and Go's own.
    if (!/^[EF]\d{4} |"level":"(error|fatal|panic)"|^panic: |^fatal |^Error: /.test(line)) continue;
    if (HARMLESS.test(line)) continue;
    const key = line.replace(/\d+/g, "");
    seen.delete(key);
    seen.set(key, line);
  }
  return [...seen.values()].slice(-LINES_MAX).map((line) => line.slice(0, 600));
}

function warningsOf(events: string): string[] {
  const lines = events.split("\n").filter((line) => line !== "" && !HARMLESS.test(line));
  return lines.slice(-LINES_MAX);
}

/** What to read first of a failed run. */
export async function whatMatters(kubectl: Kubectl | undefined, logs: string): Promise<string[]> {
  const lines: string[] = [];
  const add = (title: string, found: readonly string[]) => {
    if (found.length > 0) lines.push("", `${title}:`, ...found.map((each) => `  ${each}`));
  };
  if (kubectl !== undefined) {
    add("Not ready", notReady(await kubectl.list(FLUX_KINDS).catch(() => [])));
    const events = ["events", "--sort-by=.lastTimestamp", "--no-headers"];
    const { stdout } = await kubectl.run("get", ...events, "-A", "--field-selector=type=Warning");
    add("Warnings", warningsOf(stdout));
  }
  for (const name of readdirSync(logs))
    add(name, linesThatMatter(readFileSync(join(logs, name), "utf8")));
  return lines;
}
