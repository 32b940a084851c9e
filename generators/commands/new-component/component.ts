import { defineCommand } from "../command/command.ts";
import { OPTIONS } from "./options.ts";
import { planComponent } from "./plan.ts";

/** `new:component`: a Helm chart that the whole cluster uses. */
export const newComponent = defineCommand({
  name: "new:component",
  summary: "Add a component of the infrastructure: a Helm chart.",
  options: OPTIONS,
  plan: planComponent,
});
