import { defineCommand } from "../command/command.ts";
import { imagePolicyAnswers } from "./answers.ts";
import { OPTIONS } from "./options.ts";
import { planImagePolicy } from "./plan.ts";

/** `new:image-policy`: Flux keeps the tag of an app's image up to date in chosen environments. */
export const newImagePolicy = defineCommand({
  name: "new:image-policy",
  summary: "Keep an app's image up to date: scan, policy, and commits to chosen environments.",
  options: OPTIONS,
  plan: (answers, context) =>
    planImagePolicy(imagePolicyAnswers(answers, context.repository), context),
});
