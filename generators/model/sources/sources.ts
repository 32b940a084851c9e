import { normalPath } from "../../base/paths.ts";
import { textAt } from "../../base/yaml/at.ts";
import { type FluxKustomization, GROUPS, isFirstSource, type ObjectRef } from "../objects/flux.ts";
import type { KubernetesObject } from "../objects/object.ts";
import { isUnknown, type Unknown } from "../objects/unknown.ts";
import { artifactsOf, keyOfRef, sourceFoldersOf } from "./artifacts.ts";
import { folderAt, type Ground, mostFrequent } from "./ground.ts";

/** What is known of the sources of one cluster. */
export interface SourcesOfCluster {
  /** The sources and ArtifactGenerators of the cluster. */
  readonly objects: readonly KubernetesObject[];
  /** Its Flux Kustomizations, as far as they are found. */
  readonly syncs: readonly FluxKustomization[];
  /** Those of them that apply themselves: what they read is this repository. */
  readonly own: readonly FluxKustomization[];
}

/** Finds the folder that a Flux Kustomization of the cluster applies, whether or not it exists. */
export type FolderOf = (sync: FluxKustomization) => string | Unknown;

/**
 * Which source is this repository is written nowhere: it is the one that holds the Flux
 * Kustomization by which it is read; else the one of which the most paths exist here. All of that
 * is asked of one cluster: another one may have another source of the same name.
 */
export function foldersIn({ objects, syncs, own }: SourcesOfCluster, ground: Ground): FolderOf {
  const sources = new Map(objects.map((each) => [keyOfRef(each), each]));
  const artifacts = artifactsOf(objects);
  const urlOfRef = (ref: ObjectRef) => urlOf(sources.get(keyOfRef(ref)));
  const exists = (folder: string | undefined) =>
    folder !== undefined && folder !== "." && ground.files.list(folder).length > 0;
  const places = syncs.flatMap(({ source, path }) => {
    const artifact = artifacts.get(keyOfRef(source));
    return artifact === undefined ? [{ source, path }] : sourceFoldersOf(normal(path), artifact);
  });
  const certain = own.filter(({ source }) => urlOfRef(source) !== undefined);
  const kinds = new Set(certain.map(({ source }) => source.kind));
  const likely = mostFrequent(
    places.flatMap(({ source, path }) =>
      !kinds.has(source.kind) && exists(folderAt(ground, path, source.kind))
        ? (urlOfRef(source) ?? [])
        : [],
    ),
  );
  const read = syncs.filter(({ source }) => !artifacts.has(keyOfRef(source)));
  const only = certain.length > 0 ? undefined : onlyOf(read.map(({ source }) => urlOfRef(source)));
  const urls = new Set([...certain.map(({ source }) => urlOfRef(source)), likely ?? only]);
  /** Undefined where nothing says it. */
  const isHere = (ref: ObjectRef) => {
    const url = urlOfRef(ref);
    if (url === undefined) return isFirstSource(ref) ? true : undefined;
    return urls.has(url);
  };
  const unknown = (sync: FluxKustomization, why: string): Unknown => ({
    state: "unknown",
    kind: "source",
    what: sync.name,
    why,
    mayHide: namespacesOf(sync),
  });
  const placed = (sync: FluxKustomization, source: ObjectRef, path: string) =>
    folderAt(ground, path, source.kind) ??
    unknown(sync, `${path} is outside of what is looked at.`);
  return (sync) => {
    const { source, path } = sync;
    if (source.kind === "ExternalArtifact") {
      const artifact = artifacts.get(keyOfRef(source));
      if (artifact === undefined) {
        return unknown(sync, `it reads the ${nameOf(source)}, which another controller makes.`);
      }
      const [found] = sourceFoldersOf(normal(path), artifact).filter(
        (each) => isHere(each.source) !== false,
      );
      if (found !== undefined) return placed(sync, found.source, found.path);
      return unknown(sync, `nothing of this repository is at ${path} of the ${nameOf(source)}.`);
    }
    const isIt = isHere(source);
    // A source that is in no file: of this repository if it looks like it.
    const folder = placed(sync, source, path);
    if (isIt ?? (!isUnknown(folder) && exists(folder))) return folder;
    return unknown(sync, `it reads the ${nameOf(source)}, and not this repository.`);
  };
}

/** The sources of Flux, whatever their kind. */
export function isSource({ group }: KubernetesObject): boolean {
  return group === GROUPS.source || group === GROUPS.extensions;
}

/** The namespaces into which a Flux Kustomization may bring what is not seen. */
export function namespacesOf({ object, isRemote }: FluxKustomization): Unknown["mayHide"] {
  // Nothing comes into the cluster in which it stands.
  if (isRemote) return [];
  const target = textAt(object.data, "spec", "targetNamespace");
  return target === undefined ? "anywhere" : [target];
}

function nameOf({ kind, name }: ObjectRef): string {
  return `${kind} ${name}`;
}

/** Where a source comes from: one repository has several URLs. */
function urlOf(source: KubernetesObject | undefined): string | undefined {
  return textAt(source?.data, "spec", "url")
    ?.replace(/^[a-z+]+:\/\/(?:[^@/]*@)?/, "")
    .replace(/(?<!\/)\/+$/, "")
    .replace(/\.git$/, "");
}

function normal(path: string): string {
  return normalPath(`./${path}`).replace(/\/$/, "") || ".";
}

/** What all of them are; undefined where they differ. */
function onlyOf<Value>(values: readonly Value[]): Value | undefined {
  const [first] = values;
  return values.every((value) => value === first) ? first : undefined;
}
