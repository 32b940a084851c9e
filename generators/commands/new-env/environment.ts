import { defineCommand } from "../command/command.ts";
import { environmentAnswers } from "./answers.ts";
import { OPTIONS } from "./options.ts";
import { planEnvironments } from "./plan.ts";

/** `new:env`: an overlay, its GitRepository, its sync, and its place in the rollout order. */
export const newEnvironment = defineCommand({
  name: "new:env",
  summary: "Add an environment: a namespace with its overlay, source and sync.",
  options: OPTIONS,
  plan: (answers, context) =>
    planEnvironments(environmentAnswers(answers, context.repository), context),
});
