import { defineCommand } from "../command/command.ts";
import { OPTIONS } from "./options.ts";
import { planSource } from "./plan.ts";

/** `new:source`: a source in the bootstrap, and what reads it. */
export const newSource = defineCommand({
  name: "new:source",
  summary: "Add a source, and what reads it.",
  options: OPTIONS,
  plan: planSource,
});
