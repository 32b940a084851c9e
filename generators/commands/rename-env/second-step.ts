import { posix } from "node:path";
import type { Files } from "../../base/files.ts";
import { Tree } from "../../edit/tree.ts";
import type { Environment } from "../../model/views/environment.ts";
import type { Repository } from "../../model/views/repository.ts";
import type { Plan } from "../command/plan.ts";
import { addEnvironment } from "../new-env/plan.ts";
import { takeOut } from "../remove/remove-environment.ts";
import { BESIDE, copyOf, readyWords } from "./first-step.ts";
import { differences, unmarkHeir } from "./heir.ts";

/** The old environment's removal: whoever waited for it waits for the new one. */
export function planSecondStep(
  from: Environment,
  to: Environment,
  repository: Repository,
  tree: Tree,
  templates: Files,
): Plan {
  const changed = differences(copyNow(from, to, repository, templates), to, repository, tree);
  unmarkHeir(to, tree);
  const removed = takeOut(from, repository, tree, to);
  return {
    notes: [
      `Step 2 of 2: ${from.name} is removed, ${to.name} is in its place. Merge it only when ${readyWords(to)} Ready.`,
      ...changed.map(
        (path) =>
          `${path} is not the same in ${from.name} and ${to.name}: what only ${from.name} has goes with it.`,
      ),
      ...removed,
    ],
    subject: `Rename environment ${from.name} to ${to.name}, step 2 of 2`,
    next: [],
    typed: from.name,
    removes: tree,
  };
}

/** What the first step would write today, by its path from the overlay. */
function copyNow(
  from: Environment,
  { name, folder }: Environment,
  { files, layout }: Repository,
  templates: Files,
): Map<string, string> {
  const without = new Tree(files, layout);
  for (const path of without.files(folder)) without.remove(path);
  const before = without.model;
  const tree = new Tree(without, layout);
  addEnvironment(name, BESIDE, copyOf(from, name), before, tree, templates);
  return new Map(
    tree.files(folder).map((path) => [posix.relative(folder, path), tree.read(path) ?? ""]),
  );
}
