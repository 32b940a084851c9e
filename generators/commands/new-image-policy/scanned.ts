import { overlaysOf } from "../../model/views/app-overlays.ts";
import type { Environment } from "../../model/views/environment.ts";
import { entriesIn, withEntries } from "../../model/views/images.ts";
import type { Repository } from "../../model/views/repository.ts";

/**
 * What some environments run in the place of an image of an app: itself, or the `newName` of
 * their overlays, each once.
 */
export function scannedImages(
  image: string,
  app: string,
  environments: readonly Environment[],
  repository: Repository,
): string[] {
  const names = environments.map((environment) => {
    const entries = overlaysOf(app, environment, repository).flatMap(entriesIn);
    return withEntries({ name: image, tag: undefined, digest: undefined }, entries).name;
  });
  return [...new Set(names)];
}
