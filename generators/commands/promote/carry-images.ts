import { isSeq } from "yaml";
import { UserError } from "../../base/problem/problem.ts";
import { firstDocument, lineOfNode, nodeAt, type YamlFile } from "../../base/yaml/parse.ts";
import { toScalar } from "../../base/yaml/scalar.ts";
import { commentOn } from "../../edit/yaml/comment.ts";
import { appendItem } from "../../edit/yaml/edit.ts";
import { setValues } from "../../edit/yaml/mapping.ts";
import { imageBefore, overlaysOf, ownOverlay } from "../../model/views/app-overlays.ts";
import type { Environment } from "../../model/views/environment.ts";
import { entriesIn, type Image, imagesOf, withEntries } from "../../model/views/images.ts";
import type { Repository } from "../../model/views/repository.ts";
import { isOlder } from "./versions.ts";

/** An image of an app with another tag or digest in one environment than in another. */
export interface ImageDifference {
  readonly app: string;
  /** As it reaches the app's overlay in the other. */
  readonly image: Image;
  readonly from: Image;
  readonly to: Image;
}

/** The images of an app in an environment, in the order of `imagesOf`. */
export function imagesIn(app: string, environment: Environment, repository: Repository): Image[] {
  const entries = overlaysOf(app, environment, repository).flatMap(entriesIn);
  return imagesOf(repository, app).map((image) => withEntries(image, entries));
}

export function imageDifferences(
  app: string,
  from: Environment,
  to: Environment,
  repository: Repository,
): ImageDifference[] {
  const [there, here] = [imagesIn(app, from, repository), imagesIn(app, to, repository)];
  return imagesOf(repository, app).flatMap((image, index) => {
    const [one, other] = [there[index] ?? image, here[index] ?? image];
    if (one.tag === other.tag && one.digest === other.digest) return [];
    return [{ app, image: imageBefore(image, app, to, repository), from: one, to: other }];
  });
}

/**
 * The text of an overlay's kustomization file in which an image has another tag or digest.
 * @throws UserError where its form leaves no place, or a marker would end up beside a field of
 * another kind.
 */
export function withImage(file: YamlFile, image: Image, wanted: Image): string {
  const entries = entriesIn(file);
  let { name } = image;
  let [matching, setting] = [-1, -1];
  for (const [index, entry] of entries.entries()) {
    if (entry.name !== name) continue;
    matching = index;
    if (entry.newTag !== undefined || entry.digest !== undefined) setting = index;
    name = entry.newName ?? name;
  }
  const values = { newTag: wanted.tag, digest: wanted.digest };
  const index = setting === -1 ? matching : setting;
  const entry = entries[index];
  if (entry === undefined) return withEntry(file, { name: image.name, ...values });
  for (const field of ["newTag", "digest"] as const) {
    const node = entry[field];
    if (values[field] !== undefined || markerOn(file, node) === undefined) continue;
    const line = lineOfNode(file, node);
    throw UserError.of("images", `The ${field} of ${image.name} is set by an image policy.`, {
      path: file.path,
      ...(line === undefined ? {} : { line }),
      hint: `It can't become a ${field === "newTag" ? "digest" : "tag"}: take the marker away first.`,
    });
  }
  return setValues(file, firstDocument(file), ["images", index], values);
}

/** Adds an `images` entry: on lines, or in brackets where the others are. */
function withEntry(file: YamlFile, fields: Readonly<Record<string, string | undefined>>): string {
  const document = firstDocument(file);
  const lines = Object.entries(fields).flatMap(([key, value]) =>
    value === undefined ? [] : [`${key}: ${toScalar(value)}`],
  );
  const list = nodeAt(document.contents, "images");
  const isFlow = isSeq(list) && list.flow === true && list.items.length > 0;
  const block = isFlow ? `{${lines.join(", ")}}` : lines.join("\n");
  return appendItem(file, document, ["images"], { block });
}

/** The image policy whose marker is on the line of a scalar: `flux-system:app:tag`. */
function markerOn(file: YamlFile, node: Parameters<typeof commentOn>[1]): string | undefined {
  return /"\$imagepolicy":\s*"([^"]+)"/.exec(commentOn(file, node) ?? "")?.[1];
}

/** What a reader wants to know of an image that is carried, a sentence each. */
export function imageNotes(
  { app, image, from, to }: ImageDifference,
  target: Environment,
  repository: Repository,
): string[] {
  const file = ownOverlay(app, target, repository);
  const entry = entriesIn(file).findLast(({ name }) => name === image.name);
  const marker = markerOn(file, entry?.newTag) ?? markerOn(file, entry?.digest);
  const isBack = isOlder(from.tag ?? "", to.tag ?? "");
  return [
    `${app}: ${to.name} goes ${isBack ? "BACK " : ""}from ${versionOf(to)} to ${versionOf(from)} in ${target.name}.`,
    ...(from.name === to.name
      ? []
      : [`${target.name} goes on to take it from ${to.name}, not from ${from.name}.`]),
    ...(marker === undefined
      ? []
      : [`The marker stays: the image policy ${marker} will set the tag in ${target.name} again.`]),
  ];
}

/** A digest is long, and its beginning tells it from others. */
export function versionOf({ tag, digest }: Image): string {
  return [tag, digest?.slice(0, "sha256:".length + 12)].filter(Boolean).join("@") || "no tag";
}
