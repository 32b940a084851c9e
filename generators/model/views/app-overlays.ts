import type { YamlFile } from "../../base/yaml/parse.ts";
import { closureOf } from "../kustomize/closure.ts";
import type { Environment } from "./environment.ts";
import { entriesIn, type Image, withEntries } from "./images.ts";
import type { Repository } from "./repository.ts";

/** The overlay that holds an app's images and configuration in an environment. */
export function ownOverlay(
  app: string,
  environment: Environment,
  repository: Repository,
): YamlFile {
  return repository.overlayFile(repository.overlayOf(environment, app));
}

/**
 * What sets an app's images and configuration in an environment, in the order in which kustomize
 * applies it: what every app gets, then the app's own overlay. One file where that is the
 * environment's.
 */
export function overlaysOf(
  app: string,
  environment: Environment,
  repository: Repository,
): YamlFile[] {
  const own = ownOverlay(app, environment, repository);
  const everyApp = repository.overlayFile(environment);
  if (own.path === everyApp.path) return [own];
  // A person may have taken it out of the app's own.
  const { folder } = repository.overlayOf(environment, app);
  return closureOf(repository.files, [folder]).files.has(everyApp.path) ? [everyApp, own] : [own];
}

/** An image of an app's base as it reaches the app's own overlay. */
export function imageBefore(
  image: Image,
  app: string,
  environment: Environment,
  repository: Repository,
): Image {
  const before = overlaysOf(app, environment, repository).slice(0, -1);
  return withEntries(image, before.flatMap(entriesIn));
}
