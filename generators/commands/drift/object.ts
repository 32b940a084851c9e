import type { Step } from "../../base/yaml/parse.ts";
import type { KubernetesObject } from "../../model/objects/object.ts";
import type { FieldChange } from "../../review/comparison.ts";
import { fieldChanges } from "../../review/fields/fields.ts";
import { HIDDEN } from "../../review/secrets/text.ts";
import { aligned } from "./align.ts";
import { expectedIn } from "./expected.ts";
import type { FieldDrift, ObjectDrift } from "./model.ts";
import type { Neutral } from "./names.ts";
import type { DriftContext, Pair } from "./pair.ts";
import { type Between, type PairChanges, valuesOf } from "./values.ts";

/** An environment's objects by their roles, every secret in them masked. */
export interface DriftSide {
  readonly neutral: Neutral;
  readonly objects: ReadonlyMap<string, KubernetesObject>;
}

/** What of the object of a role differs between environments, which may be nothing. */
export function objectDrift(
  role: string,
  sides: ReadonlyMap<string, DriftSide>,
  pairs: readonly Pair[],
  sight: DriftContext,
): ObjectDrift {
  const isIn = (name: string) => sides.get(name)?.objects.has(role) === true;
  const names = [...sides.keys()];
  const { neutral, objects } = sides.get(names.find(isIn) ?? "") ?? NOWHERE;
  const object = objects.get(role);
  const between = comparisonOf(role, sides, sight);
  const changes = pairs
    .filter((pair) => pair.every(isIn))
    .map((pair) => ({ pair, fields: between(...pair) }));
  const paths = new Set(changes.flatMap(({ fields }) => fields.map(({ path }) => path)));
  const isPartial = pairs.some(([from, to]) => isIn(from) !== isIn(to));
  return {
    apiVersion: object?.apiVersion ?? "",
    kind: object?.kind ?? "",
    name: neutral(object?.name ?? ""),
    ...(isPartial
      ? { presence: { in: names.filter(isIn), notIn: names.filter((each) => !isIn(each)) } }
      : {}),
    fields: [...paths].map((path) => {
      const field = fieldDrift(path, object, changes, between);
      return { ...field, path: sight.secrets.hide(path, HIDDEN) };
    }),
  };
}

const NOWHERE: DriftSide = { neutral: (text) => text, objects: new Map() };

/** Compares the object of a role in two environments, each pair once. */
function comparisonOf(
  role: string,
  sides: ReadonlyMap<string, DriftSide>,
  { schemas }: DriftContext,
): Between {
  const made = new Map<string, readonly FieldChange[]>();
  return (...pair) => {
    const key = JSON.stringify(pair);
    const known = made.get(key);
    if (known !== undefined) return known;
    const [from, to] = pair.map((name) => sides.get(name) ?? NOWHERE);
    const [one, other] = [from?.objects.get(role), to?.objects.get(role)];
    if (!from || !to || !one || !other) return [];
    const listKeys = (steps: readonly Step[]) =>
      schemas.listKeys(other.apiVersion, other.kind, steps);
    const how = { from: from.neutral, to: to.neutral, listKeys };
    const found = fieldChanges(...aligned(one.data, other.data, how), listKeys);
    made.set(key, found);
    return found;
  };
}

function fieldDrift(
  path: string,
  object: KubernetesObject | undefined,
  changes: readonly PairChanges[],
  between: Between,
): FieldDrift {
  const here = changes.flatMap((each) => each.fields.filter((field) => field.path === path));
  const reasons = here.map((field) => object && expectedIn(object, field));
  // In one pair it may be explained, and in another not.
  const expected = reasons.includes(undefined) ? undefined : reasons[0];
  return {
    path,
    ...(expected === undefined ? {} : { expected }),
    values: valuesOf(path, changes, between),
    ...(here.some(({ masked }) => masked) ? { masked: true as const } : {}),
  };
}
