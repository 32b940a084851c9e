import type { Files } from "../../base/files.ts";
import type { Tree } from "../../edit/tree.ts";
import type { Environment } from "../../model/views/environment.ts";
import { fileOf } from "../../model/views/objects.ts";
import type { Repository } from "../../model/views/repository.ts";
import { type Generator, one, type Plan, type RawAnswers } from "../command/generator.ts";
import type { Question } from "../command/questions.ts";
import { asking } from "../command/rows.ts";
import { newNameFault } from "../new-env/new-name.ts";
import { planFirstStep } from "./first-step.ts";
import { isHeirOf } from "./heir.ts";
import { planSecondStep } from "./second-step.ts";

const QUESTIONS: readonly Question[] = [
  {
    name: "name",
    value: "ENV",
    label: "Environment",
    help: "the environment, as it is called now",
    required: () => true,
    choices: (_, { environments }) =>
      Object.fromEntries(environments.map(({ name }) => [name, name])),
  },
  {
    name: "to",
    value: "NAME",
    label: "New name",
    help: "what it will be called",
    required: () => true,
    fault: newNameOrHeirFault,
  },
];

/**
 * `rename:env`: a namespace can't be renamed, and Flux deletes what a Flux Kustomization of
 * another name no longer applies. So it takes two commands, each a pull request: the new
 * environment beside the old one, and then the old one's removal.
 */
export const renameEnvironment: Generator<RawAnswers> = {
  name: "rename:env",
  summary: "Rename an environment in two steps: a copy beside it, then its removal.",
  example: "--name qa --to uat",
  ...asking(QUESTIONS),
  plan(answers: RawAnswers, repository: Repository, tree: Tree, templates: Files): Plan {
    const from = repository.environment(one(answers, "name") ?? "") as Environment;
    const name = one(answers, "to") ?? "";
    const to = repository.environment(name);
    return to === undefined
      ? planFirstStep(from, name, repository, tree, templates)
      : planSecondStep(from, to, repository, tree, templates);
  },
};

/** The name is new, or that of the environment that the first step made. */
function newNameOrHeirFault(
  name: string,
  answers: RawAnswers,
  repository: Repository,
): string | undefined {
  const from = one(answers, "name") ?? "";
  if (name === from) return `${from} is its name already.`;
  const to = repository.environment(name);
  if (to === undefined) return newNameFault(name, repository)?.message;
  const heir = isHeirOf(to, repository.files);
  // That there is no such environment is said already.
  if (heir === from || repository.environment(from) === undefined) return undefined;
  return heir === undefined
    ? `${name} exists already, and its sync does not say that it takes the place of ${from}: ${fileOf(to.sync.object)}.`
    : `${name} takes the place of ${heir}, and not of ${from}: ${fileOf(to.sync.object)}.`;
}
