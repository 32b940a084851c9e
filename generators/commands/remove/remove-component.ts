import { unlist } from "../../edit/manifests/listing.ts";
import type { Tree } from "../../edit/tree.ts";
import { kustomizationFileIn } from "../../model/kustomize/references.ts";
import { FLUX_CD } from "../../model/layouts/flux-cd.ts";
import type { Repository } from "../../model/views/repository.ts";
import type { Generator, Plan, RawAnswers } from "../command/generator.ts";
import { MARK, orphanObjects } from "./left/orphan-objects.ts";
import { secondStep } from "./left/second-step.ts";
import { ORPHAN, subjectOf, subjectRow } from "./rows.ts";
import { refuseDangling, selectorNotes } from "./wiring/dangling.ts";

interface Answers {
  readonly name: string;
  readonly orphan: boolean;
}

/** `remove:component`: the inverse of `new:component`, from what the repository holds now. */
export const removeComponent: Generator<Answers> = {
  name: "remove:component",
  summary: "Remove a component of the infrastructure: its folder, and its line in the list.",
  example: "--name cert-manager",
  flags: [
    { name: "name", value: "NAME", help: `its folder in ${FLUX_CD.path("components")}/` },
    ORPHAN,
  ],
  rows: (repository) => [subjectRow("Component", () => componentsOf(repository))],
  answers: (raw: RawAnswers, repository: Repository) => ({
    name: subjectOf(raw, "Component", componentsOf(repository)),
    orphan: raw.orphan === true,
  }),
  plan: ({ name, orphan }: Answers, repository: Repository, tree: Tree): Plan =>
    orphan ? planOrphan(name, repository, tree) : planRemoval(name, repository, tree),
};

/** The folders of the infrastructure that can be built. */
function componentsOf({ files, components }: Repository): string[] {
  return components
    .filter(({ folder }) => kustomizationFileIn(files, folder) !== undefined)
    .map(({ name }) => name);
}

/**
 * Whoever names the component is not re-pointed: a HelmRelease that waits for another one needs
 * it, as an environment that waits for the one before does not.
 */
function planRemoval(name: string, repository: Repository, tree: Tree): Plan {
  const folder = repository.layout.path("component", { component: name });
  unlist(folder, tree, repository.layout.path("components"));
  for (const path of tree.files(folder)) tree.remove(path);
  refuseDangling(repository.files, tree);
  return {
    notes: selectorNotes(repository.files, tree),
    subject: `Remove component ${name}`,
    next: [],
    typed: name,
    removes: tree,
  };
}

/** The first of two pull requests: every object of the component says that it is to stay. */
function planOrphan(name: string, repository: Repository, tree: Tree): Plan {
  const again = `npm run remove:component -- --name ${name}`;
  orphanObjects(repository.layout.path("component", { component: name }), name, again, tree);
  return {
    notes: [
      `Every object of ${name} is marked: ${MARK}. HelmReleases that stay go on upgrading within their ranges.`,
    ],
    subject: `Let go of component ${name}`,
    next: [`Once Flux has applied this, the second step: ${again}`],
    ...secondStep(repository, tree, (next, second) => planRemoval(name, next, second)),
  };
}
