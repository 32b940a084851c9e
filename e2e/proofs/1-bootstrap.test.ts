import { isDeepStrictEqual } from "node:util";
import { describe, expect, it } from "vitest";
import { FLUX_NAMESPACE, namespace } from "../harness/flux.ts";
import { git } from "../harness/git.ts";
import type { ClusterObject } from "../harness/kubectl.ts";
import { isReady, readiness } from "../harness/report.ts";
import { until } from "../harness/until.ts";
import {
  flux,
  KUBECONFIG,
  kubectl,
  monorepo,
  PATIENCE,
  podsOf,
  settings,
  settled,
} from "./world.ts";

/** The environments as they roll out, with the pods that their autoscalers start with. */
const ENVIRONMENTS = { dev: 1, staging: 2, production: 3 };

const timeOf = (text: string | undefined) => Date.parse(`${text}`);

describe("bootstrap of the shipped repository", () => {
  it("makes every source, Flux Kustomization and HelmRelease ready", async () => {
    await kubectl.apply([namespace(FLUX_NAMESPACE)]);
    // As docs/bootstrap.md says.
    await kubectl.output("apply", "--server-side", `--kustomize=${monorepo}`);
    await settled(await git(settings.repository, "rev-parse", "HEAD"), PATIENCE);
    for (const kind of ["gitrepositories", "kustomizations", "helmreleases"]) {
      const objects = await kubectl.list(kind);
      expect(objects.length, kind).toBeGreaterThan(1);
      expect(objects.every(isReady), kind).toBe(true);
    }
  });

  it("starts an environment when the one before it is ready: dev, staging, production", async () => {
    const syncs = await kubectl.list("kustomizations.kustomize.toolkit.fluxcd.io");
    const namespaces = await kubectl.list("namespaces");
    const named = (objects: readonly ClusterObject[], name: string) =>
      objects.find(({ metadata }) => metadata.name === name) as ClusterObject;
    const names = Object.keys(ENVIRONMENTS);
    for (const [index, name] of names.slice(0, -1).entries()) {
      const ready = readiness(named(syncs, `${name}-sync`))?.lastTransitionTime;
      const next = named(namespaces, `${names[index + 1]}`).metadata.creationTimestamp;
      expect(timeOf(next), `${name} and then ${names[index + 1]}`).toBeGreaterThanOrEqual(
        timeOf(ready),
      );
    }
  });

  it("runs 1, 2 and 3 pods, on workers", async () => {
    let counts = {};
    const isSo = async () => {
      const pods = await podsOf("app");
      counts = Object.fromEntries([...pods].map(([name, { length }]) => [name, length]));
      return isDeepStrictEqual(counts, ENVIRONMENTS);
    };
    await until("each app is at its autoscaler's floor", 60, undefined, isSo, () => {
      return JSON.stringify(counts);
    });
    const workers = (await kubectl.list("nodes", "--selector=tier=worker")).map(
      ({ metadata }) => metadata.name,
    );
    expect(workers).toHaveLength(2);
    for (const pods of (await podsOf("app")).values())
      for (const { spec } of pods) expect(workers).toContain(spec.nodeName);
  });

  it("gives the pods what the environment is sized to", async () => {
    const pods = await podsOf("app");
    const requests = Object.fromEntries(
      [...pods].map(([name, [pod]]) => [name, pod?.spec.containers[0].resources.requests]),
    );
    expect(requests).toEqual({
      dev: { cpu: "50m", memory: "64Mi" },
      staging: { cpu: "100m", memory: "128Mi" },
      production: { cpu: "200m", memory: "256Mi" },
    });
  });

  it("is what npm run status says of it, and so is an environment that is suspended", async () => {
    const status = (codes: string) => flux(codes, "status", "--repo", monorepo, ...KUBECONFIG);
    const all = await status("0");
    expect(all).toMatch(/✓ All \d+ objects are ready\.\n$/);
    expect(all).not.toContain("NOT OF THIS REPOSITORY");
    for (const name of Object.keys(ENVIRONMENTS)) {
      expect(all).toMatch(new RegExp(`^${name} +flux-system/${name}-sync +ready `, "m"));
    }
    // Null takes the field away: with false, Flux would change the object at its next commit.
    const suspend = (value: true | null) =>
      kubectl.output(
        ...["patch", "--namespace=flux-system", "kustomization/production-sync", "--type=merge"],
        ...["--patch", JSON.stringify({ spec: { suspend: value } })],
      );
    await suspend(true);
    try {
      expect(await status("1")).toMatch(/^production .* suspended .*\n {4}nothing new reaches it/m);
    } finally {
      await suspend(null);
    }
    await settled(await git(settings.repository, "rev-parse", "HEAD"), PATIENCE);
  });
});
