import { shownPath } from "../../base/text/diff.ts";
import type { KubernetesObject } from "../../model/objects/object.ts";
import type { SchemaSet } from "../../model/schema/schemas.ts";
import { Effort } from "../../model/substitution/envsubst/effort.ts";
import { expand } from "../../model/substitution/envsubst/expand.ts";
import { SubstitutionRefusal } from "../../model/substitution/refusal.ts";
import type { FieldChange, ObjectDiff, ObjectPlace } from "../comparison.ts";
import { fieldChanges } from "../fields/fields.ts";
import { yamlOf } from "../fields/manifest.ts";
import { Masked, mask } from "../secrets/masked.ts";
import type { SecretValues } from "../secrets/values.ts";
import type { ObjectChange } from "./object-changes.ts";
import type { Half } from "./units.ts";

/** What objects are shown with. */
export interface DiffContext {
  readonly schemas: SchemaSet;
  readonly secrets: SecretValues;
  /** The repository as messages name it. */
  readonly label: string;
}

/** The same change, in all places. */
export interface Grouped {
  readonly changes: readonly ObjectChange[];
  /** Without `id`, which the order gives. */
  readonly diff: Omit<ObjectDiff, "id">;
}

/** What stands for the namespace where a change is the same in several. */
const NAMESPACE = "<namespace>";

/** The changes as readers see them, each once; what differs in nothing to be seen is left out. */
export function grouped(changes: readonly ObjectChange[], sight: DiffContext): Grouped[] {
  const groups = new Map<string, ObjectChange[]>();
  for (const change of changes) {
    const shown = shownOf(change, sight, true);
    if (shown === undefined) continue;
    const { apiVersion, kind } = objectOf(change);
    const key = JSON.stringify([change.change, apiVersion, kind, namesOf(change), shown]);
    groups.set(key, [...(groups.get(key) ?? []), change]);
  }
  return [...groups.values()].flatMap((changes) => {
    const [first] = changes;
    if (first === undefined) return [];
    const places = changes.map((change) => placeOf(change, sight.label));
    const isOne = new Set(places.map(({ namespace }) => namespace)).size === 1;
    const shown = shownOf(first, sight, !isOne);
    if (shown === undefined) return [];
    const { apiVersion, kind } = objectOf(first);
    return [
      {
        changes,
        diff: { apiVersion, kind, ...namesOf(first), change: first.change, places, ...shown },
      },
    ];
  });
}

type Shown = Pick<ObjectDiff, "fields" | "manifest">;

/** @param isAnywhere to write `<namespace>` for the namespace of the object. */
function shownOf(change: ObjectChange, sight: DiffContext, isAnywhere: boolean): Shown | undefined {
  const { before, now, unit, from } = change;
  const see = (object: KubernetesObject, half: Half | undefined) => {
    const masked = mask(object, sight.secrets, resolver(half));
    return isAnywhere && object.namespace !== "" ? anywhere(masked, object.namespace) : masked;
  };
  const old = before && see(before, (from ?? unit).before);
  const current = now && see(now, unit.now);
  if (before === undefined || now === undefined) {
    return { fields: [], manifest: `${yamlOf(current ?? old)}\n` };
  }
  const { apiVersion, kind } = now;
  const fields = fieldChanges(old, current, (steps) =>
    sight.schemas.listKeys(apiVersion, kind, steps),
  ).filter((field) => !isOwnName(field, change));
  return fields.length === 0 && change.change === "changed" ? undefined : { fields };
}

/** The hash in the name is another one because the content is: that is said beside the name. */
function isOwnName({ path }: FieldChange, { before, now }: ObjectChange): boolean {
  return path === "metadata.name" && before?.name !== now?.name;
}

/** Puts the values of Secrets in place of their variables, to compare them. */
function resolver(half: Half | undefined): (text: string) => string {
  const secret = half?.variables?.secret;
  if (secret === undefined || secret.size === 0) return (text) => text;
  return (text) => {
    try {
      return expand(text, (name) => secret.get(name), new Effort()).text;
    } catch (error) {
      if (!(error instanceof SubstitutionRefusal)) throw error;
      return text;
    }
  };
}

function anywhere(value: unknown, namespace: string): unknown {
  if (value === namespace) return NAMESPACE;
  if (Array.isArray(value)) return value.map((each) => anywhere(each, namespace));
  if (typeof value !== "object" || value === null || value instanceof Masked) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, anywhere(each, namespace)]),
  );
}

function objectOf({ before, now }: ObjectChange): KubernetesObject {
  return (now ?? before) as KubernetesObject;
}

function namesOf(change: ObjectChange): Pick<ObjectDiff, "name" | "oldName"> {
  const { name } = objectOf(change);
  const oldName = change.before?.name ?? name;
  return oldName === name ? { name } : { name, oldName };
}

function placeOf(change: ObjectChange, label: string): ObjectPlace {
  const { namespace, origin } = objectOf(change);
  return {
    ...change.unit.place,
    namespace,
    ...(origin === undefined ? {} : { path: shownPath(label, origin.path) }),
    ...(change.from === undefined ? {} : { from: change.from.place.sync }),
  };
}
