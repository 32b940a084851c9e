// The schemas of Kubernetes' own kinds, from its OpenAPI v3 documents.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { strip } from "./keywords.mjs";

const PREFIX = "#/components/schemas/";
/** Go types that are written as a single value. */
const INLINED = {
  "io.k8s.apimachinery.pkg.api.resource.Quantity": { format: "quantity" },
  "io.k8s.apimachinery.pkg.util.intstr.IntOrString": { "x-kubernetes-int-or-string": true },
};

/**
 * @returns `kinds`: apiVersion, kind -> scope and schema; `files`: file -> name -> schema,
 * of every schema that a kind leads to.
 */
export function kubernetesSchemas(module) {
  const schemas = {};
  const found = [];
  const folder = join(module, "api/openapi-spec/v3");
  for (const name of readdirSync(folder).filter((name) => name.endsWith("_openapi.json"))) {
    const document = JSON.parse(readFileSync(join(folder, name), "utf8"));
    Object.assign(schemas, document.components?.schemas);
    found.push(...creatable(document.paths));
  }
  addEnums(schemas, join(module, "pkg/generated/openapi/zz_generated.openapi.go"));

  const kinds = {};
  const files = {};
  const add = (full) => {
    const { file, name } = place(full);
    files[file] ??= {};
    if (files[file][name] !== undefined) return;
    files[file][name] = {};
    files[file][name] = strip(schemas[full], (schema, original) => shape(schema, original, add));
  };
  for (const { group, version, kind, scope, schema } of found) {
    const apiVersion = group === "" ? version : `${group}/${version}`;
    const { file, name } = place(schema);
    kinds[apiVersion] ??= {};
    kinds[apiVersion][kind] = { scope, schema: `${file}#${name}` };
    // The controllers' own: whatever a manifest says there has no effect.
    const { properties } = schemas[schema];
    if (properties.status !== undefined) properties.status = { type: "object" };
    add(schema);
  }
  return { kinds, files };
}

/** The kinds that can be created, each by its own path: not Scale, not DeploymentList. */
function creatable(paths) {
  return Object.entries(paths).flatMap(([path, { post }]) => {
    const gvk = post?.["x-kubernetes-group-version-kind"];
    const schema = post?.requestBody?.content["*/*"]?.schema.$ref?.slice(PREFIX.length);
    if (gvk === undefined || schema === undefined || path.includes("{name}")) return [];
    const scope = path.includes("{namespace}") ? "namespaced" : "cluster";
    return [{ ...gvk, scope, schema }];
  });
}

/** `io.k8s.api.apps.v1.Deployment` is `Deployment` in `kubernetes/apps-v1.json`. */
function place(full) {
  const [name, version, group] = full.split(".").reverse();
  return { file: `kubernetes/${group}-${version}`, name };
}

function shape(schema, original, add) {
  // A reference beside a default is written as allOf with one part.
  const { allOf: [only] = [], default: value, ...rest } = schema;
  // Go's zero values are not defaults.
  const kept = value === undefined || isZero(value) ? rest : { ...rest, default: value };
  if (only !== undefined) return { ...kept, ...only };
  if (schema.$ref !== undefined) {
    const full = original.$ref.slice(PREFIX.length);
    if (INLINED[full] !== undefined) return INLINED[full];
    add(full);
    const { file, name } = place(full);
    return { ...kept, $ref: `${file}#${name}` };
  }
  const { properties, additionalProperties, type } = schema;
  // RawExtension and its like. (Types of Go without a field look the same, and pass too.)
  if (type === "object" && properties === undefined && additionalProperties === undefined) {
    return { ...kept, "x-kubernetes-preserve-unknown-fields": true };
  }
  return kept;
}

function isZero(value) {
  return [null, "", 0, false].includes(value) || JSON.stringify(value) === "{}";
}

/**
 * The OpenAPI documents do not say which values a field may have; the Go code that they are
 * made from does.
 */
function addEnums(schemas, file) {
  const names = new Map(Object.keys(schemas).map((full) => [goName(full), full]));
  const path = [];
  let added = 0;
  for (const line of readFileSync(file, "utf8").split("\n")) {
    const depth = /^\t*/.exec(line)[0].length;
    const text = line.slice(depth);
    const start = /^func schema_(\w+)\(/.exec(text);
    if (start) path.splice(0, path.length, { depth: 0, full: names.get(start[1]) });
    while (path.length > 1 && depth <= path.at(-1).depth) path.pop();
    const key = /^(?:"([^"]+)": \{|(Items|AdditionalProperties): )/.exec(text);
    if (key) path.push({ depth, property: key[1] });
    const values = /^Enum: +\[\]interface\{\}\{(.*)\},$/.exec(text);
    if (values === null || path[0]?.full === undefined) continue;
    const [{ full }, ...steps] = path;
    let schema = schemas[full];
    for (const { property } of steps) {
      schema = property
        ? schema.properties[property]
        : (schema.items ?? schema.additionalProperties);
      while (schema.allOf?.length === 1) schema = schema.allOf[0];
    }
    if (schema.type !== "string") throw new Error(`An enum of ${full} is not where it should be.`);
    schema.enum = JSON.parse(`[${values[1]}]`);
    added += 1;
  }
  if (added === 0) throw new Error(`${file} holds no enum: its form has changed.`);
}

/**
 * The name of a schema as the generated Go code spells it: the last five parts of its path,
 * such as k8sio_api_core_v1_Pod and pkg_apis_meta_v1_ObjectMeta.
 */
function goName(full) {
  return full
    .replace(/^io\.k8s\.api\./, "k8sio.api.")
    .split(".")
    .slice(-5)
    .join("_");
}
