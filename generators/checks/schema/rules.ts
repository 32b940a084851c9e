import type { Rule } from "../rule.ts";

/** Objects against their schemas. */
export const SCHEMA: readonly Rule[] = [];
