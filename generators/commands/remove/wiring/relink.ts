import { idIn } from "../../../edit/manifests/dependencies.ts";
import { setDependsOn } from "../../../edit/manifests/depends-on.ts";
import type { Tree } from "../../../edit/tree.ts";
import type { FluxKustomization } from "../../../model/objects/flux.ts";
import { type Environment, syncsOf } from "../../../model/views/environment.ts";
import type { Repository } from "../../../model/views/repository.ts";

type Named = Pick<FluxKustomization, "name" | "namespace">;

/**
 * Whoever waits for an environment that goes waits for its heir, or for all that it waited for.
 * @returns who waits for what now, one sentence each.
 */
export function relink(
  environment: Environment,
  heir: Environment | undefined,
  repository: Repository,
  tree: Tree,
): string[] {
  const { sync } = environment;
  const isEnvironment = ({ name }: Named) =>
    repository.environments.some((each) => each.sync.name === name);
  // Which apps wait for which follows from the order of the environments (`keepAppOrder`).
  const apps = new Set(
    repository.environments.flatMap(({ appSyncs = [] }) => appSyncs.map((each) => each.sync.name)),
  );
  // An environment takes the place of the one that goes: that shows the order.
  const before: readonly Named[] = heir
    ? [heir.sync]
    : sync.dependsOn
        .filter(({ name }) => !apps.has(name))
        .toSorted((a, b) => Number(isEnvironment(b)) - Number(isEnvironment(a)));
  // Who is no environment may need what ran in this one: that is for a person to say.
  const waiting =
    heir === undefined ? repository.environments.map((each) => each.sync) : repository.syncs;
  const own = new Set(syncsOf(environment).map(({ name }) => name));
  return waiting.flatMap((next) => {
    if (own.has(next.name) || waitOf(next, sync) === undefined) return [];
    const idOf = (each: Named) => idIn(next.namespace, each);
    const known = new Set([next, ...next.dependsOn].map(idOf));
    const missing = before.filter((each) => !known.has(idOf(each)));
    replaceWait(next, sync, missing, tree);
    const label = repository.environments.find((each) => each.sync.name === next.name)?.name;
    const who = label ?? next.name;
    if (missing.length === 0) return [`${who} no longer waits for ${sync.name}.`];
    const list = missing.map(idOf).join(" and ");
    return [`${who} now waits for ${list} instead of ${sync.name}.`];
  });
}

function waitOf({ dependsOn }: FluxKustomization, { name }: Named) {
  return dependsOn.find((each) => each.name === name);
}

/** In `dependsOn`, puts some others in the place of one. */
function replaceWait(
  next: FluxKustomization,
  gone: Named,
  others: readonly Named[],
  tree: Tree,
): void {
  const [first] = others;
  const replaced = first?.namespace === gone.namespace ? first : undefined;
  if (replaced !== undefined) setDependsOn(next, gone.name, replaced, tree);
  for (const other of others) {
    if (other !== replaced) setDependsOn(next, undefined, other, tree);
  }
  if (replaced === undefined) setDependsOn(next, gone.name, undefined, tree);
}
