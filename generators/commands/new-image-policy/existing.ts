import { textAt } from "../../base/yaml/at.ts";
import { GROUPS } from "../../model/objects/flux.ts";
import type { KubernetesObject } from "../../model/objects/object.ts";
import { writtenIn } from "../../model/views/objects.ts";
import type { Repository } from "../../model/views/repository.ts";

type Kind = "ImageRepository" | "ImagePolicy" | "ImageUpdateAutomation";

/** The objects of a kind in the file of image automation. */
function objectsOf(kind: Kind, { layout, files }: Repository): KubernetesObject[] {
  return writtenIn(layout.path("imageAutomation"), GROUPS.image, kind, files);
}

export function objectOf(
  kind: Kind,
  name: string,
  repository: Repository,
): KubernetesObject | undefined {
  return objectsOf(kind, repository).find((object) => object.name === name);
}

/** The ImageRepository that scans an image, or undefined. */
export function repositoryFor(image: string, repository: Repository): KubernetesObject | undefined {
  return objectsOf("ImageRepository", repository).find(
    ({ data }) => textAt(data, "spec", "image") === image,
  );
}
