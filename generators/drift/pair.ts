import type { SecretValues } from "../diff/secret-values.ts";
import type { SchemaSet } from "../schema/schemas.ts";

/** Two environments that are compared. */
export type Pair = readonly [from: string, to: string];

/** What they are compared with. */
export interface Sight {
  readonly schemas: SchemaSet;
  readonly secrets: SecretValues;
}
