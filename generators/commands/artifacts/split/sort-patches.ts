import { posix } from "node:path";
import type { Files } from "../../../base/files.ts";
import { at, listAt, textAt } from "../../../base/yaml/at.ts";
import { dataOf } from "../../../base/yaml/data.ts";
import type { YamlFile } from "../../../base/yaml/parse.ts";
import type { KubernetesObject } from "../../../model/objects/object.ts";
import { selects, selectsName } from "../../../model/objects/patch-target.ts";
import { ENVIRONMENT, EVERY_APP, type OverlayOwner, type Owner } from "../owners.ts";

/** Where a patch goes, or why that is not certain. */
export type Sorted = readonly OverlayOwner[] | { readonly refusal: string; readonly hint: string };

/** One patch of an overlay. */
export interface PatchEntry {
  readonly target: unknown;
  /** Its documents: a list of JSON 6902 operations, or strategic merge patches. */
  readonly documents: readonly unknown[];
  readonly text: string;
}

/** The patches of an overlay. @throws UserError where one does not parse. */
export function patchesIn({ path, text }: YamlFile, files: Files): PatchEntry[] {
  return listAt(dataOf(path, text)[0], "patches").map((item) => {
    const named = textAt(item, "path");
    const file = named === undefined ? path : posix.join(posix.dirname(path), named);
    const inline = textAt(item, "patch") ?? "";
    const patch = named === undefined ? inline : (files.read(file) ?? "");
    return { target: at(item, "target"), documents: dataOf(file, patch), text: patch };
  });
}

/** The kinds that replacements write into: they come after every patch. */
export function replacedKinds(overlay: unknown): ReadonlySet<string> {
  const targets = listAt(overlay, "replacements").flatMap((each) => listAt(each, "targets"));
  return new Set(targets.map((each) => textAt(each, "select", "kind") ?? ""));
}

/**
 * A patch that selects objects of one app by name is that app's, unless something follows that
 * every app gets and that may write to the same object: an app's own patches come last.
 * @param later the patches after it.
 */
export function sortPatch(
  patch: PatchEntry,
  later: readonly PatchEntry[],
  owners: readonly Owner[],
  replaced: ReadonlySet<string>,
): Sorted {
  const { target } = patch;
  const found = owners.flatMap(({ place, objects }) => {
    const own = objects.filter((object) => isPatched(patch, object, place));
    return own.length === 0 ? [] : [{ place, own }];
  });
  const apps = found.filter(({ place }) => place !== ENVIRONMENT);
  const stays = found.some(({ place }) => place === ENVIRONMENT) ? ([ENVIRONMENT] as const) : [];
  const objects = apps.flatMap(({ own }) => own);
  const isOvertaken =
    /\b(?:labels|namespace|volumeClaimTemplates)\b/.test(patch.text) ||
    objects.some(
      (object) =>
        replaced.has(object.kind) ||
        later.some((each) => isGeneral(each) && selectsName(each.target, object)),
    );
  if (isGeneral(patch)) return [...stays, EVERY_APP];
  if (apps.length === 0) return stays.length > 0 || target !== undefined ? [ENVIRONMENT] : UNKNOWN;
  if (target !== undefined) {
    const [app] = apps;
    const isOne = apps.length === 1 && !isOvertaken && app !== undefined;
    return [...stays, isOne ? app.place : EVERY_APP];
  }
  const [only] = found;
  if (found.length > 1 || only === undefined || objects.length < patch.documents.length) {
    return SEVERAL;
  }
  return isOvertaken ? OVERTAKEN : [only.place];
}

const UNKNOWN = {
  refusal: "it names no object of an app or of the environment",
  hint: "Take it out, or give it a `target`.",
};
const SEVERAL = {
  refusal: "it names objects that will be applied by several syncs",
  hint: "Write a patch for each of them.",
};
const OVERTAKEN = {
  refusal: "what every app gets is written into the same object after it",
  hint: "Give it a `target` with kind and name: then it keeps its place.",
};

/** It is for whatever there is of a kind. */
function isGeneral({ target }: PatchEntry): boolean {
  return target !== undefined && textAt(target, "name") === undefined;
}

/** Of an app's objects the labels are not known: its base adds some. */
function isPatched(
  { target, documents }: PatchEntry,
  object: KubernetesObject,
  place: OverlayOwner,
): boolean {
  if (target !== undefined) {
    return place === ENVIRONMENT ? selects(target, object) : selectsName(target, object);
  }
  return documents.some(
    (document) =>
      textAt(document, "kind") === object.kind &&
      textAt(document, "metadata", "name") === object.name,
  );
}
