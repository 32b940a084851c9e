import { keepAppOrder } from "../../edit/manifests/app-order.ts";
import type { Tree } from "../../edit/tree.ts";
import type { Repository } from "../../model/views/repository.ts";
import { writtenIn } from "../../model/views/written-objects.ts";
import { defineCommand } from "../command/command.ts";
import type { Plan, PlanContext } from "../command/plan.ts";
import { MARK, orphanObjects } from "./left/orphan-objects.ts";
import { secondStep } from "./left/second-step.ts";
import { removalOptions } from "./options.ts";
import { removeFromAlerts } from "./wiring/alerts.ts";
import { refuseDangling } from "./wiring/dangling.ts";
import { removeUnusedAutomation } from "./wiring/image-automation.ts";
import { removeFromOverlay } from "./wiring/overlay.ts";

const OPTIONS = removalOptions({
  label: "App",
  help: "the app",
  example: "checkout",
  names: ({ apps }) => apps,
});

/** `remove:app`: the inverse of `new:app`, from what the repository holds now. */
export const removeApplication = defineCommand({
  name: "remove:app",
  summary: "Remove an app: its base, and its lines in every environment.",
  options: OPTIONS,
  plan: ({ name, orphan }, context) =>
    orphan ? planOrphan(name, context) : planRemoval(name, context.repository, context.tree),
});

function planRemoval(app: string, repository: Repository, tree: Tree): Plan {
  const base = repository.layout.path("base", { app });
  const users = repository.environments.filter((each) => repository.appsOf(each).includes(app));
  const objects = writtenIn(tree, base);
  for (const environment of users) {
    removeFromOverlay({ app, objects }, environment, repository, tree);
  }
  for (const path of tree.files(base)) tree.remove(path);
  keepAppOrder(repository, tree);
  const notes = [
    ...removeUnusedAutomation(repository, tree),
    ...removeFromAlerts(repository, tree),
  ];
  refuseDangling(repository.files, tree);
  return { notes, subject: `Remove app ${app}`, next: [], typed: app, removes: tree };
}

/** The first of two pull requests: every object of the app says that it is to stay. */
function planOrphan(app: string, { repository, tree, commandLine }: PlanContext): Plan {
  const again = commandLine({ name: "remove:app", options: OPTIONS }, { name: app });
  orphanObjects(repository.layout.path("base", { app }), app, again, tree);
  return {
    notes: [`Every object of ${app} is marked: ${MARK}.`],
    subject: `Let go of app ${app}`,
    next: [`Once Flux has applied this in every environment, the second step: ${again}`],
    ...secondStep(repository, tree, (next, second) => planRemoval(app, next, second)),
  };
}
