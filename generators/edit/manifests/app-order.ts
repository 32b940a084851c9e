import type { FluxKustomization } from "../../model/objects/flux.ts";
import { appsBefore } from "../../model/views/order.ts";
import type { Repository } from "../../model/views/repository.ts";
import type { Tree } from "../tree.ts";
import { setDependsOn } from "./depends-on.ts";

/**
 * Keeps the rollout order of apps that have syncs of their own: each waits for itself in the
 * environment before. Only what the plan has changed is written: a dependency that a person took
 * out or added stays so.
 * @param before the repository before the plan.
 */
export function keepAppOrder(before: Repository, tree: Tree): void {
  const after = tree.model;
  const appSyncs = new Set(
    [before, after].flatMap(({ environments }) =>
      environments.flatMap(({ appSyncs: own = [] }) => own.map(({ sync }) => sync.name)),
    ),
  );
  if (appSyncs.size === 0) return;
  const earlier = new Map(waitingIn(before).map((each) => [each.sync.name, each]));
  for (const { sync, waitsFor } of waitingIn(after)) {
    const had = earlier.get(sync.name)?.waitsFor;
    const isStale = (name: string) =>
      appSyncs.has(name) && !waitsFor.includes(name) && (had === undefined || had.includes(name));
    const now = sync.dependsOn.map(({ name }) => name);
    const removed = now.filter(isStale);
    const added = waitsFor.filter((name) => !now.includes(name) && had?.includes(name) !== true);
    for (const [from, to] of pairsOf(removed, added)) {
      setDependsOn(sync, from, to === undefined ? undefined : { name: to }, tree);
    }
  }
}

interface Waiting {
  readonly sync: FluxKustomization;
  /** The names of the apps' Flux Kustomizations that it waits for. */
  readonly waitsFor: readonly string[];
}

/** Each Flux Kustomization that applies apps of an environment. */
function waitingIn(repository: Repository): Waiting[] {
  return repository.environments.flatMap((environment) => {
    const { sync, appSyncs } = environment;
    const before = appsBefore(environment, repository.appsOf(environment), repository);
    const namesOf = (app: string) => (before.get(app) ?? []).map(({ name }) => name);
    return appSyncs === undefined
      ? [{ sync, waitsFor: [...before.keys()].flatMap(namesOf) }]
      : appSyncs.map((each) => ({ sync: each.sync, waitsFor: namesOf(each.app) }));
  });
}

/** One in the place of another as long as there are both. */
function pairsOf(
  removed: readonly string[],
  added: readonly string[],
): [from: string | undefined, to: string | undefined][] {
  const length = Math.max(removed.length, added.length);
  return Array.from({ length }, (_, index) => [removed[index], added[index]]);
}
