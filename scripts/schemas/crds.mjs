// The schemas of custom resources, from their CustomResourceDefinitions.
import { strip } from "./keywords.mjs";

/** The beginning of the pattern that controller-gen gives a Quantity. */
const QUANTITY = /^\^\(\\\+\|-\)\?\(\(\[0-9\]\+/;

/** The same as `kubernetesSchemas`, for the served versions of CustomResourceDefinitions. */
export function customSchemas(definitions) {
  const kinds = {};
  const files = {};
  for (const { spec } of definitions) {
    const kind = spec.names.kind;
    for (const { name: version, served, schema } of spec.versions) {
      if (!served) continue;
      const apiVersion = `${spec.group}/${version}`;
      const file = `custom/${spec.group}-${version}`;
      kinds[apiVersion] ??= {};
      kinds[apiVersion][kind] = { scope: spec.scope.toLowerCase(), schema: `${file}#${kind}` };
      files[file] ??= {};
      files[file][kind] = resource(strip(schema.openAPIV3Schema, shape));
    }
  }
  return { kinds, files };
}

/** Every custom resource has these, whatever its schema says of them. */
function resource(schema) {
  const properties = {
    ...schema.properties,
    apiVersion: { type: "string" },
    kind: { type: "string" },
    metadata: { $ref: "kubernetes/meta-v1#ObjectMeta" },
    ...(schema.properties.status && {
      // The controllers' own: whatever a manifest says there has no effect.
      status: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
    }),
  };
  return { ...schema, properties };
}

function shape(schema) {
  if (!schema["x-kubernetes-int-or-string"]) return schema;
  const { anyOf, ...rest } = schema;
  return QUANTITY.test(schema.pattern) ? { format: "quantity" } : rest;
}
