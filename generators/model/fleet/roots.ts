import { posix } from "node:path";
import { kustomizationFileIn } from "../kustomize/references.ts";
import {
  type FluxKustomization,
  isFluxKustomization,
  toFluxKustomization,
} from "../objects/flux.ts";
import { type KubernetesObject, keyOfObject } from "../objects/object.ts";
import type { Rendering } from "../rendering/renderings.ts";
import { folderAt, type Ground } from "../sources/ground.ts";
import { type InstanceSync, instanceSyncOf } from "./flux-instance.ts";

/** Where a cluster begins: what nobody applies but a person, or Flux Operator. */
export interface Beginning {
  /** The folder of the file with the first root; the one that is built, where that is elsewhere. */
  readonly folder: string;
  /** The folder; the file of the first root, where several clusters begin in one folder. */
  readonly name: string;
  /** By their identity in the cluster. */
  readonly roots: ReadonlyMap<string, FluxKustomization>;
  /** What comes with them: the source that Flux Operator makes, the objects of a folder built by hand. */
  readonly given: readonly KubernetesObject[];
}

/** What roots are found with. */
export interface RootSight {
  readonly ground: Ground;
  /** The Flux Kustomizations of all files, as they are written. */
  readonly written: readonly FluxKustomization[];
  /** All objects of the files. */
  readonly objects: readonly KubernetesObject[];
  /** Folders that nothing reads, as they were built. */
  readonly loose: readonly Rendering[];
  /** What a Flux Kustomization applies, as far as one can say before its cluster is known. */
  roughly(sync: FluxKustomization): Rendering | undefined;
  /** Places of Flux Kustomizations that some cluster is known to apply. */
  readonly applied: ReadonlySet<string>;
}

/** Where one stands: a child in a file is the same object as that file's own, whatever patches did to it. */
export function placeOf({ object }: FluxKustomization): string {
  return `${object.origin?.path}\0${object.name}`;
}

/** One root, with the folder in which its cluster begins. */
interface Root {
  readonly folder: string;
  readonly sync: FluxKustomization;
  readonly given: readonly KubernetesObject[];
}

/**
 * Where the clusters begin. A root is what a FluxInstance makes; what applies the folder in which it
 * is itself; and what nobody applies, if it is complete. Roots in one folder, or below it, begin
 * the same cluster; two of one name are of two, wherever they are.
 */
export function beginningsOf(sight: RootSight): Beginning[] {
  const built = apart(sight.loose.map((rendering) => rootsIn(rendering, sight)));
  const inBuilt = new Set(sight.loose.flatMap(({ planned }) => [...planned.closure.files]));
  const instances = [
    ...sight.objects.filter(({ origin }) => !inBuilt.has(origin?.path ?? "")),
    ...sight.loose.flatMap(({ objects }) => objects),
  ]
    .flatMap((each) => instanceSyncOf(each) ?? [])
    .map(rootOf);
  const begun = [...instances, ...built];
  const known = new Set(begun.map(({ sync }) => placeOf(sync)));
  const files = writtenRoots(sight, begun)
    .filter((sync) => !known.has(placeOf(sync)) && !inBuilt.has(fileOf(sync)))
    .map((sync) => ({ sync, folder: posix.dirname(fileOf(sync)), given: [] }));
  return groupsOf([...begun, ...files]);
}

function rootOf({ source, sync }: InstanceSync): Root {
  return { sync, given: [source], folder: posix.dirname(fileOf(sync)) };
}

/** Those of a folder that somebody builds and applies by hand; of these, what then applies it again. */
function rootsIn({ folder, objects }: Rendering, { ground, applied }: RootSight): Root[] {
  const syncs = objects
    .filter(isFluxKustomization)
    .map(toFluxKustomization)
    .filter((sync) => !applied.has(placeOf(sync)) || isOf(sync, folder, ground));
  const own = syncs.filter((sync) => isOf(sync, folder, ground));
  const roots = own.length > 0 ? own : syncs.filter(isComplete);
  const given = objects.filter((each) => !isFluxKustomization(each));
  return roots.map((sync) => ({ sync, folder, given }));
}

/** Each begins where its file is, unless several folders build a root of one file. */
function apart(built: readonly (readonly Root[])[]): Root[] {
  const places = built.map((roots) => new Set(roots.map(({ sync }) => placeOf(sync))));
  return built.flat().map((root) => {
    const isShared = places.filter((each) => each.has(placeOf(root.sync))).length > 1;
    return isShared ? root : { ...root, folder: posix.dirname(fileOf(root.sync)) };
  });
}

