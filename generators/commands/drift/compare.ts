import { entriesAt } from "../../base/yaml/at.ts";
import type { KubernetesObject } from "../../model/objects/object.ts";
import { mask } from "../../review/secrets/masked.ts";
import type { Drift, ObjectDrift } from "./model.ts";
import { byRole, neutralFor } from "./names.ts";
import { type DriftSide, objectDrift } from "./object.ts";
import type { DriftContext, Pair } from "./pair.ts";

/** An environment, and what is rendered of it. */
export interface RenderedEnvironment {
  readonly name: string;
  readonly objects: readonly KubernetesObject[];
}

/**
 * What differs between environments in some pairs, by object. No secret value is in it.
 * @param environments those of the pairs, in rollout order.
 */
export function driftOf(
  environments: readonly RenderedEnvironment[],
  pairs: readonly Pair[],
  sight: DriftContext,
): Drift {
  const sides = new Map(environments.map((each) => [each.name, sideOf(each, sight)]));
  const roles = new Set([...sides.values()].flatMap(({ objects }) => [...objects.keys()]));
  const objects = [...roles]
    .map((role) => objectDrift(role, sides, pairs, sight))
    .filter(({ presence, fields }) => presence !== undefined || fields.length > 0)
    .toSorted((a, b) => surprisesOf(b) - surprisesOf(a) || (titleOf(a) < titleOf(b) ? -1 : 1));
  const fields = objects.flatMap((each) => each.fields);
  return {
    environments: environments.map(({ name }) => name),
    pairs: pairs.map(([from, to]) => ({ from, to })),
    surprising: objects.reduce((sum, each) => sum + surprisesOf(each), 0),
    expected: fields.filter(({ expected }) => expected !== undefined).length,
    objects,
  };
}

/** How many things of an object nothing explains. */
function surprisesOf({ presence, fields }: ObjectDrift): number {
  const unexplained = fields.filter(({ expected }) => expected === undefined).length;
  return unexplained + (presence === undefined ? 0 : 1);
}

function titleOf({ kind, name }: ObjectDrift): string {
  return `${kind} ${name}`;
}

/** With every secret of the objects masked. */
function sideOf({ name, objects }: RenderedEnvironment, { secrets }: DriftContext): DriftSide {
  const namespaces = objects.flatMap(({ kind, name: own, namespace }) =>
    kind === "Namespace" ? own : namespace,
  );
  const neutral = neutralFor([name, ...namespaces.filter((each) => each !== "")], objects);
  const masked = objects.map((object) => {
    const data = mask(asStored(object), secrets, (text) => text) as KubernetesObject["data"];
    return { ...object, data };
  });
  return { neutral, objects: byRole(masked, neutral) };
}

/** The API server writes the `stringData` of a Secret into its `data`. */
function asStored(object: KubernetesObject): KubernetesObject {
  const { group, kind, data } = object;
  const plain = entriesAt(data, "stringData");
  if (group !== "" || kind !== "Secret" || plain.length === 0) return object;
  const { stringData: _, ...others } = data;
  const encoded = plain.map(([key, value]) => [key, Buffer.from(String(value)).toString("base64")]);
  const merged = { ...Object.fromEntries(entriesAt(data, "data")), ...Object.fromEntries(encoded) };
  return { ...object, data: { ...others, data: merged } };
}
