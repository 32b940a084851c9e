import type { Files } from "../../base/files.ts";
import { textAt } from "../../base/yaml/at.ts";
import type { Tree } from "../../edit/tree.ts";
import { type Environment, foldersOf } from "../../model/views/environment.ts";
import type { Repository } from "../../model/views/repository.ts";
import { writtenIn } from "../../model/views/written-objects.ts";
import type { Plan } from "../command/plan.ts";
import { exposedIn, hasOwnHosts } from "../new-env/hosts.ts";
import { addEnvironment } from "../new-env/plan.ts";
import { markHeir } from "./heir.ts";
import { copyWiring } from "./wiring.ts";

/** A copy as it is now: nothing of it is asked for. */
export function copyOf(from: Environment, name: string) {
  return {
    names: [name],
    from,
    sizing: {},
    after: undefined,
    apps: undefined,
    ref: undefined,
    artifacts: false,
  };
}

/** It waits for what its original waits for, and nobody waits for it. */
export const BESIDE = { dependsOn: undefined, next: [] };

/**
 * The new environment beside the old one.
 * @param second the command of the second step, as it is printed and as it stands in a file.
 */
export function planFirstStep(
  from: Environment,
  name: string,
  second: { readonly again: string; readonly inFile: string },
  repository: Repository,
  tree: Tree,
  templates: Files,
): Plan {
  const copied = addEnvironment(name, BESIDE, copyOf(from, name), repository, tree, templates);
  const to = tree.model.environment(name) as Environment;
  const wired = copyWiring(from, to, repository, tree);
  markHeir(to, from.name, second.inFile, tree);
  return {
    notes: [
      `Step 1 of 2: ${name} is added beside ${from.name}. A namespace can't be renamed: in one step Flux would delete ${from.name} and all that is in it, while ${name} starts from nothing.`,
      `${name} waits for what ${from.name} waits for. Until step 2 both run, and the cluster needs room for both.`,
      ...hostNotes(from, name, repository),
      ...wired,
      ...copied,
    ],
    subject: `Rename environment ${from.name} to ${name}, step 1 of 2`,
    next: [
      ...dataSteps(from, name, tree),
      `Once ${readyWords(to)} Ready (flux get kustomizations) and its data is there, step 2: ${second.again}`,
    ],
  };
}

/** Whose readiness is waited for, with its verb. */
export function readyWords({ sync, appSyncs = [] }: Environment): string {
  return appSyncs.length === 0 ? `${sync.name} is` : `${sync.name} and the syncs of its apps are`;
}

/** What callers of the apps have to know. */
function hostNotes(from: Environment, name: string, repository: Repository): string[] {
  const exposed = exposedIn(from, repository).join(", ");
  if (exposed === "") return [];
  return [
    hasOwnHosts(from, repository)
      ? `Hosts change with the name, ${from.name}.<host> to ${name}.<host> (${exposed}): both are served until step 2, by then callers and DNS have to use the new ones.`
      : `BOTH SERVE THE SAME HOSTS until step 2 (${exposed}). Of two HTTPRoutes the older one wins (Gateway API), so requests stay with ${from.name}; of two Ingresses the controller decides, or its webhook refuses the second.`,
  ];
}

/** What is in the namespace and not in Git stays behind. */
function dataSteps(from: Environment, name: string, tree: Tree): string[] {
  const objects = writtenIn(tree, ...foldersOf(from));
  const secrets = objects
    .filter(({ kind, data }) => kind === "Secret" && isSetByHand(data))
    .map((each) => each.name);
  const set =
    secrets.length === 0
      ? ""
      : ` The values of ${secrets.join(", ")} are placeholders in Git: set them in ${name} too.`;
  return [
    `What is in ${from.name} and not in Git does not move: volumes, Secrets set by hand, objects that apps made. Copy what is needed before step 2.${set}`,
  ];
}

/** Flux creates it once and then leaves it alone. */
function isSetByHand(data: unknown): boolean {
  const option = textAt(data, "metadata", "annotations", "kustomize.toolkit.fluxcd.io/ssa");
  return option === "IfNotPresent";
}
