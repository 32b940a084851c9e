import type { Rule } from "../rule.ts";

/** What is written and changes nothing. */
export const NO_EFFECT: readonly Rule[] = [];
