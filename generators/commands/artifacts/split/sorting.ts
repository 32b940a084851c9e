import { posix } from "node:path";
import { own } from "../../../base/own.ts";
import { UserError } from "../../../base/problem/problem.ts";
import { at, entriesAt, listAt, textAt } from "../../../base/yaml/at.ts";
import { dataOf } from "../../../base/yaml/data.ts";
import type { YamlFile } from "../../../base/yaml/parse.ts";
import { placeAt } from "../../../base/yaml/place.ts";
import { kustomizationFileIn } from "../../../model/kustomize/references.ts";
import type { Environment } from "../../../model/views/environment.ts";
import {
  entriesIn,
  imagesIn,
  imagesOf,
  parsedImage,
  withEntries,
} from "../../../model/views/images.ts";
import type { Repository } from "../../../model/views/repository.ts";
import {
  ENVIRONMENT,
  EVERY_APP,
  GENERATED,
  isSame,
  type OverlayOwner,
  type Owner,
  ownersIn,
  textsIn,
} from "../owners.ts";
import { type PatchEntry, patchesIn, replacedKinds, sortPatch } from "./sort-patches.ts";

const STAYS = new Set(["apiVersion", "kind", "metadata"]);
/** What is done to each object by itself. */
const EVERYWHERE = new Set(["namespace", "labels", "commonLabels", "commonAnnotations"]);
/** A component with nothing else only adds objects. */
const ADDING = new Set(["apiVersion", "kind", "metadata", "resources"]);

/** Where each part of a shared overlay goes once its apps have syncs of their own. */
export class Sorting {
  readonly #environment: Environment;
  readonly #repository: Repository;
  readonly #file: YamlFile;
  readonly #data: unknown;
  readonly #owners: readonly Owner[];
  readonly #patches: readonly PatchEntry[];
  readonly #patchPlaces: readonly (readonly OverlayOwner[])[];

