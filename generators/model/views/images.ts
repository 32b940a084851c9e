import type { Node } from "yaml";
import { at, entriesAt, listAt, textAt } from "../../base/yaml/at.ts";
import { dataOf } from "../../base/yaml/data.ts";
import { itemsAt, nodeAt, stringAt, type YamlFile } from "../../base/yaml/parse.ts";
import { closureOf } from "../kustomize/closure.ts";
import { isKustomizationFile } from "../kustomize/references.ts";
import type { Environment } from "./environment.ts";
import type { Repository } from "./repository.ts";

/** An image as a manifest names it. */
export interface Image {
  /** Without tag and digest: what an `images` entry of kustomize selects by. */
  readonly name: string;
  readonly tag: string | undefined;
  readonly digest: string | undefined;
}

/** A container of an app's base, with its image as it reaches an overlay. */
export interface ContainerImage {
  readonly name: string;
  readonly image: Image;
}

/**
 * The containers of an app's base: the app's own first, then those that run before them. The
 * base's own `images` entries are applied.
 */
export function containersOf(repository: Repository, app: string): ContainerImage[] {
  const { files, objects } = closureOf(repository.files, [repository.layout.path("base", { app })]);
  const entries = [...files]
    .filter(isKustomizationFile)
    // The outermost comes first, and is applied last.
    .reverse()
    .flatMap((path) => entriesIn(repository.yaml(path)));
  return [...objects]
    .flatMap((path) => dataOf(path, repository.files.read(path) ?? ""))
    .flatMap(containersIn)
    .map(({ name, image }) => ({ name, image: withEntries(parsedImage(image), entries) }));
}

/** The images of an app's base as they reach an overlay, each name once. */
export function imagesOf(repository: Repository, app: string): Image[] {
  const found = new Map<string, Image>();
  for (const { image } of containersOf(repository, app)) {
    if (image.name !== "" && !found.has(image.name)) found.set(image.name, image);
  }
  return [...found.values()];
}

/** The images of a manifest as it is written. */
export function imagesIn(data: unknown): Image[] {
  return containersIn(data).map(({ image }) => parsedImage(image));
}

/** The containers of every pod in a manifest, wherever the pod stands. */
function containersIn(data: unknown): { name: string; image: string }[] {
  const walk = (value: unknown, field: string): { name: string; image: string }[] => [
    ...listAt(value, field).flatMap((container) => {
      const image = textAt(container, "image");
      return image === undefined ? [] : [{ name: textAt(container, "name") ?? "", image }];
    }),
    ...entriesAt(value).flatMap(([, each]) => walk(each, field)),
  ];
  return ["containers", "initContainers"].flatMap((field) => walk(at(data, "spec"), field));
}

/** An image as a manifest writes it. */
export function parsedImage(text: string): Image {
  const [reference = "", digest] = text.split("@");
  const colon = reference.lastIndexOf(":");
  return colon > reference.lastIndexOf("/")
    ? { name: reference.slice(0, colon), tag: reference.slice(colon + 1), digest }
    : { name: reference, tag: undefined, digest };
}

/** What an `images` entry of a kustomization file says of an image. */
export interface ImagesEntry {
  readonly node: Node;
  readonly name: string | undefined;
  readonly newName: string | undefined;
  /** The scalars of `newTag` and `digest`. */
  readonly newTag: Node | undefined;
  readonly digest: Node | undefined;
  readonly tagSuffix: string | undefined;
}

/** The `images` entries of a kustomization file, in the order in which kustomize applies them. */
export function entriesIn(file: YamlFile): ImagesEntry[] {
  return itemsAt(file.documents[0]?.contents, "images").map((node) => ({
    node,
    name: stringAt(node, "name"),
    newName: stringAt(node, "newName"),
    newTag: nodeAt(node, "newTag"),
    digest: nodeAt(node, "digest"),
    tagSuffix: stringAt(node, "tagSuffix"),
  }));
}

/** The `images` entry of an environment's overlay for an image, or undefined. */
export function entryOf(
  repository: Repository,
  environment: Pick<Environment, "folder">,
  image: string,
): ImagesEntry | undefined {
  return entriesIn(repository.overlayFile(environment)).find(({ name }) => name === image);
}

/**
 * What entries make of an image. Each applies to the name that the ones before it left; its tag
 * or digest takes the place of both (kustomize, api/filters/imagetag/updater.go).
 */
export function withEntries(image: Image, entries: readonly ImagesEntry[]): Image {
  let { name, tag, digest } = image;
  for (const entry of entries) {
    if (entry.name !== name) continue;
    name = entry.newName ?? name;
    const [newTag, newDigest] = [stringAt(entry.node, "newTag"), stringAt(entry.node, "digest")];
    if (newTag !== undefined || newDigest !== undefined) [tag, digest] = [newTag, newDigest];
  }
  return { name, tag, digest };
}
