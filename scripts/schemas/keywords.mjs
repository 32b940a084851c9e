// What is kept of a schema. A keyword that neither list names is an error: whoever moves a
// version then decides whether the validator has to know it.

const KEPT = new Set([
  "$ref",
  "additionalProperties",
  "allOf",
  "anyOf",
  // The value of a list's key that is left out; and where there is one, a null is dropped.
  "default",
  "enum",
  "exclusiveMaximum",
  "exclusiveMinimum",
  "format",
  "items",
  "maxItems",
  "maxLength",
  "maxProperties",
  "maximum",
  "minItems",
  "minLength",
  "minProperties",
  "minimum",
  "not",
  "nullable",
  "oneOf",
  "pattern",
  "properties",
  "required",
  "type",
  "x-kubernetes-embedded-resource",
  "x-kubernetes-int-or-string",
  "x-kubernetes-list-map-keys",
  "x-kubernetes-list-type",
  "x-kubernetes-preserve-unknown-fields",
]);

const DROPPED = new Set([
  "description",
  "externalDocs",
  "title",
  "x-kubernetes-group-version-kind",
  "x-kubernetes-map-type",
  // Wherever there is one, there are list-map-keys, which say more.
  "x-kubernetes-patch-merge-key",
  "x-kubernetes-patch-strategy",
  "x-kubernetes-unions",
  // Rules in CEL, which the validator does not evaluate.
  "x-kubernetes-validations",
]);

/**
 * A copy of a schema with the keywords that count. `change(copy, original)` may replace each
 * part of it, the innermost first.
 */
export function strip(schema, change) {
  const kept = {};
  for (const [keyword, value] of Object.entries(schema)) {
    if (DROPPED.has(keyword)) continue;
    if (!KEPT.has(keyword)) throw new Error(`The keyword ${keyword} is new: keep it or drop it.`);
    kept[keyword] = inside(keyword, value, change);
  }
  return change(kept, schema);
}

function inside(keyword, value, change) {
  switch (keyword) {
    case "properties":
      return Object.fromEntries(
        Object.entries(value).map(([name, schema]) => [name, strip(schema, change)]),
      );
    case "items":
    case "not":
      return strip(value, change);
    case "additionalProperties":
      return typeof value === "object" ? strip(value, change) : value;
    case "allOf":
    case "anyOf":
    case "oneOf":
      return value.map((schema) => strip(schema, change));
    default:
      return value;
  }
}
