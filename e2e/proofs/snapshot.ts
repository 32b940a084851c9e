import { isDeepStrictEqual } from "node:util";
import type { ClusterObject } from "../harness/kubectl.ts";
import { keyOf, kubectl } from "./world.ts";

/** Kinds that the cluster itself keeps writing. */
const RESTLESS = new Set([
  "events",
  "events.events.k8s.io",
  "leases.coordination.k8s.io",
  "endpoints",
  "endpointslices.discovery.k8s.io",
  "bindings",
  "localsubjectaccessreviews.authorization.k8s.io",
  "controllerrevisions.apps",
]);

export type Snapshot = ReadonlyMap<string, ClusterObject>;

/** Every object of the cluster, apart from its nodes' and its own, by key. */
export async function snapshot(): Promise<Snapshot> {
  const listed = await kubectl.output("api-resources", "--namespaced", "--verbs=list", "-o=name");
  const kinds = listed.split("\n").filter((name) => name !== "" && !RESTLESS.has(name));
  const objects = await kubectl.list([...kinds, "namespaces"].join(","));
  return new Map(
    objects
      .filter(({ metadata }) => !metadata.namespace?.startsWith("kube-"))
      .map((object) => [keyOf(object), object]),
  );
}

export interface Difference {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** Another generation, another content, or another object of that name. */
  readonly changed: readonly string[];
}

export function difference(before: Snapshot, after: Snapshot): Difference {
  return {
    added: [...after.keys()].filter((key) => !before.has(key)).sort(),
    removed: [...before.keys()].filter((key) => !after.has(key)).sort(),
    changed: [...before]
      .filter(([key, object]) => {
        const now = after.get(key);
        return now !== undefined && !isDeepStrictEqual(intentOf(object), intentOf(now));
      })
      .map(([key]) => key)
      .sort(),
  };
}

/** Does the work, and gives what it changed in the cluster. */
export async function changesOf(work: () => Promise<unknown>): Promise<Difference> {
  const before = await snapshot();
  await work();
  return difference(before, await snapshot());
}

/** An object without what controllers note on it while nobody wants anything else of it. */
function intentOf(object: ClusterObject): unknown {
  const { status, metadata, ...rest } = object;
  const { name, namespace, uid, generation, labels } = metadata;
  return { ...rest, metadata: { name, namespace, uid, generation, labels } };
}
