import type { Generator } from "../command/generator.ts";
import { type ApplicationAnswers, applicationAnswers } from "./answers.ts";
import { FLAGS } from "./flags.ts";
import { planApplication } from "./plan.ts";
import { applicationRows } from "./rows.ts";

/** `new:app`: the base of an app, and its line in the overlay of each environment. */
export const application: Generator<ApplicationAnswers> = {
  name: "new:app",
  summary: "Add an app: its base, and one line in each environment that runs it.",
  example: "--name checkout --image ghcr.io/acme/checkout:1.4.2 --port 8080",
  flags: FLAGS,
  rows: applicationRows,
  answers: applicationAnswers,
  plan: planApplication,
};
