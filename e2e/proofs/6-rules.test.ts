import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import type { ClusterObject } from "../harness/kubectl.ts";
import { until } from "../harness/until.ts";
import {
  clear,
  complains,
  complaints,
  eventsOf,
  type Fixture,
  fetched,
  follow,
  isFound,
  reconcile,
  revisionOf,
  ruleOf,
  suspend,
  syncsReady,
} from "./fixtures.ts";
import { kubectl, podsWith } from "./world.ts";

/** What happens with a fixture. Each is looked at twice: where the rule finds something, and not. */
interface Case {
  readonly invalid: (fixture: Fixture) => Promise<void>;
  /** What it adds to: every sync is ready. */
  readonly valid?: (fixture: Fixture) => Promise<void>;
}

const CASES: Record<string, Case> = {
  "sync-reference--path": { invalid: () => complains("apps", /^ArtifactFailed: .*path not found/) },
  "sync-reference--source": {
    invalid: () => complains("apps", /^ArtifactFailed: .*"fleet" not found/),
  },
  "dependency-cycle": {
    async invalid(fixture) {
      for (const name of ["infra", "crds", "apps"]) await complains(name, /^DependencyNotReady/);
      // Flux looks at a dependency every two seconds here.
      await sleep(8000);
      expect(Object.keys(await complaints()).sort()).toEqual(["apps", "crds", "infra"]);
      for (const name of ["a", "b", "c"]) expect(await exists("configmap", name)).toBe(false);
      // From now on a commit reaches no sync of this source, not even one outside of the cycle.
      await fixture.commitNothing();
      await fetched(await fixture.commit());
      await sleep(8000);
      expect(await revisionOf("flux-system")).not.toContain(await fixture.commit());
      expect(await complaints()).not.toHaveProperty("flux-system");
    },
    async valid(fixture) {
      await fixture.commitNothing();
      await syncsReady(await fixture.commit());
    },
  },
  "missing-namespace": { invalid: () => complains("jobs", /namespaces? "?jobs"? not found/) },
  "immutable-field": { invalid: () => complains("web", /spec\.selector: .*immutable/) },
  schema: {
    // Flux turns objects of built-in kinds into typed ones, and drops what those do not have.
    async invalid() {
      await syncsReady();
      await runs(2);
      expect(await probesOfWeb()).toEqual(["livenessProbe"]);
    },
    async valid() {
      expect(await probesOfWeb()).toEqual(["livenessProbe", "readinessProbe"]);
    },
  },
  "schema--sync": {
    invalid: () => complains("fixture", /\.spec\.prunes: field not declared in schema/),
  },
  "request-above-limit": {
    invalid: () => complains("fixture", /must be less than or equal to memory limit/),
  },
  "pod-security": {
    async invalid() {
      await syncsReady();
      await happens("FailedCreate", /violates PodSecurity "restricted/);
    },
    valid: () => runs(1),
  },
  quota: {
    async invalid() {
      await surgeAtMaximum();
      await happens("FailedCreate", /exceeded quota: quota/);
    },
    async valid() {
      await surgeAtMaximum();
      await runs(7);
      expect(await eventsOf("FailedCreate")).toEqual([]);
    },
  },
  "blocked-drain--one-replica": {
    async invalid() {
      await syncsReady();
      await runs(1);
      expect(await evicted()).toMatch(/violate the pod's disruption budget/);
    },
    async valid() {
      await runs(2);
      await until("a pod may be evicted", 30, undefined, async () => (await evicted()) === "");
    },
  },
  "selects-nothing--service": {
    async invalid() {
      await syncsReady();
      await runs(1);
      await sleep(2000);
      expect(await endpoints()).toBe(0);
    },
    async valid() {
      await runs(1);
      await until("the Service has an endpoint", 30, undefined, async () => {
        return (await endpoints()) === 1;
      });
    },
  },
  "two-owners": {
    async invalid(fixture) {
      await syncsReady();
      // Whoever looked last has it.
      for (const name of ["web", "jobs", "web"]) {
        await reconcile(name);
        await until(`${name} takes the object`, 30, undefined, async () => {
          return (await settingsOfWeb())?.metadata.labels?.[OWNER] === name;
        });
      }
      // And who has it deletes it, although the other one lists it still.
      await suspend("jobs");
      await fixture.remove("web/settings.yaml");
      await until("the object is deleted", 30, undefined, async () => {
        return (await settingsOfWeb()) === undefined;
      });
    },
  },
};

const OWNER = "kustomize.toolkit.fluxcd.io/name";

async function settingsOfWeb(): Promise<ClusterObject | undefined> {
  const all = await kubectl.list("configmaps", "--field-selector=metadata.name=settings");
  return all.find(({ metadata }) => metadata.namespace === "web");
}

async function probesOfWeb(): Promise<string[]> {
  const deployments = await kubectl.list("deployments", "--field-selector=metadata.name=web");
  const [container] = deployments[0]?.spec.template.spec.containers ?? [];
  return Object.keys(container).filter((field) => field.endsWith("Probe"));
}

async function exists(kind: string, name: string): Promise<boolean> {
  return (await kubectl.run("get", kind, name, "-n", "default")).code === 0;
}

/** Waits until this many pods of a fixture's only workload run. */
async function runs(count: number): Promise<void> {
  await until(`${count} pods run`, 60, undefined, async () => {
    return (await podsOfWeb()).length === count;
  });
}

const podsOfWeb = async () => [...(await podsWith("app=web")).values()].flat();

/**
 * The autoscaler's floor raised to its maximum, and a rolling update begun that stays where it has
 * the most pods: none of the new ones counts as available yet. (Later on those that terminate
 * count too, and a quota that just holds the surge delays the rest until they are gone.)
 */
async function surgeAtMaximum(): Promise<void> {
  await syncsReady();
  const patch = (object: string, spec: object) =>
    kubectl.output(
      ...["patch", object, "-n", "default", "--type=merge", "-p", JSON.stringify({ spec })],
    );
  await patch("hpa/web", { minReplicas: 5 });
  await runs(5);
  await patch("deployment/web", {
    minReadySeconds: 300,
    strategy: { rollingUpdate: { maxSurge: 2, maxUnavailable: 0 } },
    template: { metadata: { annotations: { again: "true" } } },
  });
}

/** Waits for an event. */
async function happens(reason: string, words: RegExp): Promise<void> {
  await until(`${reason} with ${words}`, 60, undefined, async () => {
    return (await eventsOf(reason)).some((message) => words.test(message));
  });
}

/** Tries to evict a pod, as a drain does; what the API server says to that, empty if it may go. */
async function evicted(): Promise<string> {
  const [pod] = await podsOfWeb();
  if (pod === undefined) return "no pod";
  const { name, namespace } = pod.metadata;
  const path = `/api/v1/namespaces/${namespace}/pods/${name}/eviction`;
  const eviction = {
    apiVersion: "policy/v1",
    kind: "Eviction",
    metadata: { name, namespace },
    deleteOptions: { dryRun: ["All"] },
  };
  return kubectl.create(path, eviction);
}

async function endpoints(): Promise<number> {
  const slices = await kubectl.list("endpointslices", "--selector=kubernetes.io/service-name=web");
  // biome-ignore lint/suspicious/noExplicitAny: an EndpointSlice
  return slices.flatMap((slice) => (slice as any).endpoints ?? []).length;
}

describe.each(Object.entries(CASES))("%s", (name, { invalid, valid }) => {
  afterEach(clear);

  it("validate finds it, and so does Flux or Kubernetes", async () => {
    expect(await isFound("invalid", name), `${ruleOf(name)} in invalid/`).toBe(true);
    await invalid(await follow("invalid", name));
  });

  it("validate does not find it, and all is well", async () => {
    expect(await isFound("valid", name), `${ruleOf(name)} in valid/`).toBe(false);
    const fixture = await follow("valid", name);
    await syncsReady(await fixture.commit());
    await valid?.(fixture);
  });
});
