import { stringAt } from "../../base/yaml/parse.ts";
import { type LocatedObject, objectsIn } from "../../model/views/objects.ts";
import type { Repository } from "../../model/views/repository.ts";

type Kind = "ImageRepository" | "ImagePolicy" | "ImageUpdateAutomation";

/** The objects of a kind in the file of image automation. */
function objectsOf(kind: Kind, repository: Repository): LocatedObject[] {
  const imageAutomation = repository.layout.path("imageAutomation");
  if (repository.files.read(imageAutomation) === undefined) return [];
  return objectsIn(repository.yaml(imageAutomation), "image.toolkit.fluxcd.io/", kind);
}

export function objectOf(
  kind: Kind,
  name: string,
  repository: Repository,
): LocatedObject | undefined {
  return objectsOf(kind, repository).find((object) => object.name === name);
}

/** The ImageRepository that scans an image, or undefined. */
export function repositoryFor(image: string, repository: Repository): LocatedObject | undefined {
  return objectsOf("ImageRepository", repository).find(
    ({ document }) => stringAt(document.contents, "spec", "image") === image,
  );
}
