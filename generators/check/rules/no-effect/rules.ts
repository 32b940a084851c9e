import type { Rule } from "../../rule.ts";
import { hashedName } from "./hashed-name.ts";
import { imageWithoutEffect } from "./image-without-effect.ts";
import { patchWithoutEffect } from "./patch-without-effect.ts";
import { unreached } from "./unreached.ts";

/** What is written and changes nothing. */
export const NO_EFFECT: readonly Rule[] = [
  patchWithoutEffect,
  imageWithoutEffect,
  unreached,
  hashedName,
];
