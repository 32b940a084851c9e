import type { Generator, RawAnswers } from "../command/generator.ts";
import { asking } from "../command/rows.ts";
import { planComponent } from "./plan.ts";
import { QUESTIONS } from "./questions.ts";

/** `new:component`: a Helm chart that the whole cluster uses. */
export const component: Generator<RawAnswers> = {
  name: "new:component",
  summary: "Add a component of the infrastructure: a Helm chart.",
  example: "--repo https://charts.example.com --chart shop --version '>=1.2.0 <2.0.0'",
  ...asking(QUESTIONS),
  plan: planComponent,
};
