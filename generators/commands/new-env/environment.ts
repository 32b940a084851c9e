import type { Generator } from "../command/generator.ts";
import { type EnvironmentAnswers, environmentAnswers } from "./answers.ts";
import { FLAGS } from "./flags.ts";
import { planEnvironments } from "./plan.ts";
import { environmentRows } from "./rows.ts";

/** `new:env`: an overlay, its GitRepository, its sync, and its place in the rollout order. */
export const environment: Generator<EnvironmentAnswers> = {
  name: "new:env",
  summary: "Add an environment: a namespace with its overlay, source and sync.",
  example: "--name qa --after staging",
  flags: FLAGS,
  rows: environmentRows,
  answers: environmentAnswers,
  plan: planEnvironments,
};
