import type { Files } from "../../base/files.ts";
import { Definitions, type Lifecycle, type ResourceScope } from "./definitions.ts";
import { schemaAt } from "./list.ts";
import type { SchemaFault, SchemaStep } from "./schema.ts";
import { isMap, Validation } from "./validation.ts";

/** What is known of the kinds of Kubernetes, Flux, the Gateway API and Prometheus Operator. */
export interface SchemaSet {
  /**
   * What is wrong with an object (plain data, as JSON has it), as strictly as the API server
   * with `fieldValidation: Strict`: fields that the schema does not name are refused too.
   * Not evaluated: rules in CEL (`x-kubernetes-validations`), what admission and the
   * controllers check, and `status`, which a manifest cannot set. Of an object that SOPS has
   * encrypted, the encrypted values are not looked at.
   * @returns undefined when there is no schema: the caller has to say so.
   */
  validate(object: unknown): readonly SchemaFault[] | undefined;

  /**
   * The fields that tell the items of a list apart, for example `["name"]` at
   * `spec.containers` of a Pod. undefined for a list that is replaced as a whole, for a list
   * of scalars, and where no schema says anything.
   */
  listKeys(
    apiVersion: string,
    kind: string,
    steps: readonly SchemaStep[],
  ): readonly string[] | undefined;

  /** Whether objects of a kind live in a namespace; undefined when there is no schema. */
  scope(apiVersion: string, kind: string): ResourceScope | undefined;

  /**
   * What is deprecated or removed, as of the versions in versions.json. Sources: the types of
   * Kubernetes, its deprecation guide, and Flux' issues (scripts/schemas/).
   */
  apiVersionFault(apiVersion: string, kind: string): Lifecycle | undefined;
}

/** @param files the folder generators/model/schema/data. */
export function openSchemas(files: Files): SchemaSet {
  const definitions = new Definitions(files);
  return {
    validate(object) {
      if (!isMap(object)) return undefined;
      const { apiVersion, kind } = object;
      if (typeof apiVersion !== "string" || typeof kind !== "string") return undefined;
      const $ref = definitions.kind(apiVersion, kind)?.schema;
      if ($ref === undefined) return undefined;
      // What kustomize-controller takes off before it applies the object.
      const { sops, ...decrypted } = object;
      const encrypted = isMap(sops);
      const validation = new Validation(definitions, encrypted);
      validation.check(encrypted ? decrypted : object, { $ref }, false);
      return validation.faults;
    },
    listKeys(apiVersion, kind, steps) {
      const $ref = definitions.kind(apiVersion, kind)?.schema;
      const list = $ref === undefined ? undefined : schemaAt({ $ref }, steps, definitions);
      return list?.["x-kubernetes-list-map-keys"];
    },
    scope: (apiVersion, kind) => definitions.kind(apiVersion, kind)?.scope,
    apiVersionFault: (apiVersion, kind) => definitions.lifecycle(apiVersion, kind),
  };
}
