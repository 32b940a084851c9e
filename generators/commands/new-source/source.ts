import type { Generator, RawAnswers } from "../command/generator.ts";
import { asking } from "../command/rows.ts";
import { planSource } from "./plan.ts";
import { QUESTIONS } from "./questions.ts";

/** `new:source`: a source in the bootstrap, and what reads it. */
export const source: Generator<RawAnswers> = {
  name: "new:source",
  summary: "Add a source, and what reads it.",
  example: "--kind oci --name shop --url oci://ghcr.io/acme/shop --semver '>=1.0.0 <2.0.0'",
  ...asking(QUESTIONS),
  plan: planSource,
};
