import type { Step } from "../../base/yaml/parse.ts";
import type { KubernetesObject } from "../../model/objects/object.ts";
import type { Finding, Subject } from "../rule.ts";
import { whereIs } from "./locate.ts";
import type { Where } from "./where.ts";

/** What is wrong with a rendered object. */
export interface FieldFault {
  readonly object: KubernetesObject;
  /** The value that is wrong. */
  readonly steps: readonly Step[];
  /** The rest of a sentence that begins with the object: `selects nothing: ...`. */
  readonly says: string;
  readonly hint: string;
}

/** Namespaces that a message names before it counts the rest. */
const NAMED_MAX = 3;

/**
 * Findings of faults. A fault in a base is the same in every overlay that lists it: it is said
 * once, with the namespaces.
 */
export function findingsOf(
  rule: string,
  faults: readonly FieldFault[],
  subject: Subject,
): Finding[] {
  const groups = new Map<
    string,
    { fault: FieldFault; where: Where; objects: KubernetesObject[] }
  >();
  for (const fault of faults) {
    const { object, steps, says } = fault;
    const where = whereIs(subject, object, steps);
    const key = [object.kind, object.name, says, where.path, where.line, where.column].join("\0");
    const group = groups.get(key) ?? { fault, where, objects: [] };
    group.objects.push(object);
    groups.set(key, group);
  }
  return [...groups.values()].map(({ fault: { object, says, hint }, where, objects }) => ({
    rule,
    message: `${title(object, namespacesOf(objects))} ${says}.`,
    ...where,
    hint,
    each: { objects, message: `${object.kind} ${object.name} ${says}.` },
  }));
}

function namespacesOf(objects: readonly KubernetesObject[]): string[] {
  return [...new Set(objects.map(({ namespace }) => namespace))];
}

/** `Service dev/web`, or `Service web (in dev, staging)`. */
function title({ kind, name }: KubernetesObject, namespaces: readonly string[]): string {
  const [first = ""] = namespaces;
  if (namespaces.length <= 1) return first === "" ? `${kind} ${name}` : `${kind} ${first}/${name}`;
  const rest = namespaces.length - NAMED_MAX;
  const named = namespaces.slice(0, NAMED_MAX).map((each) => each || "no namespace");
  return `${kind} ${name} (in ${named.join(", ")}${rest > 0 ? ` and ${rest} more` : ""})`;
}

/** Whether a value holds a variable that only the cluster knows. */
export function isUnsettled(value: unknown): boolean {
  return (JSON.stringify(value) ?? "").includes("${");
}
