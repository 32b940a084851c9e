import type { Rule } from "../rule.ts";
import { quota } from "./quota.ts";

/** Workloads and what belongs to them, as kustomize rendered them. */
export const WORKLOADS: readonly Rule[] = [quota];