  /** @throws UserError for a patch that can't be moved with certainty. */
  constructor(environment: Environment, repository: Repository) {
    this.#environment = environment;
    this.#repository = repository;
    this.#file = repository.overlayFile(environment);
    [this.#data] = dataOf(this.#file.path, this.#file.text);
    this.#owners = ownersIn(environment, repository);
    this.#patches = patchesIn(this.#file, repository.files);
    const replaced = replacedKinds(this.#data);
    this.#patchPlaces = this.#patches.map((patch, index) => {
      const later = this.#patches.slice(index + 1);
      const sorted = sortPatch(patch, later, this.#owners, replaced);
      if ("refusal" in sorted) throw this.#refused("patches", index, sorted.refusal, sorted.hint);
      return sorted;
    });
  }

  /**
   * Where the value of a key goes, or an item of its list; nowhere, where it is written anew.
   * @throws UserError for what can't be moved with certainty.
   */
  placesOf(key: string, index: number): readonly OverlayOwner[] {
    if (STAYS.has(key)) return [ENVIRONMENT];
    if (EVERYWHERE.has(key)) return [ENVIRONMENT, EVERY_APP];
    const item = at(this.#data, key, index);
    switch (key) {
      case "resources":
        return this.#isBase(item) ? [] : [ENVIRONMENT];
      case "components":
        return this.#component(index, String(item));
      case "patches":
        return this.#patchPlaces[index] ?? [];
      case "images":
        return this.#image(index);
      case "replicas":
        return this.#workload(index, textAt(item, "name") ?? "");
      case "configMapGenerator":
      case "secretGenerator":
        return this.#generator(key, index);
      case "generatorOptions":
        return Object.keys(GENERATED).flatMap((field) =>
          listAt(this.#data, field).flatMap((_, each) => this.placesOf(field, each)),
        );
      case "replacements":
        return this.#replacement(index);
      default:
        throw this.#refused(
          key,
          index,
          "it may be for any of them",
          "Move it into a base or a component, or take it out.",
        );
    }
  }

  #isBase(entry: unknown): boolean {
    const path = posix.join(this.#environment.folder, String(entry));
    return this.#repository.layout.appOfBase(path) !== undefined;
  }

  #component(index: number, entry: string): readonly OverlayOwner[] {
    const { files } = this.#repository;
    const path = kustomizationFileIn(files, posix.join(this.#environment.folder, entry)) ?? "";
    const fields = entriesAt(dataOf(path, files.read(path) ?? "")[0]).map(([field]) => field);
    if (fields.every((field) => ADDING.has(field))) return [ENVIRONMENT];
    const adds = ["resources", "components", ...Object.keys(GENERATED)];
    if (!fields.some((field) => adds.includes(field))) return [ENVIRONMENT, EVERY_APP];
    throw this.#refused(
      "components",
      index,
      `${entry} adds objects and also changes others`,
      "Make two components of it.",
    );
  }

  #image(index: number): readonly OverlayOwner[] {
    const entries = entriesIn(this.#file);
    const name = entries[index]?.name ?? "";
    const places = this.#named((owner) => {
      const { place, objects } = owner;
      const written = this.#patchesOf(owner).flatMap(textsIn).map(parsedImage);
      const included =
        place === ENVIRONMENT
          ? objects.flatMap(({ data }) => imagesIn(data))
          : imagesOf(this.#repository, place.app);
      // An entry may be for the name that one before it has left.
      return [...included, ...written].some(
        (image) => withEntries(image, entries.slice(0, index)).name === name,
      );
    });
    if (places.length > 0) return places;
    throw this.#refused("images", index, `no app of it runs ${name}`, "Take the entry out.");
  }

  #workload(index: number, name: string): readonly OverlayOwner[] {
    const places = this.#named(({ objects }) =>
      objects.some((each) => each.name === name && at(each.data, "spec", "template") !== undefined),
    );
    return this.#one(places, "replicas", index, name);
  }

  #generator(key: string, index: number): readonly OverlayOwner[] {
    const item = at(this.#data, key, index);
    const name = textAt(item, "name") ?? "";
    if (/^(?:merge|replace)$/.test(textAt(item, "behavior") ?? "")) {
      const places = this.#named(({ objects }) =>
        objects.some((each) => each.kind === own(GENERATED, key) && each.name === name),
      );
      return this.#one(places, key, index, name);
    }
    // A name gets its hash only where the object is made.
    const readers = this.#named((owner) =>
      [...owner.objects.map(({ data }) => data), ...this.#patchesOf(owner)].some((each) =>
        textsIn(each).includes(name),
      ),
    );
    return readers.length === 0 ? [ENVIRONMENT] : this.#one(readers, key, index, name);
  }

  #replacement(index: number): readonly OverlayOwner[] {
    const item = at(this.#data, "replacements", index);
    const fieldPath = textAt(item, "source", "fieldPath") ?? "metadata.name";
    if (textAt(item, "source", "kind") !== "Namespace" || fieldPath !== "metadata.name") {
      throw this.#refused(
        "replacements",
        index,
        "its source is not the name of the namespace",
        "Write the value as a patch.",
      );
    }
    const kinds = listAt(item, "targets").map((each) => textAt(each, "select", "kind"));
    const stays = this.#named(
      ({ place, objects }) =>
        place === ENVIRONMENT && objects.some(({ kind }) => kinds.includes(kind)),
    );
    return [...stays, EVERY_APP];
  }

  #named(isMeant: (owner: Owner) => boolean): readonly OverlayOwner[] {
    return this.#owners.filter(isMeant).map(({ place }) => place);
  }

  #one(
    places: readonly OverlayOwner[],
    key: string,
    index: number,
    name: string,
  ): readonly OverlayOwner[] {
    if (places.length === 1) return places;
    const reason =
      places.length === 0 ? `no app of it has ${name}` : `several of its syncs would apply ${name}`;
    throw this.#refused(key, index, reason, "Take it out, or move it into a base.");
  }

  /** What the patches write that an owner's objects get. */
  #patchesOf({ place }: Owner): readonly unknown[] {
    return this.#patches
      .filter((_, index) =>
        this.#patchPlaces[index]?.some(
          (each) => isSame(each, place) || (each === EVERY_APP && place !== ENVIRONMENT),
        ),
      )
      .map(({ documents }) => documents);
  }

  #refused(key: string, index: number, reason: string, hint: string): UserError {
    const { path, text } = this.#file;
    const steps = Array.isArray(at(this.#data, key)) ? [key, index] : [key];
    const line = placeAt(path, text, 0, steps)?.line;
    const what = `${key} of ${this.#environment.name} can't be divided among its apps: ${reason}.`;
    return UserError.of("split", what, { path, ...(line === undefined ? {} : { line }), hint });
  }
}
