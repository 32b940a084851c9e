import type { Rule } from "../rule.ts";
import { build } from "./build.ts";
import { missingPath } from "./missing-path.ts";

/** Files, and what kustomize says of them. */
export const FILES: readonly Rule[] = [missingPath, build];
