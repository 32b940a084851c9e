import type { Rule } from "../../rule.ts";
import { apiVersion } from "./api-version.ts";
import { schema } from "./schema.ts";

/** Objects against their schemas. */
export const SCHEMA: readonly Rule[] = [schema, apiVersion];
