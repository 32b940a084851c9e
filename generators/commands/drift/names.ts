import { type KubernetesObject, keyOfObject } from "../../model/objects/object.ts";
import { withoutHash } from "../../model/rendering/origins.ts";
import { wordsOf } from "../../model/views/environment.ts";

/** Takes out of a text what it owes to its environment. */
export type Neutral = (text: string) => string;

/** What stands for the name of an environment. */
const ENVIRONMENT = "<environment>";

/**
 * Puts `<environment>` for the environment's name and its namespaces, where they are words of
 * their own, and the plain name for one that ends in a hash of the object's content.
 * @param names the environment's, and its namespaces'.
 */
export function neutralFor(
  names: readonly string[],
  objects: readonly KubernetesObject[],
): Neutral {
  const hashed = new Map(
    objects.filter(isHashed).map(({ name }) => [name, withoutHash(name)] as const),
  );
  const word = wordsOf([...new Set(names)]);
  return (text) => (hashed.get(text) ?? text).replace(word, ENVIRONMENT);
}

function isHashed({ group, kind, name }: KubernetesObject): boolean {
  return group === "" && (kind === "ConfigMap" || kind === "Secret") && withoutHash(name) !== name;
}

/** Objects by what they are in any environment; those that this makes equal keep their names. */
export function byRole(
  objects: readonly KubernetesObject[],
  neutral: Neutral,
): Map<string, KubernetesObject> {
  const found = new Map<string, KubernetesObject>();
  for (const object of objects) {
    const name = neutral(object.name);
    const key = keyOfObject({ ...object, name, namespace: neutral(object.namespace) });
    found.set(found.has(key) ? keyOfObject(object) : key, object);
  }
  return found;
}
