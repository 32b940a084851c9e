import { options } from "../../base/options/options.ts";
import type { Repository } from "../../model/views/repository.ts";
import { defineCommand } from "../command/command.ts";
import type { Plan, PlanContext } from "../command/plan.ts";
import { planSteps } from "./plan-steps.ts";
import { SOURCE_WATCHER, splitOff } from "./split/split.ts";
import { nextStep } from "./steps.ts";

const OPTIONS = options<Repository>().list("sync", {
  question: "Flux Kustomizations",
  help: "the Flux Kustomizations that get an artifact, those of environments one for each app (default: all but the bootstrap's own)",
  required:
    "There is nothing to do: every Flux Kustomization reads an artifact, and every app of an environment has one of its own.",
  default: (_, repository) => splittable(repository),
  choices: (_, repository) =>
    Object.fromEntries(splittable(repository).map((name) => [name, name])),
});

const SPLIT = { name: "artifacts", options: OPTIONS };

/**
 * `artifacts`: each Flux Kustomization reads an artifact of its own instead of the whole
 * repository. Environments are taken one step further: their apps get syncs of their own first.
 */
export const artifacts = defineCommand({
  ...SPLIT,
  summary:
    "Split the repository: each sync, and each app of an environment, reads an artifact with only what it builds.",
  plan: planArtifacts,
});

/**
 * Those that read a GitRepository with this repository, and those of environments with a step left.
 * The one that applies the sources stays with Git: the generators come to the cluster with it.
 */
function splittable(repository: Repository): string[] {
  const left = new Set(
    repository.environments
      .filter((each) => nextStep(each, repository) !== undefined)
      .map(({ sync }) => sync.name),
  );
  return repository.syncs
    .filter((sync) => repository.readsItself(sync))
    .filter((sync) => sync.source.kind === "GitRepository" || left.has(sync.name))
    .filter(
      (sync) =>
        ![".", repository.layout.path("bootstrap"), undefined].includes(repository.folderOf(sync)),
    )
    .map(({ name }) => name);
}

function planArtifacts(
  { sync: names }: (typeof OPTIONS)["answers"],
  { repository, tree, templates, commandLine }: PlanContext,
): Plan {
  const environments = repository.environments.filter(
    (each) => names.includes(each.sync.name) && nextStep(each, repository) !== undefined,
  );
  const stepping = environments.map(({ sync }) => sync.name);
  const others = names.filter((name) => !stepping.includes(name));
  for (const name of others) {
    // Each sees what the one before wrote: the generators share a file.
    const sync = tree.model.syncs.find((each) => each.name === name);
    if (sync !== undefined) splitOff(sync, tree, templates);
  }
  const isAll = splittable(repository).every((name) => names.includes(name));
  const command = commandLine(SPLIT, isAll ? {} : { sync: stepping.join(",") });
  const { steps, notes, next, moves } = planSteps(
    environments,
    command,
    repository,
    tree,
    templates,
  );
  return {
    notes: [
      ...(others.length === 0
        ? []
        : [
            `${others.join(", ")}: each reads an artifact of its own, and no commit reconciles it that changes no file in there.`,
          ]),
      ...notes,
      ...(steps.includes(2) ? readerNotes(tree.model) : []),
    ],
    subject: `Split the repository into artifacts${steps.length === 1 ? `, step ${steps[0]} of 3` : ""}`,
    next: [
      ...(others.length === 0 || next.includes(SOURCE_WATCHER) ? [] : [SOURCE_WATCHER]),
      ...next,
    ],
    moves,
    ...(moves.length === 0 ? {} : { removes: tree }),
  };
}

/** What a commit to each app's base reconciles now. */
function readerNotes(repository: Repository): string[] {
  return repository.apps.map((app) => {
    const readers = repository.environments
      .filter((each) => repository.appsOf(each).includes(app))
      .map((each) => each.appSyncs?.find((own) => own.app === app)?.sync ?? each.sync);
    const list = readers.map(({ name }) => name).join(", ");
    return `A commit to the base of ${app} reconciles: ${list || "nothing"}.`;
  });
}
