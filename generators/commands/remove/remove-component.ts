import { unlist } from "../../edit/manifests/listing.ts";
import type { Tree } from "../../edit/tree.ts";
import { closureOf } from "../../model/kustomize/closure.ts";
import { kustomizationFileIn } from "../../model/kustomize/references.ts";
import { FLUX_CD } from "../../model/layouts/flux-cd.ts";
import type { FluxKustomization } from "../../model/objects/flux.ts";
import type { Repository } from "../../model/views/repository.ts";
import type { Generator, Plan, RawAnswers } from "../command/generator.ts";
import { isOrphaned, orphanObjects } from "./left/orphan-objects.ts";
import { prunedIn } from "./left/pruned.ts";
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
  const syncs = appliersOf(folder, repository);
  const lost = prunedIn([folder], tree);
  const stays = isOrphaned(folder, tree);
  unlist(folder, tree, repository.layout.path("components"));
  for (const path of tree.files(folder)) tree.remove(path);
  refuseDangling(repository.files, tree);
  const prunes = syncs.some(({ prune }) => prune);
  const names = syncs.map((sync) => sync.name).join(", ");
  const pruned =
    syncs.length === 0
      ? [`Nothing applies ${name}: Flux deletes nothing.`]
      : stays
        ? [
            `${name} is marked to stay: Flux deletes nothing, and Flux goes on with its HelmReleases.`,
          ]
        : prunes
          ? lost
          : [`${names} does not prune: Flux deletes nothing.`];
  return {
    notes: [...pruned, ...selectorNotes(repository.files, tree)],
    subject: `Remove component ${name}`,
    next: [],
    typed: name,
  };
}

/** The Flux Kustomizations that apply a component: in a list of components, or by itself. */
function appliersOf(component: string, repository: Repository): FluxKustomization[] {
  const { files } = repository;
  const own = kustomizationFileIn(files, component) ?? "";
  return repository.syncs.filter((sync) => {
    const folder = repository.folderOf(sync);
    if (folder === undefined) return false;
    // Where a folder has no list of its own, Flux applies everything below it.
    return kustomizationFileIn(files, folder) === undefined
      ? `${component}/`.startsWith(`${folder}/`)
      : closureOf(files, [folder]).files.has(own);
  });
}

/** The first of two pull requests: every object of the component says that it is to stay. */
function planOrphan(name: string, repository: Repository, tree: Tree): Plan {
  const again = `npm run remove:component -- --name ${name}`;
  orphanObjects(repository.layout.path("component", { component: name }), name, again, tree);
  return {
    notes: [
      `Every object of ${name} is marked: when it is removed from Git, it stays in the cluster, its HelmReleases go on upgrading within their ranges.`,
    ],
    subject: `Let go of component ${name}`,
    next: [`Once Flux has applied this, the second step: ${again}`],
  };
}
