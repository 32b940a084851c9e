import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { push } from "../harness/git.ts";
import { isReady, readiness } from "../harness/report.ts";
import { until } from "../harness/until.ts";
import { difference, snapshot } from "./snapshot.ts";
import {
  announce,
  flux,
  KUBECONFIG,
  kubectl,
  monorepo,
  publish,
  reconcile,
  settings,
  settled,
  takeBack,
} from "./world.ts";

const OVERLAYS = "applications/mock-cluster-aka-namespaces";

/** Breaks an overlay in a way that a build shows, and publishes that. The rules that find it. */
async function breakOverlay(environment: string): Promise<string[]> {
  const path = join(monorepo, OVERLAYS, environment, "kustomization.yaml");
  const text = readFileSync(path, "utf8");
  writeFileSync(path, text.replace("  - namespace.yaml\n", "  - namespaces.yaml\n"));
  const report = JSON.parse(await flux("1", "validate", "--repo", monorepo, "--format", "json"));
  return report.findings.map(({ rule }: { rule: string }) => rule);
}

/** Why a sync is not ready; undefined while it is, or while Flux is still at it. */
async function reasonOf(sync: string): Promise<string | undefined> {
  const objects = await kubectl.list("kustomizations.kustomize.toolkit.fluxcd.io");
  const found = objects.find(({ metadata }) => metadata.name === sync);
  const { status, reason } = (found && readiness(found)) ?? {};
  return status === "False" ? reason : undefined;
}

async function fails(sync: string, reason: string): Promise<void> {
  await until(`${sync} fails with ${reason}`, 90, undefined, async () => {
    return (await reasonOf(sync)) === reason;
  });
}

/** The syncs that are ready and have applied this commit. */
async function ready(commit: string): Promise<string[]> {
  const objects = await kubectl.list("kustomizations.kustomize.toolkit.fluxcd.io");
  return objects
    .filter((each) => isReady(each) && `${each.status?.lastAppliedRevision}`.endsWith(commit))
    .map(({ metadata }) => metadata.name);
}

describe("a broken overlay, which validate finds, stops its own environment", () => {
  afterEach(async () => settled(await takeBack()));

  it("the last one: all others are ready at the broken commit", async () => {
    const before = await snapshot();
    expect(await breakOverlay("production")).toContain("missing-path");
    const commit = await publish("Break production");
    await fails("production-sync", "BuildFailed");
    const status = await flux("1", "status", "--repo", monorepo, ...KUBECONFIG);
    expect(status).toMatch(/production.*namespaces\.yaml/s);
    const others = ["applications-sync", "dev-sync", "staging-sync", "infrastructure-sync"];
    await until("the others are ready at this commit", 60, undefined, async () => {
      const now = await ready(commit);
      return others.every((name) => now.includes(name));
    });
    expect(difference(before, await snapshot())).toEqual({ added: [], removed: [], changed: [] });
  });

  it("the first one: those after it wait, and keep what they have", async () => {
    const before = await snapshot();
    expect(await breakOverlay("dev")).toContain("missing-path");
    await publish("Break dev");
    await fails("dev-sync", "BuildFailed");
    // They may have looked before it failed: see below.
    for (const name of ["staging-sync", "production-sync"]) {
      await reconcile(name);
      await fails(name, "DependencyNotReady");
    }
    expect(difference(before, await snapshot())).toEqual({ added: [], removed: [], changed: [] });
  });
});

describe("dependsOn", () => {
  it("holds back what depends on something that is not ready, but does not order revisions", async () => {
    // Each environment has a source of its own, and Flux compares the revisions of a sync and of
    // what it depends on only where both have the same source.
    const commit = await push(settings.repository, "Nothing");
    await announce(settings.places.repository, "production-environment");
    await until("production is at this commit", 30, undefined, async () => {
      return (await ready(commit)).includes("production-sync");
    });
    expect(await ready(commit)).not.toContain("dev-sync");
    await announce(settings.places.repository);
    await settled(commit);
  });
});
