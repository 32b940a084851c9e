import type { Generator } from "../command/generator.ts";
import { asking } from "../command/rows.ts";
import { type ImagePolicyAnswers, imagePolicyAnswers } from "./answers.ts";
import { planImagePolicy } from "./plan.ts";
import { QUESTIONS } from "./questions.ts";

/** `new:image-policy`: Flux keeps the tag of an app's image up to date in chosen environments. */
export const imagePolicy: Generator<ImagePolicyAnswers> = {
  name: "new:image-policy",
  summary: "Keep an app's image up to date: scan, policy, and commits to chosen environments.",
  example: '--app app --env dev --semver "^1.0.0"',
  ...asking(QUESTIONS),
  answers: imagePolicyAnswers,
  plan: planImagePolicy,
};
