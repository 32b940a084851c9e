import { keepAppOrder } from "../../edit/manifests/app-order.ts";
import type { Tree } from "../../edit/tree.ts";
import type { Repository } from "../../model/views/repository.ts";
import type { Generator, Plan, RawAnswers } from "../command/generator.ts";
import { isOrphaned, orphanObjects } from "./left/orphan-objects.ts";
import { objectsOf, prunedIn } from "./left/pruned.ts";
import { ORPHAN, subjectOf, subjectRow } from "./rows.ts";
import { removeFromAlerts } from "./wiring/alerts.ts";
import { refuseDangling } from "./wiring/dangling.ts";
import { removeUnusedAutomation } from "./wiring/image-automation.ts";
import { removeFromOverlay } from "./wiring/overlay.ts";

interface Answers {
  readonly app: string;
  readonly orphan: boolean;
}

/** `remove:app`: the inverse of `new:app`, from what the repository holds now. */
export const removeApplication: Generator<Answers> = {
  name: "remove:app",
  summary: "Remove an app: its base, and its lines in every environment.",
  example: "--name checkout",
  flags: [{ name: "name", value: "NAME", help: "the app" }, ORPHAN],
  rows: (repository) => [subjectRow("App", () => repository.apps)],
  answers: (raw: RawAnswers, repository: Repository) => ({
    app: subjectOf(raw, "App", repository.apps),
    orphan: raw.orphan === true,
  }),
  plan: ({ app, orphan }: Answers, repository: Repository, tree: Tree): Plan =>
    orphan ? planOrphan(app, repository, tree) : planRemoval(app, repository, tree),
};

function planRemoval(app: string, repository: Repository, tree: Tree): Plan {
  const base = repository.layout.path("base", { app });
  const users = repository.environments.filter((each) => repository.appsOf(each).includes(app));
  const objects = objectsOf(tree, base);
  const where = users.map(({ name }) => name).join(", ");
  const lost = prunedIn([base], tree, ` in each of ${where}`);
  const stays = isOrphaned(base, tree);
  for (const environment of users) {
    removeFromOverlay({ app, objects }, environment, repository, tree);
  }
  for (const path of tree.files(base)) tree.remove(path);
  keepAppOrder(repository, tree);
  const wiring = [
    ...removeUnusedAutomation(repository, tree),
    ...removeFromAlerts(repository, tree),
  ];
  refuseDangling(repository.files, tree);
  const pruned =
    users.length === 0
      ? [`No environment runs ${app}: Flux deletes nothing.`]
      : stays
        ? [`${app} is marked to stay: Flux deletes nothing, it goes on running in ${where}.`]
        : lost;
  return { notes: [...pruned, ...wiring], subject: `Remove app ${app}`, next: [], typed: app };
}

/** The first of two pull requests: every object of the app says that it is to stay. */
function planOrphan(app: string, repository: Repository, tree: Tree): Plan {
  const again = `npm run remove:app -- --name ${app}`;
  orphanObjects(repository.layout.path("base", { app }), app, again, tree);
  return {
    notes: [`Every object of ${app} is marked: when it is removed from Git, it goes on running.`],
    subject: `Let go of app ${app}`,
    next: [`Once Flux has applied this in every environment, the second step: ${again}`],
  };
}
