import type { FluxKustomization } from "../objects/flux.ts";
import type { Environment } from "./environment.ts";
import type { Repository } from "./repository.ts";

/**
 * The environments that a change reaches just before this one: what its sync waits for,
 * followed through syncs that are of no environment (`dependsOn`). The syncs of apps do not count:
 * which of them it waits for follows from this (`appsBefore`).
 */
export function directlyBefore(environment: Environment, repository: Repository): Environment[] {
  const { environments, syncs } = repository;
  const seen = new Set([
    environment.sync.name,
    ...environments.flatMap(({ appSyncs = [] }) => appSyncs.map(({ sync }) => sync.name)),
  ]);
  const found: Environment[] = [];
  const queue = [...environment.sync.dependsOn];
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const { name, namespace } = next;
    if (seen.has(name)) continue;
    seen.add(name);
    const other = environments.find(({ sync }) => sync.name === name);
    if (other !== undefined) found.push(other);
    else {
      const between = syncs.find((each) => each.name === name && each.namespace === namespace);
      queue.push(...(between?.dependsOn ?? []));
    }
  }
  return found;
}

/**
 * The apps' own Flux Kustomizations that one of an environment waits for beside the environments'
 * own, by app: those of the same app in the environments before it, as far back as it is found.
 */
export function appsBefore(
  environment: Environment,
  apps: readonly string[],
  repository: Repository,
): ReadonlyMap<string, readonly FluxKustomization[]> {
  const found = new Map<string, FluxKustomization[]>();
  // Environments may wait for each other.
  const seen = new Set(apps.map((app) => `${environment.name}\0${app}`));
  const look = (from: Environment, wanted: ReadonlySet<string>) => {
    for (const before of directlyBefore(from, repository)) {
      const { name, appSyncs } = before;
      // Where the apps have one sync together, that is waited for already.
      if (appSyncs === undefined) continue;
      const fresh = new Set([...wanted].filter((app) => !seen.has(`${name}\0${app}`)));
      for (const app of fresh) seen.add(`${name}\0${app}`);
      for (const { app, sync } of appSyncs) {
        if (fresh.delete(app)) found.set(app, [...(found.get(app) ?? []), sync]);
      }
      if (fresh.size > 0) look(before, fresh);
    }
  };
  look(environment, new Set(apps));
  return found;
}

/** The environments that a change reaches right after this one. */
export function directlyAfter(environment: Environment, repository: Repository): Environment[] {
  return repository.environments.filter((each) =>
    directlyBefore(each, repository).some(({ name }) => name === environment.name),
  );
}

/**
 * The environments on the shortest way from one to another that comes after it, both left out;
 * undefined where the other does not come after it.
 */
export function between(
  from: Environment,
  to: Environment,
  repository: Repository,
): Environment[] | undefined {
  const queue: Environment[][] = [[from]];
  const seen = new Set([from.name]);
  for (let way = queue.shift(); way !== undefined; way = queue.shift()) {
    const last = way.at(-1) ?? from;
    for (const next of directlyAfter(last, repository)) {
      if (next.name === to.name) return way.slice(1);
      if (seen.has(next.name)) continue;
      seen.add(next.name);
      queue.push([...way, next]);
    }
  }
  return undefined;
}
