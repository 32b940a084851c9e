import type { Dependent } from "../../model/views/objects.ts";

interface Named {
  readonly name: string;
  readonly namespace: string;
}

/** `namespace/name`, or in `namespace` itself the name alone. */
export function idIn(namespace: string, object: Named): string {
  return object.namespace === namespace ? object.name : `${object.namespace}/${object.name}`;
}

/** The object that `[NAMESPACE/]NAME` means in a namespace. */
export function namedIn(namespace: string, text: string): Named {
  const [first = "", second] = text.split("/", 2);
  return second === undefined ? { namespace, name: first } : { namespace: first, name: second };
}

/**
 * What is wrong with a dependency of a new object, as a sentence: that there is no such
 * object, or that it waits for the new one already.
 */
export function dependencyFault(
  text: string,
  newEnvironment: Named,
  kind: string,
  known: readonly Dependent[],
): string | undefined {
  const { namespace } = newEnvironment;
  const find = (named: Named) =>
    known.find(({ name, namespace: of }) => name === named.name && of === named.namespace);
  const isNewEnvironment = (named: Named) => idIn("", named) === idIn("", newEnvironment);
  const wanted = namedIn(namespace, text);
  if (isNewEnvironment(wanted)) return `${idIn(namespace, newEnvironment)} would wait for itself.`;
  const first = find(wanted);
  if (first === undefined) {
    const names = known.map((each) => idIn(namespace, each)).join(", ");
    return `there is no ${kind} ${JSON.stringify(text)}; there is ${names || "none yet"}.`;
  }
  const seen = new Set<Dependent>();
  const pathTo = (object: Dependent): Named[] | undefined => {
    if (seen.has(object)) return undefined;
    seen.add(object);
    for (const next of object.dependsOn) {
      if (isNewEnvironment(next)) return [object];
      const found = find(next);
      const rest = found && pathTo(found);
      if (rest !== undefined) return [object, ...rest];
    }
    return undefined;
  };
  const cycle = pathTo(first);
  if (cycle === undefined) return undefined;
  const chain = [newEnvironment, ...cycle, newEnvironment]
    .map((each) => idIn(namespace, each))
    .join(" -> ");
  return `they would wait for each other: ${chain}.`;
}
