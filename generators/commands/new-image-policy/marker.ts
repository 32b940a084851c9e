import { UserError } from "../../base/problem/problem.ts";
import { firstDocument, lineOfNode } from "../../base/yaml/parse.ts";
import { toScalar } from "../../base/yaml/scalar.ts";
import { appendComment, commentOn } from "../../edit/yaml/comment.ts";
import { appendItem } from "../../edit/yaml/edit.ts";
import { imageBefore, ownOverlay } from "../../model/views/app-overlays.ts";
import type { Environment } from "../../model/views/environment.ts";
import { entryOf } from "../../model/views/images.ts";
import type { Repository } from "../../model/views/repository.ts";
import type { ImagePolicyAnswers } from "./answers.ts";

/**
 * The text of the overlay of an app in which an ImagePolicy of flux-system sets the tag of an
 * image. An entry that is there keeps its tag until the first update.
 * @throws UserError where the entry's form leaves no place for the marker.
 */
export function withMarker(
  environment: Environment,
  { app, policy, image: original }: Pick<ImagePolicyAnswers, "app" | "policy" | "image">,
  repository: Repository,
): string {
  const file = ownOverlay(app, environment, repository);
  const marker = `{"$imagepolicy": "flux-system:${policy}:tag"}`;
  const image = imageBefore(original, app, environment, repository);
  const entry = entryOf(repository, repository.overlayOf(environment, app), image.name);
  const refuse = (message: string, hint: string) => {
    const line = lineOfNode(file, entry?.newTag ?? entry?.node);
    return UserError.of("images", message, {
      path: file.path,
      ...(line === undefined ? {} : { line }),
      hint,
    });
  };
  if (entry === undefined) {
    if (image.tag === undefined) {
      throw refuse(
        `${image.name} has no tag that could be written until there is a newer one.`,
        "Give it one in the app's base first.",
      );
    }
    const block = `name: ${toScalar(image.name)}\nnewTag: ${toScalar(image.tag)} # ${marker}`;
    return appendItem(file, firstDocument(file), ["images"], { block });
  }
  if (entry.newTag === undefined) {
    throw refuse(
      `The images entry of ${image.name} has no newTag.`,
      "Write one there first: the policy sets the tag.",
    );
  }
  const comment = commentOn(file, entry.newTag);
  if (comment === marker) return file.text;
  if (comment !== undefined) {
    throw refuse(
      comment.includes("$imagepolicy")
        ? `Another policy sets the tag of ${image.name} in ${environment.name}.`
        : `The tag of ${image.name} has a comment behind it, and the marker has to be the only one.`,
      `The line ends with: # ${comment}`,
    );
  }
  return appendComment(file, entry.newTag, marker);
}