function isOf({ path }: FluxKustomization, folder: string, { prefix }: Ground): boolean {
  return posix.join(path, ".").replace(/\/$/, "") === posix.join(prefix, folder);
}

/** Whether it says what it applies: what lacks a path or a source is completed by who lists it. */
function isComplete({ path, source }: FluxKustomization): boolean {
  return !path.includes("${") && source.kind !== "" && source.name !== "";
}

/** Those of the files that no other one applies, and of two that apply each other the first. */
function writtenRoots(sight: RootSight, begun: readonly Root[]): FluxKustomization[] {
  const candidates = sight.written.filter(isComplete);
  const files = new Map(
    [...candidates, ...begun.map(({ sync }) => sync)].map((sync) => [
      sync,
      sight.roughly(sync)?.planned.closure.files ?? new Set<string>(),
    ]),
  );
  const applies = (parent: FluxKustomization, child: FluxKustomization) =>
    placeOf(parent) !== placeOf(child) && files.get(parent)?.has(fileOf(child)) === true;
  const isChild = (sync: FluxKustomization) =>
    sight.applied.has(placeOf(sync)) || [...files.keys()].some((each) => applies(each, sync));
  const reached = new Set<FluxKustomization>();
  const reach = (from: FluxKustomization) => {
    const queue = [from];
    for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
      if (reached.has(next)) continue;
      reached.add(next);
      const parent = next;
      queue.push(...candidates.filter((each) => applies(parent, each)));
    }
  };
  const roots = candidates.filter((sync) => !isChild(sync) && !isUnlisted(sync, files, sight));
  for (const { sync } of begun) reach(sync);
  for (const sync of roots) reach(sync);
  for (const sync of candidates) {
    const isElsewhere = sight.applied.has(placeOf(sync)) || isUnlisted(sync, files, sight);
    if (reached.has(sync) || isElsewhere) continue;
    roots.push(sync);
    reach(sync);
  }
  return roots;
}

/** In a folder of which another one applies the kustomization file, and that leaves it out. */
function isUnlisted(
  sync: FluxKustomization,
  files: ReadonlyMap<FluxKustomization, ReadonlySet<string>>,
  { ground }: RootSight,
): boolean {
  const list = kustomizationFileIn(ground.files, posix.dirname(fileOf(sync)));
  if (list === undefined) return false;
  // What stands beside it may be as unlisted as it is.
  const others = [...files].filter(
    ([each]) => posix.dirname(fileOf(each)) !== posix.dirname(fileOf(sync)),
  );
  return (
    others.some(([, read]) => read.has(list)) &&
    ![...files.values()].some((read) => read.has(fileOf(sync)))
  );
}

interface Group {
  readonly folder: string;
  readonly roots: Map<string, FluxKustomization>;
  readonly given: KubernetesObject[];
}

function groupsOf(roots: readonly Root[]): Beginning[] {
  const found: Group[] = [];
  for (const { folder, sync, given } of roots.toSorted(
    (a, b) => a.folder.length - b.folder.length,
  )) {
    const key = keyOfObject(sync.object);
    const group = found
      .filter((each) => isBelow(`${folder}/`, each.folder) && !each.roots.has(key))
      .toSorted((a, b) => b.folder.length - a.folder.length)[0];
    if (group === undefined) {
      found.push({ folder, roots: new Map([[key, sync]]), given: [...given] });
    } else {
      group.roots.set(key, sync);
      group.given.push(...given.filter((each) => !group.given.includes(each)));
    }
  }
  return found.map((group) => ({ ...group, name: nameOf(group, found) }));
}

function nameOf({ folder, roots }: Group, all: readonly Group[]): string {
  const others = all.filter((each) => each.folder === folder);
  const [first] = roots.values();
  if (others.length === 1 || first === undefined) return folder;
  const inFile = others.filter((each) =>
    [...each.roots.values()].some((sync) => fileOf(sync) === fileOf(first)),
  );
  const rank = inFile.findIndex((each) => each.roots === roots);
  return rank > 0 ? `${fileOf(first)} (${rank + 1})` : fileOf(first);
}

/** The file in which one is written. */
export function fileOf({ object }: FluxKustomization): string {
  return object.origin?.path ?? "";
}

/**
 * Whether one stands in the folder that its path names: as far as one can say before anything is
 * built, it applies itself. The root of the repository holds every file, and says nothing.
 */
export function standsInOwn(sync: FluxKustomization, ground: Ground): boolean {
  const folder = folderAt(ground, sync.path, sync.source.kind);
  return folder !== undefined && folder !== "." && isBelow(fileOf(sync), folder);
}

export function isBelow(path: string, folder: string): boolean {
  return folder === "." || path.startsWith(`${folder}/`);
}
