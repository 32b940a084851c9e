import { defineCommand } from "../command/command.ts";
import { OPTIONS } from "./options.ts";
import { planApplication } from "./plan.ts";

/** `new:app`: the base of an app, and its line in the overlay of each environment. */
export const newApplication = defineCommand({
  name: "new:app",
  summary: "Add an app: its base, and one line in each environment that runs it.",
  options: OPTIONS,
  plan: planApplication,
});
