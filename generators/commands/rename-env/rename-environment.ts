import { options } from "../../base/options/options.ts";
import type { Environment } from "../../model/views/environment.ts";
import { fileOf } from "../../model/views/objects.ts";
import type { Repository } from "../../model/views/repository.ts";
import { defineCommand } from "../command/command.ts";
import { commandLine } from "../command/command-line.ts";
import { newNameFault } from "../new-env/new-name.ts";
import { planFirstStep } from "./first-step.ts";
import { isHeirOf } from "./heir.ts";
import { planSecondStep } from "./second-step.ts";

const OPTIONS = options<Repository>()
  .text("name", {
    value: "ENV",
    question: "Environment",
    help: "the environment, as it is called now",
    example: "qa",
    required: true,
    choices: (_, { environments }) =>
      Object.fromEntries(environments.map(({ name }) => [name, name])),
  })
  .text("to", {
    value: "NAME",
    question: "New name",
    help: "what it will be called",
    example: "uat",
    required: true,
    check: (to, { name }, repository) => newNameOrHeirFault(to, name, repository),
  });

const RENAME = { name: "rename:env", options: OPTIONS };

/**
 * `rename:env`: a namespace can't be renamed, and Flux deletes what a Flux Kustomization of
 * another name no longer applies. So it takes two commands, each a pull request: the new
 * environment beside the old one, and then the old one's removal.
 */
export const renameEnvironment = defineCommand({
  ...RENAME,
  summary: "Rename an environment in two steps: a copy beside it, then its removal.",
  plan(answers, context) {
    const { repository, tree, templates } = context;
    const from = repository.environment(answers.name) as Environment;
    const to = repository.environment(answers.to);
    if (to !== undefined) return planSecondStep(from, to, repository, tree, templates);
    const again = context.commandLine(RENAME, answers);
    // Whoever reads the repository's file stands in that repository.
    const inFile = commandLine(RENAME, answers);
    return planFirstStep(from, answers.to, { again, inFile }, repository, tree, templates);
  },
});

/** The name is new, or that of the environment that the first step made. */
function newNameOrHeirFault(name: string, from = "", repository: Repository): string | undefined {
  if (name === from) return `${from} is its name already.`;
  const to = repository.environment(name);
  if (to === undefined) return newNameFault(name, {}, repository)?.message;
  const heir = isHeirOf(to, repository.files);
  // That there is no such environment is said already.
  if (heir === from || repository.environment(from) === undefined) return undefined;
  return heir === undefined
    ? `${name} exists already, and its sync does not say that it takes the place of ${from}: ${fileOf(to.sync.object)}.`
    : `${name} takes the place of ${heir}, and not of ${from}: ${fileOf(to.sync.object)}.`;
}
