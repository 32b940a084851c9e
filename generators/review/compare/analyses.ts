import { isDeepStrictEqual } from "node:util";
import { type Files, readIfPossible } from "../../base/files.ts";
import { listAt, textAt } from "../../base/yaml/at.ts";
import { type Analysis, analyse } from "../../model/fleet/analysis.ts";
import type { Sync } from "../../model/fleet/clusters.ts";
import { type Both, type SyncPair, syncPairs } from "../../model/fleet/pairs.ts";
import { isKustomizationFile } from "../../model/kustomize/references.ts";
import { objectsIn, readDocuments } from "../../model/objects/documents.ts";
import type { BuildRequest, Planned } from "../../model/rendering/build-request.ts";
import type { Build } from "../../model/rendering/render.ts";
import type { Render } from "../../model/rendering/renderings.ts";
import type { ChangedFiles } from "./changed-files.ts";

/** The part of a side that the change reaches: the files that it touches, and what reads them. */
export function reached(side: Analysis, changed: ChangedFiles): Analysis {
  const isChanged = (path: string) => changed.has(path);
  const { paths, problems } = side.documents;
  const unreadable = new Set(problems.flatMap(({ path }) => path ?? []));
  return {
    ...side,
    documents: readDocuments(side.files, [...paths, ...unreadable].filter(isChanged)),
    renderings: side.renderings.filter(({ planned }) => readsAny(planned, changed)),
    unreached: side.unreached.filter((folder) =>
      [...changed.paths].some((path) => path.startsWith(`${folder}/`)),
    ),
  };
}

function readsAny({ closure }: Planned, changed: ChangedFiles): boolean {
  return closure.missing.length > 0 || [...closure.files].some((path) => changed.has(path));
}

/** More rounds than values of values ever take. */
const ROUNDS_MAX = 5;

/**
 * Reads both sides and builds what differs between them, and no more: what reads a changed file,
 * what Flux builds in another way, what gets other variables. The rest is known as it is
 * written. Where a build decides which Flux Kustomizations there are, or what they substitute,
 * it is made all the same.
 * @param changed the paths of all files that differ.
 */
export async function analyseBoth(
  base: Files,
  head: Files,
  changed: ChangedFiles,
  render: Render | undefined,
): Promise<Both> {
  const wanted = new Set<string>();
  const configs = new Set<string>();
  const look = async (files: Files) => {
    if (render === undefined) return analyse(files, undefined);
    const structural = byText(files, (text) => isStructural(text, configs));
    const telling = byText(files, (text) => TELLING.test(text) || isStructural(text, configs));
    const isRead = (path: string) =>
      changed.has(path) || isKustomizationFile(path) || telling(path);
    return analyse(files, selective(render, changed, wanted, structural), isRead);
  };
  for (let round = 0; ; round++) {
    const both = { base: await look(base), head: await look(head) };
    const known = wanted.size + configs.size;
    for (const pair of syncPairs(both)) {
      if (differs(pair)) want(pair, wanted);
      for (const sync of [pair.before, pair.now]) {
        for (const name of configsOf(sync)) configs.add(name);
      }
    }
    if (wanted.size + configs.size === known || round === ROUNDS_MAX) return both;
  }
}

/** Whether the two may apply different objects, though no file says so. */
function differs({ before, now }: SyncPair): boolean {
  if (before === undefined || now === undefined) return true;
  const request = ({ rendering }: Sync) => rendering?.planned.request;
  const isBuilt = ({ rendering }: Sync) => rendering?.build !== undefined;
  return (
    isBuilt(before) !== isBuilt(now) ||
    !isDeepStrictEqual(request(before), request(now)) ||
    !isDeepStrictEqual(before.variables, now.variables)
  );
}

function want({ before, now }: SyncPair, wanted: Set<string>): void {
  for (const sync of [before, now]) {
    const request = sync?.rendering?.planned.request;
    if (request !== undefined) wanted.add(keyOf(request));
  }
}

/** The ConfigMaps and Secrets that a Flux Kustomization takes variables from. */
function configsOf(sync: Sync | undefined): string[] {
  const sources = listAt(sync?.flux.object.data, "spec", "postBuild", "substituteFrom");
  return sources.flatMap((source) => textAt(source, "name") ?? []);
}

function keyOf({ folder, overlay }: BuildRequest): string {
  return JSON.stringify([folder, overlay ?? {}]);
}

/** Builds only what may differ. */
function selective(
  render: Render,
  changed: ChangedFiles,
  wanted: ReadonlySet<string>,
  structural: (path: string) => boolean,
): Render {
  const isAffected = (each: Planned) => wanted.has(keyOf(each.request)) || readsAny(each, changed);
  return async (planned, all) => {
    const builds = planned.map((each) => {
      if (isAffected(each)) return "needed";
      if (![...each.closure.files].some(structural)) return undefined;
      return isPlain(each) ? asWritten(each, all) : "needed";
    });
    const needed = planned.filter((_, index) => builds[index] === "needed");
    const made = await render(needed, all);
    return builds.map((build, index) =>
      build === "needed" ? made[needed.indexOf(planned[index] as Planned)] : build,
    );
  };
}

/** Fields of a kustomization file that change no object. */
const PLAIN: ReadonlySet<string> = new Set(["apiVersion", "kind", "metadata", "resources"]);

function isPlain({ request, fields }: Planned): boolean {
  return request.overlay === undefined && [...fields].every((field) => PLAIN.has(field));
}

/** What kustomize makes of manifests that it only lists. */
function asWritten({ request, closure, resources }: Planned, files: Files): Build {
  // Without a kustomization file the folder stands for its manifests.
  const objects = [...closure.objects, ...resources]
    .filter((path) => closure.files.has(path))
    .flatMap((path) => objectsIn(path, files).map(({ data }) => data));
  return { request, folder: request.folder, ok: true, objects, warning: "" };
}

const FLUX = /kustomize\.toolkit\.fluxcd\.io\/v\d/;
const CONFIG = /\bkind["']?\s*:\s*["']?(?:ConfigMap|Secret)\b|configMapGenerator|secretGenerator/;
/** A source, what Flux Operator reads, or a Secret, whose values are looked for everywhere. */
const TELLING =
  /source\.(?:toolkit|extensions)\.fluxcd\.io|fluxcd\.controlplane\.io|\bkind["']?\s*:\s*["']?Secret\b/;

/**
 * Whether a file has Flux Kustomizations, or what these substitute: a look at the text is enough
 * to know where to look closer.
 */
function isStructural(text: string, configs: ReadonlySet<string>): boolean {
  const isConfig = () => CONFIG.test(text) && [...configs].some((name) => text.includes(name));
  return FLUX.test(text) || (configs.size > 0 && isConfig());
}

/** The answer for each file, found once. */
function byText(files: Files, has: (text: string) => boolean): (path: string) => boolean {
  const known = new Map<string, boolean>();
  return (path) => {
    const found = known.get(path) ?? has(readIfPossible(files, path) ?? "");
    known.set(path, found);
    return found;
  };
}
