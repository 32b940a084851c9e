import type { Files } from "../../base/files.ts";
import { nearest } from "../../base/problem/nearest.ts";
import type { ObjectRef } from "../objects/flux.ts";
import { keyOfObject } from "../objects/object.ts";
import { isUnknown } from "../objects/unknown.ts";
import { keyOfRef } from "../sources/artifacts.ts";
import type { Cluster, Sync } from "./clusters.ts";
import { fileOf, isBelow } from "./roots.ts";

/**
 * Whether what looks like a cluster is a part of another one that it has lost: it stands in a folder
 * that a path there nearly names; or what it reads is in the other one alone, and either a folder is
 * not there, or these stand in the folder that they apply, which does not include them. The rules say
 * that of their files, and no more.
 */
export function isLost(cluster: Cluster, all: readonly Cluster[], files: Files): boolean {
  const others = all.filter((other) => other !== cluster && !sharesNames(cluster, other));
  const missing = others.flatMap(({ syncs }) =>
    syncs.flatMap((each) => (isMissing(each, files) ? [each.folder] : [])),
  );
  if (missing.some((folder) => nearest(String(folder), foldersAbove(cluster)) !== undefined)) {
    return true;
  }
  return cluster.syncs.every((sync) => {
    const { source } = sync.flux;
    const owners = others.filter((other) => has(other, source));
    const isForgotten = !isUnknown(sync.folder) && isBelow(fileOf(sync.flux), sync.folder);
    const isBroken = owners.some(({ syncs }) => syncs.some((each) => isMissing(each, files)));
    return !has(cluster, source) && owners.length > 0 && (isForgotten || isBroken);
  });
}

/** The folders in which it begins, from the outermost on. */
function foldersAbove({ syncs: [first] }: Cluster): string[] {
  const parts = first === undefined ? [] : fileOf(first.flux).split("/").slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join("/"));
}

function has({ sources }: Cluster, source: ObjectRef): boolean {
  return sources.some((each) => keyOfRef(each) === keyOfRef(source));
}

function sharesNames(one: Cluster, other: Cluster): boolean {
  const names = new Set(one.syncs.map(({ flux }) => keyOfObject(flux.object)));
  return other.syncs.some(({ flux }) => names.has(keyOfObject(flux.object)));
}

function isMissing({ folder }: Sync, files: Files): boolean {
  return !isUnknown(folder) && files.list(folder).length === 0;
}
