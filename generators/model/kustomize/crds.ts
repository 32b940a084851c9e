import { isFault, loadDocuments } from "../../base/yaml/load.ts";
import { WAYS_MAX, waysFrom } from "./ways.ts";

/**
 * Whether kustomize would go round in schemas that `crds` names until its memory ends: it follows each
 * reference of a field anew (api/internal/accumulator, loadCrdIntoConfig).
 */
export function isEndless(text: string): boolean {
  if (!text.includes("$ref")) return false;
  const loaded = loadDocuments(text);
  if (isFault(loaded)) return false;
  const types = new Map(loaded.flatMap(entriesOf));
  const next = (type: string) => referencesIn(types.get(type));
  const isObject = (type: unknown) => {
    const fields = member(member(type, "schema"), "properties");
    return ["apiversion", "kind", "metadata"].every((key) => member(fields, key) !== undefined);
  };
  return [...types].some(
    ([name, type]) => isObject(type) && waysFrom(name, next, Number.POSITIVE_INFINITY) > WAYS_MAX,
  );
}

/** The types that the fields of a type refer to. A field's items are not followed. */
function referencesIn(type: unknown): string[] {
  return entriesOf(member(member(type, "schema"), "properties")).flatMap(([, field]) => {
    const reference = member(field, "$ref");
    return typeof reference === "string" ? [reference.replace(/^#\/definitions\//, "")] : [];
  });
}

/** Go reads JSON in any letter case. */
function member(value: unknown, name: string): unknown {
  return entriesOf(value).find(([key]) => key.toLowerCase() === name)?.[1];
}

function entriesOf(value: unknown): [string, unknown][] {
  return value !== null && typeof value === "object" ? Object.entries(value) : [];
}
