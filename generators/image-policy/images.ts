import type { Node } from "yaml";
import { closureOf } from "../kustomize/references.ts";
import type { Environment } from "../repository/environment.ts";
import type { Repository } from "../repository/repository.ts";
import { itemsAt, nodeAt, stringAt } from "../yaml/parse.ts";

/** An image as a manifest names it. */
export interface Image {
  /** Without tag and digest: what an `images` entry of kustomize selects by. */
  readonly name: string;
  readonly tag: string | undefined;
}

/** The images of an app's base, in the order of its manifests and containers. */
export function imagesOf(repository: Repository, app: string): Image[] {
  const { files } = closureOf(repository.files, [repository.layout.base(app)]);
  const found = new Map<string, Image>();
  for (const path of files) {
    if (!/\.ya?ml$/.test(path)) continue;
    for (const { contents } of repository.yaml(path).documents) {
      for (const container of itemsAt(contents, "spec", "template", "spec", "containers")) {
        const image = parsedImage(stringAt(container, "image") ?? "");
        if (image.name !== "" && !found.has(image.name)) found.set(image.name, image);
      }
    }
  }
  return [...found.values()];
}

function parsedImage(text: string): Image {
  const [reference = ""] = text.split("@");
  const colon = reference.lastIndexOf(":");
  return colon > reference.lastIndexOf("/")
    ? { name: reference.slice(0, colon), tag: reference.slice(colon + 1) }
    : { name: reference, tag: undefined };
}

/** What an overlay's `images` entry says of an image. */
export interface Entry {
  readonly node: Node;
  readonly newName: string | undefined;
  /** The scalar of `newTag`. */
  readonly newTag: Node | undefined;
}

/** The `images` entry of an environment's overlay for an image, or undefined. */
export function entryOf(
  repository: Repository,
  environment: Pick<Environment, "folder">,
  image: string,
): Entry | undefined {
  const root = repository.overlayFile(environment).documents[0]?.contents;
  const node = itemsAt(root, "images").find((item) => stringAt(item, "name") === image);
  if (node === undefined) return undefined;
  return { node, newName: stringAt(node, "newName"), newTag: nodeAt(node, "newTag") };
}

/**
 * What some environments run in the place of an image: itself, or the `newName` of their
 * overlays, each once.
 */
export function scannedImages(
  image: string,
  environments: readonly Pick<Environment, "folder">[],
  repository: Repository,
): string[] {
  const names = environments.map((each) => entryOf(repository, each, image)?.newName ?? image);
  return [...new Set(names)];
}
