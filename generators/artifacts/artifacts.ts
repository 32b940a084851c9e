import { type Generator, many, type Plan, type Raw } from "../generator/generator.ts";
import type { Question } from "../generator/questions.ts";
import { asking } from "../generator/rows.ts";
import { Repository } from "../repository/repository.ts";
import type { Files, Tree } from "../tree/tree.ts";
import { SOURCE_WATCHER, splitOff } from "./split.ts";

const QUESTIONS: readonly Question[] = [
  {
    name: "sync",
    value: "SYNC",
    repeatable: true,
    label: "Flux Kustomizations",
    help: "the Flux Kustomizations that get an artifact (default: all but the bootstrap's own)",
    required: () => "Every Flux Kustomization of this repository reads an artifact already.",
    default: (_, repository) => splittable(repository).join(",") || undefined,
    choices: (_, repository) =>
      Object.fromEntries(splittable(repository).map((name) => [name, name])),
  },
];

/** `artifacts`: each Flux Kustomization reads an artifact of its own instead of the whole repository. */
export const artifacts: Generator<Raw> = {
  name: "artifacts",
  summary: "Split the repository: each sync reads an artifact with only what it builds.",
  example: "--yes",
  ...asking(QUESTIONS),
  plan: planArtifacts,
};

/**
 * Those that read a GitRepository with this repository. The one that applies the sources
 * stays with Git: the generators come to the cluster with it.
 */
function splittable(repository: Repository): string[] {
  return repository.syncs
    .filter((sync) => sync.source.kind === "GitRepository" && repository.readsItself(sync))
    .filter(
      (sync) => ![".", repository.layout.bootstrap, undefined].includes(repository.folderOf(sync)),
    )
    .map(({ name }) => name);
}

function planArtifacts(answers: Raw, repository: Repository, tree: Tree, templates: Files): Plan {
  const names = many(answers, "sync") ?? [];
  for (const name of names) {
    // Each sees what the one before wrote: the generators share a file.
    const current = new Repository(tree, repository.layout);
    const sync = current.syncs.find((each) => each.name === name);
    if (sync !== undefined) splitOff(sync, current, tree, templates);
  }
  const { apps, environments } = repository;
  const readers = (app: string) =>
    environments
      .filter((each) => repository.appsOf(each).includes(app))
      .map(({ sync }) => sync.name)
      .join(", ");
  return {
    notes: [
      `${names.join(", ")}: each reads an artifact of its own, and no commit reconciles it that changes no file in there.`,
      ...apps.map(
        (app) => `A commit to the base of ${app} reconciles: ${readers(app) || "nothing"}.`,
      ),
    ],
    subject: "Split the repository into artifacts",
    next: [SOURCE_WATCHER],
  };
}
