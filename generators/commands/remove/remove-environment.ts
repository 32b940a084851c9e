import { keepAppOrder } from "../../edit/manifests/app-order.ts";
import { unlist } from "../../edit/manifests/listing.ts";
import type { Tree } from "../../edit/tree.ts";
import { whenDeleted } from "../../model/deletions/switches.ts";
import { type Environment, syncsOf } from "../../model/views/environment.ts";
import { fileOf } from "../../model/views/objects.ts";
import type { Repository } from "../../model/views/repository.ts";
import { defineCommand } from "../command/command.ts";
import type { Plan, PlanContext } from "../command/plan.ts";
import { orphanSync } from "./left/orphan-sync.ts";
import { secondStep } from "./left/second-step.ts";
import { removalOptions } from "./options.ts";
import { removeFromAlerts } from "./wiring/alerts.ts";
import { refuseDangling, selectorNotes } from "./wiring/dangling.ts";
import { removeUnusedAutomation } from "./wiring/image-automation.ts";
import { relink } from "./wiring/relink.ts";
import { removeSources } from "./wiring/sources.ts";

const OPTIONS = removalOptions({
  label: "Environment",
  help: "the environment",
  example: "qa",
  names: namesOf,
});

/** As it is printed; what removes a source names it too. */
export const REMOVE_ENVIRONMENT = { name: "remove:env", options: OPTIONS };

/** `remove:env`: the inverse of `new:env`, from what the repository holds now. */
export const removeEnvironment = defineCommand({
  ...REMOVE_ENVIRONMENT,
  summary:
    "Remove an environment: its overlay, sync and source; the next one waits for the one before.",
  plan({ name, orphan }, context) {
    const environment = context.repository.environment(name) as Environment;
    if (orphan) return planOrphan(environment, context);
    const notes = takeOut(environment, context.repository, context.tree);
    return {
      notes,
      subject: `Remove environment ${name}`,
      next: [],
      typed: name,
      removes: context.tree,
    };
  },
});

function namesOf({ environments }: Repository): string[] {
  return environments.map(({ name }) => name);
}

/**
 * Takes an environment out of the repository, with all that is there for it alone.
 * @param heir who comes in its place: the sync that others then wait for.
 * @returns what to know of it, one sentence each.
 * @throws UserError where something else would be left dangling.
 */
export function takeOut(
  environment: Environment,
  repository: Repository,
  tree: Tree,
  heir?: Environment,
): string[] {
  const { folder, sync } = environment;
  const { layout } = repository;
  const waiting = relink(environment, heir, repository, tree);
  unlist(fileOf(sync.object), tree, layout.path("environments"));
  for (const path of tree.files(folder)) tree.remove(path);
  keepAppOrder(repository, tree);
  const wiring = [
    ...removeUnusedAutomation(repository, tree),
    ...removeSources(environment, repository, tree),
    ...removeFromAlerts(repository, tree),
  ];
  refuseDangling(repository.files, tree);
  const order = namesOf(tree.model);
  return [
    `Rollout order: ${order.join(" -> ") || "no environment is left"}.`,
    ...waiting,
    ...wiring,
    ...selectorNotes(repository.files, tree),
  ];
}

/** The first of two pull requests: Flux lets go of what it applied. */
function planOrphan(
  environment: Environment,
  { repository, tree, commandLine }: PlanContext,
): Plan {
  const { name, sync } = environment;
  const again = commandLine(REMOVE_ENVIRONMENT, { name });
  const deleting = syncsOf(environment).filter((flux) => whenDeleted({ flux }, true).deletes);
  const syncs = deleting.length === 0 ? [sync] : deleting;
  return {
    notes: syncs.map((each) => orphanSync(each, again, tree)),
    subject: `Let go of environment ${name}`,
    next: [`Once Flux has applied this, the second step: ${again}`],
    ...secondStep(repository, tree, (next, second) => {
      takeOut(next.environment(name) as Environment, next, second);
    }),
  };
}
