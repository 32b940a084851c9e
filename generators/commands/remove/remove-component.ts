import { unlist } from "../../edit/manifests/listing.ts";
import type { Tree } from "../../edit/tree.ts";
import { kustomizationFileIn } from "../../model/kustomize/references.ts";
import { FLUX_CD } from "../../model/layouts/flux-cd.ts";
import type { Repository } from "../../model/views/repository.ts";
import { defineCommand } from "../command/command.ts";
import type { Plan, PlanContext } from "../command/plan.ts";
import { MARK, orphanObjects } from "./left/orphan-objects.ts";
import { secondStep } from "./left/second-step.ts";
import { removalOptions } from "./options.ts";
import { refuseDangling, selectorNotes } from "./wiring/dangling.ts";

const OPTIONS = removalOptions({
  label: "Component",
  help: `its folder in ${FLUX_CD.path("components")}/`,
  example: "cert-manager",
  names: componentsOf,
});

/** `remove:component`: the inverse of `new:component`, from what the repository holds now. */
export const removeComponent = defineCommand({
  name: "remove:component",
  summary: "Remove a component of the infrastructure: its folder, and its line in the list.",
  options: OPTIONS,
  plan: ({ name, orphan }, context) =>
    orphan ? planOrphan(name, context) : planRemoval(name, context.repository, context.tree),
});

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
function planOrphan(name: string, { repository, tree, commandLine }: PlanContext): Plan {
  const again = commandLine({ name: "remove:component", options: OPTIONS }, { name });
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
