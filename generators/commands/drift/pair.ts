import type { SchemaSet } from "../../model/schema/schemas.ts";
import type { SecretValues } from "../../review/secrets/values.ts";

/** Two environments that are compared. */
export type Pair = readonly [from: string, to: string];

/** What they are compared with. */
export interface DriftContext {
  readonly schemas: SchemaSet;
  readonly secrets: SecretValues;
}
