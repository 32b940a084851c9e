import type { Rule } from "../rule.ts";

/** What is valid, and dangerous. */
export const SAFETY: readonly Rule[] = [];
