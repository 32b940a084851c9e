import {
  type FluxKustomization,
  isFluxKustomization,
  toFluxKustomization,
} from "../objects/flux.ts";
import { type KubernetesObject, keyOfObject } from "../objects/object.ts";
import { isUnknown } from "../objects/unknown.ts";
import { type FolderOf, foldersIn, isSource } from "../sources/sources.ts";
import { configsIn, variablesOf, withVariables } from "../substitution/variables.ts";
import { type Cluster, mentionedIn, type Sight, type Sync } from "./clusters.ts";
import { type Beginning, fileOf, isBelow, standsInOwn } from "./roots.ts";
import { requestOf } from "./sync-request.ts";
import { faultOf, unknownIn } from "./unseen.ts";

/** More rounds than sources and ConfigMaps take that are found one by the other. */
const ROUNDS_MAX = 5;

/**
 * A cluster, from its roots on. All that it refers to by name is its own: what another cluster has
 * by that name counts for nothing here.
 */
export function clusterOf(begin: Beginning, all: readonly Beginning[], sight: Sight): Cluster {
  const beside = sight.documents.objects.filter(
    ({ origin }) => nearestOf(origin?.path ?? "", all) === begin.folder,
  );
  let syncs: readonly Sync[] = [];
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const found = walk(begin, beside, syncs, sight);
    const isSame =
      found.length === syncs.length &&
      found.every((sync, index) => {
        const before = syncs[index];
        const count = before && mentionedIn(before).length;
        return isSameFolder(before?.folder, sync.folder) && count === mentionedIn(sync).length;
      });
    syncs = found;
    if (isSame) break;
  }
  const reached = new Set(
    syncs.flatMap(({ rendering }) => [...(rendering?.planned.closure.files ?? [])]),
  );
  const byHand = unique([
    ...beside,
    ...begin.given.filter(({ origin }) => origin !== undefined),
  ]).filter(({ origin }) => !reached.has(origin?.path ?? ""));
  const sources = sourcesOf(begin, beside, syncs);
  return { name: begin.name, syncs, byHand, sources, unknown: unknownIn(syncs, byHand) };
}

/** Each object once: a folder that is built by hand may be the one beside. */
function unique(objects: readonly KubernetesObject[]): KubernetesObject[] {
  const found = new Map(objects.toReversed().map((each) => [keyOfObject(each), each]));
  return [...found.values()].reverse();
}

function isSameFolder(one: Sync["folder"] | undefined, other: Sync["folder"]): boolean {
  return one === other || (isUnknown(one) && isUnknown(other) && one.why === other.why);
}

/** One round, with the sources and the ConfigMaps that the round before has found. */
function walk(
  begin: Beginning,
  beside: readonly KubernetesObject[],
  before: readonly Sync[],
  sight: Sight,
): Sync[] {
  const roots = rootsOf(begin, before);
  const known = before.length > 0 ? before.map(({ flux }) => flux) : roots;
  const isOwn = (sync: FluxKustomization) => before.length === 0 && standsInOwn(sync, sight.ground);
  const own = [
    ...roots.filter(isOwn),
    ...roots.filter(({ object }) => begin.given.some(({ origin }) => origin === object.origin)),
    ...before.flatMap(({ flux, rendering }) =>
      rendering?.planned.closure.files.has(fileOf(flux)) ? [flux] : [],
    ),
  ];
  const objects = sourcesOf(begin, beside, before);
  const folderOf = foldersIn({ objects, syncs: known, own }, sight.ground);
  const applied = appliedBy(before);
  const configs = new Map([...configsIn([...beside, ...begin.given]), ...configsIn(applied)]);
  const found = new Map<string, Sync>();
  const queue = [...roots];
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const key = keyOfObject(next.object);
    if (found.has(key)) continue;
    const sync = syncOf(next, folderOf, configs, sight);
    found.set(key, sync);
    if (next.isRemote) continue;
    for (const [name, config] of configsIn(mentionedIn(sync))) configs.set(name, config);
    queue.push(...mentionedIn(sync).filter(isFluxKustomization).map(toFluxKustomization));
  }
  return [...found.values()];
}

/** The roots; one that is applied again by Flux counts as it is applied, patched and substituted. */
function rootsOf(begin: Beginning, before: readonly Sync[]): FluxKustomization[] {
  const applied = new Map(
    appliedBy(before)
      .filter(isFluxKustomization)
      .map((object) => [keyOfObject(object), object]),
  );
  return [...begin.roots].map(([key, root]) => {
    const object = applied.get(key);
    return object === undefined ? root : toFluxKustomization(object);
  });
}

function syncOf(
  flux: FluxKustomization,
  folderOf: FolderOf,
  configs: ReadonlyMap<string, KubernetesObject>,
  sight: Sight,
): Sync {
  const folder = folderOf(flux);
  const request = isUnknown(folder) ? undefined : requestOf(flux, folder, sight.ground.files);
  const rendering = request && sight.renderingOf(request);
  const variables = variablesOf(flux, configs);
  const written = rendering?.objects ?? [];
  const given = variables && withVariables(written, variables);
  const { objects, undefinedVariables } = given ?? { objects: written, undefinedVariables: [] };
  const fault = faultOf({ flux, folder, rendering }, sight);
  const state = rendering?.build === undefined ? "written" : "rendered";
  const content =
    fault === undefined ? ({ state, objects } as const) : { ...fault, glimpse: objects };
  return { flux, folder, rendering, variables, content, undefinedVariables };
}

/** Objects of the cluster itself, whoever applies them. */
function appliedBy(syncs: readonly Sync[]): KubernetesObject[] {
  return syncs.filter(({ flux }) => !flux.isRemote).flatMap(mentionedIn);
}

function sourcesOf(
  { given }: Beginning,
  beside: readonly KubernetesObject[],
  syncs: readonly Sync[],
): KubernetesObject[] {
  const applied = appliedBy(syncs);
  return unique([...given, ...beside, ...applied]).filter(isSource);
}

/** The innermost of the folders where clusters begin that hold a file. */
function nearestOf(path: string, all: readonly Beginning[]): string | undefined {
  return all
    .map(({ folder }) => folder)
    .filter((folder) => isBelow(path, folder))
    .toSorted((a, b) => b.length - a.length)[0];
}
