import type { Rule } from "../../rule.ts";
import { build } from "./build.ts";
import { duplicateObject } from "./duplicate-object.ts";
import { includedTwice } from "./included-twice.ts";
import { kustomizationField } from "./kustomization-field.ts";
import { missingPath } from "./missing-path.ts";
import { unlistedManifest } from "./unlisted-manifest.ts";
import { yamlSyntax } from "./yaml-syntax.ts";

/** Files, and what kustomize says of them. */
export const FILES: readonly Rule[] = [
  yamlSyntax,
  missingPath,
  kustomizationField,
  unlistedManifest,
  includedTwice,
  duplicateObject,
  build,
];
