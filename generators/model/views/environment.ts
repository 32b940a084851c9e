import type { FluxKustomization } from "../objects/flux.ts";

/**
 * A namespace that runs apps: an overlay and the Flux Kustomization that applies it. The overlay
 * lists the apps; or each app has an overlay and a Flux Kustomization of its own.
 */
export interface Environment {
  readonly name: string;
  /** The overlay's folder. */
  readonly folder: string;
  readonly sync: FluxKustomization;
  /** Undefined where the overlay lists the apps. */
  readonly appSyncs: readonly AppSync[] | undefined;
}

/** An app of an environment with a Flux Kustomization of its own, and the overlay that it applies. */
export interface AppSync {
  readonly app: string;
  readonly folder: string;
  readonly sync: FluxKustomization;
}

/** An environment's own Flux Kustomization, then those of its apps. */
export function syncsOf({ sync, appSyncs = [] }: Environment): FluxKustomization[] {
  return [sync, ...appSyncs.map((each) => each.sync)];
}

/** The folders that these apply. */
export function foldersOf({ folder, appSyncs = [] }: Environment): string[] {
  return [folder, ...appSyncs.map((each) => each.folder)];
}

/** Each environment after those that it depends on; else in the order listed. */
export function inRolloutOrder(listed: readonly Environment[]): Environment[] {
  const names = new Set(listed.map(({ sync }) => sync.name));
  const placed: Environment[] = [];
  const done = new Set<string>();
  const ready = ({ sync }: Environment) =>
    !done.has(sync.name) && sync.dependsOn.every(({ name }) => !names.has(name) || done.has(name));
  while (placed.length < listed.length) {
    // In a cycle nobody is ready: take the next one as listed.
    const next = listed.find(ready) ?? listed.find(({ sync }) => !done.has(sync.name));
    if (next === undefined) break;
    placed.push(next);
    done.add(next.sync.name);
  }
  return placed;
}

/** Finds names where they are words of their own: `dev` in `dev-db` and not in `device`. */
export function wordsOf(names: readonly string[]): RegExp {
  const longestFirst = names.toSorted((a, b) => b.length - a.length);
  const literal = longestFirst.map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`(?<![A-Za-z0-9])(?:${literal.join("|")})(?![A-Za-z0-9])`, "g");
}
