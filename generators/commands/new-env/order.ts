import { UserError } from "../../base/problem/problem.ts";
import { setDependsOn } from "../../edit/manifests/depends-on.ts";
import type { Tree } from "../../edit/tree.ts";
import type { FluxKustomization } from "../../model/objects/flux.ts";
import type { Environment } from "../../model/views/environment.ts";
import { fileOf } from "../../model/views/objects.ts";
import type { Repository } from "../../model/views/repository.ts";

/** A place in the rollout order. */
export interface RolloutPlace {
  /** The Flux Kustomization that whoever takes the place depends on, if any. */
  readonly dependsOn: string | undefined;
  /** The environments that will depend on the newEnvironment instead. */
  readonly next: readonly Environment[];
}

/** The place after an environment, or the first one. */
export function comesAfter(after: Environment | undefined, repository: Repository): RolloutPlace {
  const { environments } = repository;
  const syncs = new Set(environments.map(({ sync }) => sync.name));
  if (after !== undefined) {
    const follows = ({ sync }: Environment) =>
      sync.dependsOn.some(({ name }) => name === after.sync.name);
    return { dependsOn: after.sync.name, next: environments.filter(follows) };
  }
  const first = environments.filter(
    ({ sync }) => !sync.dependsOn.some(({ name }) => syncs.has(name)),
  );
  const basis = first[0]?.sync.dependsOn[0]?.name ?? repository.applicationsSync.dependsOn[0]?.name;
  return { dependsOn: basis, next: first };
}

/** Makes the next environments depend on the newEnvironment: one scalar in each one's sync. */
export function dependOnNewEnvironment(
  place: RolloutPlace,
  newEnvironment: string,
  tree: Tree,
): string[] {
  return place.next.map(({ name, sync }) => {
    takePlace(sync, place.dependsOn, newEnvironment, tree);
    return `${name} now waits for ${newEnvironment}${place.dependsOn ? ` instead of ${place.dependsOn}` : ""}.`;
  });
}

/** What gives a sync its place: the environment that it waits for, else its first dependency. */
export function dependencyIn(
  { dependsOn }: FluxKustomization,
  { environments }: Repository,
): FluxKustomization["dependsOn"][number] | undefined {
  const syncs = new Set(environments.map(({ sync }) => sync.name));
  return dependsOn.find(({ name }) => syncs.has(name)) ?? dependsOn[0];
}

/**
 * Lets a sync wait for one in the place of another; for one more where it waited for nobody.
 * @throws UserError where it waits for others.
 */
export function takePlace(
  sync: FluxKustomization,
  from: string | undefined,
  to: string,
  tree: Tree,
): void {
  const isClear = sync.dependsOn.length === 0 || sync.dependsOn.some(({ name }) => name === from);
  if (!isClear) {
    throw UserError.of(
      "order",
      `${sync.name} does not depend on ${from}, so its place is not clear.`,
      {
        path: fileOf(sync.object),
        hint: "Name another environment with --after.",
      },
    );
  }
  setDependsOn(sync, from, { name: to }, tree);
}
