import type { Files } from "../../base/files.ts";
import { setPrune } from "../../edit/manifests/fields.ts";
import { markIn, putFirstLine, removeMark } from "../../edit/manifests/first-line.ts";
import type { Tree } from "../../edit/tree.ts";
import type { Environment } from "../../model/views/environment.ts";
import { fileOf } from "../../model/views/objects.ts";
import type { Repository } from "../../model/views/repository.ts";

/**
 * The three steps that give each app of an environment a sync of its own. Objects go from one
 * Flux Kustomization to others, in no order that could be relied on: one that prunes would delete
 * what the others have not taken over yet. So it does not prune (1) while they move (2), and prunes
 * again when it no longer knows them (3).
 */
export type ConversionStep = 1 | 2 | 3;

/** The first line of the environment's sync between the first step and the last. */
const MARK = /^# Step [12] of 3 of "npm run artifacts": /;

const REASONS = {
  1: "no pruning, before each app gets a sync of its own.",
  2: "no pruning, until the objects of the apps have moved to their own syncs.",
};

/** The step that comes next; undefined where each app has a sync of its own. */
export function nextStep(
  environment: Environment,
  repository: Repository,
): ConversionStep | undefined {
  const { appSyncs, sync } = environment;
  if (appSyncs !== undefined) return isMarked(environment, repository.files) ? 3 : undefined;
  const moves = repository.appsOf(environment).length > 0;
  return moves && sync.prune ? 1 : 2;
}

/** Whether an environment is between the first step and the last. */
export function isMarked({ sync }: Environment, files: Files): boolean {
  return markIn(files.read(fileOf(sync.object)) ?? "", MARK) !== undefined;
}

/** The first step: its sync leaves what it no longer applies. */
export function stopPruning(environment: Environment, tree: Tree): void {
  setPrune(environment.sync, false, tree);
  mark(environment, 1, tree);
}

/** The second step, where the first one was taken. */
export function markMoved(environment: Environment, tree: Tree): void {
  if (isMarked(environment, tree)) mark(environment, 2, tree);
}

/** The third step: it prunes as before. */
export function pruneAgain({ sync }: Environment, tree: Tree): void {
  setPrune(sync, true, tree);
  removeMark(fileOf(sync.object), MARK, tree);
}

function mark({ sync }: Environment, step: keyof typeof REASONS, tree: Tree): void {
  const path = fileOf(sync.object);
  removeMark(path, MARK, tree);
  putFirstLine(path, `# Step ${step} of 3 of "npm run artifacts": ${REASONS[step]}`, tree);
}
