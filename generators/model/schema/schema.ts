import { shown } from "../../base/answers/shown.ts";

/**
 * The part of JSON Schema that Kubernetes uses ("structural schemas"), as scripts/schemas.mjs
 * writes it to data/.
 */
export interface Schema {
  /** `<file>#<name>`: a schema in another file of data/. */
  readonly $ref?: string;
  readonly type?: "array" | "boolean" | "integer" | "number" | "object" | "string";
  /** Of OpenAPI; and `quantity`, for a Quantity of Kubernetes. */
  readonly format?: string;
  readonly nullable?: boolean;
  readonly default?: unknown;

  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly required?: readonly string[];
  readonly minProperties?: number;
  readonly maxProperties?: number;

  readonly items?: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;

  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: boolean;
  readonly exclusiveMaximum?: boolean;

  /** Further conditions. They never add fields to what `properties` names. */
  readonly allOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly not?: Schema;

  readonly "x-kubernetes-embedded-resource"?: boolean;
  readonly "x-kubernetes-int-or-string"?: boolean;
  readonly "x-kubernetes-list-map-keys"?: readonly string[];
  readonly "x-kubernetes-list-type"?: "atomic" | "map" | "set";
  readonly "x-kubernetes-preserve-unknown-fields"?: boolean;
}

export type SchemaStep = string | number;

/** What is wrong with one field of an object. */
export interface SchemaFault {
  /** The keys and indexes that lead to the field; of one that is missing, to its parent. */
  readonly steps: readonly SchemaStep[];
  /** One sentence that names the field, such as `spec.replicas must be ...`. */
  readonly message: string;
  readonly hint?: string;
}

/** A path as Kubernetes writes it: `spec.containers[0].name`, `metadata.labels[example.com/x]`. */
export function pathText(steps: readonly SchemaStep[]): string {
  return steps
    .map((step) => {
      if (typeof step === "number") return `[${step}]`;
      if (/^[\w$-]+$/.test(step)) return `.${step}`;
      return /^[\w./-]+$/.test(step) ? `[${step}]` : `[${shown(step)}]`;
    })
    .join("")
    .replace(/^\./, "");
}
