import { posix } from "node:path";
import type { KubernetesObject } from "../cluster/object.ts";
import type { Generator, Plan, Raw } from "../generator/generator.ts";
import type { Environment } from "../repository/environment.ts";
import type { Repository } from "../repository/repository.ts";
import type { Tree } from "../tree/tree.ts";
import { entriesAt, textAt } from "../yaml/at.ts";
import { firstDocument, parseYaml } from "../yaml/parse.ts";
import { removeItems } from "../yaml/removal.ts";
import { refuseDangling } from "./dangling.ts";
import { removeUnusedAutomation } from "./image-automation.ts";
import { isMarked, mark } from "./keep.ts";
import { objectsOf, prunedNotes } from "./pruned.ts";
import { ORPHAN, subjectOf, subjectRow } from "./rows.ts";

interface Answers {
  readonly app: string;
  readonly orphan: boolean;
}

/** `remove:app`: the inverse of `new:app`, from what the repository holds now. */
export const removeApplication: Generator<Answers> = {
  name: "remove:app",
  summary: "Remove an app: its base, and its lines in every environment.",
  example: "--name checkout",
  flags: [{ name: "name", value: "NAME", help: "the app" }, ORPHAN],
  rows: (repository) => [subjectRow("App", () => repository.apps)],
  answers: (raw: Raw, repository: Repository) => ({
    app: subjectOf(raw, "App", repository.apps),
    orphan: raw.orphan === true,
  }),
  plan: ({ app, orphan }: Answers, repository: Repository, tree: Tree): Plan =>
    orphan ? planOrphan(app, repository, tree) : planRemoval(app, repository, tree),
};

function planRemoval(app: string, repository: Repository, tree: Tree): Plan {
  const base = repository.layout.base(app);
  const users = repository.environments.filter((each) => repository.appsOf(each).includes(app));
  const objects = objectsOf(tree, base);
  const stays = isMarked(base, tree);
  for (const environment of users) {
    removeFromOverlay(app, environment, repository, tree);
    removeImages(imagesOf(objects), environment, repository, tree);
  }
  for (const path of tree.files(base)) tree.remove(path);
  const unused = removeUnusedAutomation(repository, tree);
  refuseDangling(repository.files, tree);
  const where = users.map(({ name }) => name).join(", ");
  const pruned =
    users.length === 0
      ? [`No environment runs ${app}: Flux deletes nothing.`]
      : stays
        ? [`${app} is marked to stay: Flux deletes nothing, it goes on running in ${where}.`]
        : prunedNotes(objects, ` in each of ${where}`);
  return { notes: [...pruned, ...unused], subject: `Remove app ${app}`, next: [], typed: app };
}

function removeFromOverlay(
  app: string,
  environment: Environment,
  repository: Repository,
  tree: Tree,
): void {
  const overlay = repository.overlayFile(environment);
  const isOwn = (entry: unknown) =>
    repository.layout.appOfBase(posix.join(environment.folder, String(entry))) === app;
  tree.edit(overlay.path, removeItems(overlay, firstDocument(overlay), ["resources"], isOwn));
}

/** The overlay's `images` entries of images that nothing in it runs any more. */
function removeImages(
  images: ReadonlySet<string>,
  { folder }: Environment,
  repository: Repository,
  tree: Tree,
): void {
  const left = imagesOf(objectsOf(tree, folder));
  const { path } = repository.overlayFile({ folder });
  const overlay = parseYaml(path, tree.read(path) ?? "");
  const isUnused = (entry: unknown) => {
    const name = textAt(entry, "name") ?? "";
    return images.has(name) && !left.has(name);
  };
  tree.edit(path, removeItems(overlay, firstDocument(overlay), ["images"], isUnused, "absent"));
}

/** The images of all containers, without tag and digest, as `images` of kustomize selects them. */
function imagesOf(objects: readonly KubernetesObject[]): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (value: unknown) => {
    if (Array.isArray(value)) {
      for (const item of value) visit(item);
      return;
    }
    const image = textAt(value, "image");
    if (image !== undefined) found.add(image.replace(/@.*$/, "").replace(/:[^/:]*$/, ""));
    for (const [, inner] of entriesAt(value)) visit(inner);
  };
  for (const { data } of objects) visit(data);
  return found;
}

/** The first of two pull requests: every object of the app says that it is to stay. */
function planOrphan(app: string, repository: Repository, tree: Tree): Plan {
  const again = `npm run remove:app -- --name ${app}`;
  mark(repository.layout.base(app), app, again, tree);
  return {
    notes: [`Every object of ${app} is marked: when it is removed from Git, it goes on running.`],
    subject: `Let go of app ${app}`,
    next: [`Once Flux has applied this in every environment, the second step: ${again}`],
  };
}
