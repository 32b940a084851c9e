import type { Rule } from "../rule.ts";
import { dependencyCycle } from "./dependency-cycle.ts";
import { syncReference } from "./sync-reference.ts";

/** What Flux makes of the objects: sources, dependencies, owners, order. */
export const FLUX: readonly Rule[] = [syncReference, dependencyCycle];
