import { posix } from "node:path";
import { textAt } from "../../../base/yaml/at.ts";
import { editFile } from "../../../edit/manifests/edit.ts";
import { removeObject } from "../../../edit/manifests/remove-object.ts";
import type { Tree } from "../../../edit/tree.ts";
import { removeItems } from "../../../edit/yaml/removal.ts";
import type { KubernetesObject } from "../../../model/objects/object.ts";
import type { Environment } from "../../../model/views/environment.ts";
import { type Image, imagesIn, imagesOf } from "../../../model/views/images.ts";
import type { Repository } from "../../../model/views/repository.ts";
import { writtenIn } from "../../../model/views/written-objects.ts";
import { removeArtifact } from "./sources.ts";

/** An app that goes, and the objects of its base. */
interface Leaving {
  readonly app: string;
  readonly objects: readonly KubernetesObject[];
}

/**
 * Takes an app out of an environment: its own overlay with the sync; or of the overlay its line,
 * and what the lists have for it alone. What a person wrote there otherwise, such as a patch, is not
 * touched: where it would dangle, that is refused.
 */
export function removeFromOverlay(
  { app, objects }: Leaving,
  environment: Environment,
  repository: Repository,
  tree: Tree,
): void {
  const own = environment.appSyncs?.find((each) => each.app === app);
  if (own !== undefined) {
    for (const path of tree.files(own.folder)) tree.remove(path);
    removeObject(own.sync.object, tree);
    removeArtifact(own.sync, repository, tree);
    return;
  }
  const { folder } = environment;
  const { path } = repository.overlayFile(environment);
  const remove = (field: string, isGone: (entry: unknown) => boolean) => {
    const whenEmpty = field === "resources" ? "empty" : "absent";
    editFile(path, tree, (file, document) =>
      removeItems(file, document, [field], isGone, whenEmpty),
    );
  };
  remove(
    "resources",
    (entry) => repository.layout.appOfBase(posix.join(folder, String(entry))) === app,
  );
  const left = writtenIn(tree, folder);
  const others = repository.appsOf(environment).filter((each) => each !== app);
  const images = without(
    imageNames(imagesOf(repository, app)),
    imageNames([
      ...others.flatMap((each) => imagesOf(repository, each)),
      ...left.flatMap(({ data }) => imagesIn(data)),
    ]),
  );
  remove("images", (entry) => images.has(textAt(entry, "name") ?? ""));
  for (const kind of ["ConfigMap", "Secret"]) {
    const names = without(namesOf(kind, objects), namesOf(kind, left));
    // One that does not merge makes an object of its own.
    const isGone = (entry: unknown) =>
      /^(?:merge|replace)$/.test(textAt(entry, "behavior") ?? "") &&
      names.has(textAt(entry, "name") ?? "");
    remove(kind === "Secret" ? "secretGenerator" : "configMapGenerator", isGone);
  }
}

function without(names: ReadonlySet<string>, others: ReadonlySet<string>): ReadonlySet<string> {
  return new Set([...names].filter((name) => !others.has(name)));
}

function imageNames(images: readonly Image[]): ReadonlySet<string> {
  return new Set(images.map(({ name }) => name));
}

function namesOf(kind: string, objects: readonly KubernetesObject[]): ReadonlySet<string> {
  return new Set(objects.filter((each) => each.kind === kind).map(({ name }) => name));
}
