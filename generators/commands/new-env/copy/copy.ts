import { posix } from "node:path";
import { UserError } from "../../../base/problem/problem.ts";
import { firstDocument, stringAt, type YamlFile } from "../../../base/yaml/parse.ts";
import { list } from "../../../edit/manifests/listing.ts";
import { removeObject } from "../../../edit/manifests/remove-object.ts";
import { replaceScalars, type TextEdit } from "../../../edit/yaml/edit.ts";
import { removeItems } from "../../../edit/yaml/removal.ts";
import { type Environment, wordsOf } from "../../../model/views/environment.ts";
import { fileOf, syncsIn } from "../../../model/views/objects.ts";
import type { Repository } from "../../../model/views/repository.ts";
import { RECORD } from "../../command/record.ts";
import type { NewEnvironment } from "../new-environment.ts";
import { dependencyIn, takePlace } from "../order.ts";
import { copiedRecord } from "../record.ts";
import { readSizing, resize, withDrainableBudget } from "../sizing/overlay-sizing.ts";
import { namesToChange, type Renaming, renamingEdits } from "./rewrite.ts";

/**
 * Writes a copy of an environment's overlay under a new name: hand edits, extra patches
 * and comments included.
 * @returns a note for each line that still says the original's name.
 */
export function copyOverlay(newEnvironment: NewEnvironment, original: Environment): string[] {
  const { name, folder, tree, repository } = newEnvironment;
  const record = posix.join(original.folder, RECORD);
  const paths = tree.files(original.folder).filter((path) => path !== record);
  const yamlFiles = paths
    .filter((path) => /\.ya?ml$/.test(path))
    .map((path) => repository.yaml(path));
  const from = new Set([original.name, namespaceOf(original, repository)]);
  const objects = namesToChange(yamlFiles, { from, to: name });
  objects.set(original.sync.source.name, repository.layout.name("source", { env: name }));
  objects.set(original.sync.name, repository.layout.name("sync", { env: name }));
  const renaming: Renaming = {
    from,
    to: name,
    folder: original.folder,
    target: folder,
    objects,
  };
  for (const path of paths) {
    const file = yamlFiles.find((each) => each.path === path);
    const text =
      file === undefined ? tree.read(path) : replaceScalars(file, editsFor(file, renaming));
    tree.create(posix.join(folder, posix.relative(original.folder, path)), text ?? "");
  }
  copyRecord(newEnvironment, record);
  wire(newEnvironment, original);
  resizeCopy(newEnvironment, original);
  chooseApps(newEnvironment, original);
  return leftovers(newEnvironment, original, from, paths);
}

/** A copy was made from what its original was made from; what a person did to that is copied. */
function copyRecord({ folder, answers, tree }: NewEnvironment, record: string): void {
  if (tree.read(record) === undefined) return;
  const copy = copiedRecord(tree.yaml(record), answers.sizing);
  tree.create(posix.join(folder, RECORD), copy);
}

/** A file that SOPS encrypted is copied as it is: an edit would break its checksum. */
function editsFor(file: YamlFile, renaming: Renaming): TextEdit[] {
  const encrypted = file.documents.some((document) => document.has("sops"));
  return encrypted ? [] : renamingEdits(file, renaming);
}

/** Puts the copy in its place of the rollout order. */
function wire({ folder, place, tree, repository }: NewEnvironment, original: Environment): void {
  const path = posix.join(folder, posix.relative(original.folder, fileOf(original.sync.object)));
  const [sync] = syncsIn(path, tree);
  if (sync === undefined)
    throw UserError.of("layout", `${path} holds no Flux Kustomization.`, { path });
  if (place.dependsOn === undefined) return;
  const position = dependencyIn(sync, repository);
  if (position?.name === place.dependsOn) return;
  takePlace(sync, position?.name, place.dependsOn, tree);
}

/** The kustomization file of the copy as it is now. */
function overlayOf({ folder, repository, tree }: NewEnvironment, original: Environment): YamlFile {
  const { path: from } = repository.overlayFile(original);
  const path = posix.join(folder, posix.relative(original.folder, from));
  return tree.yaml(path);
}

/** Puts the figures of the answers in the place of the original's. */
function resizeCopy(newEnvironment: NewEnvironment, original: Environment): void {
  const { answers, tree } = newEnvironment;
  const { text, absent } = resize(overlayOf(newEnvironment, original), answers.sizing);
  if (absent.length > 0) {
    throw UserError.of(
      "sizing",
      `No patch of ${original.name} for all apps sets ${absent.join(", ")}.`,
      {
        path: newEnvironment.repository.overlayFile(original).path,
        hint: "Leave the flag out and edit the copy, or start from a size.",
      },
    );
  }
  tree.edit(overlayOf(newEnvironment, original).path, text);
  const overlay = overlayOf(newEnvironment, original);
  const { min, max } = readSizing(overlay);
  if (min !== undefined && max !== undefined && min > max) {
    throw UserError.of(
      "replicas",
      `The minimum of ${min} replicas is above the maximum of ${max} that ${original.name} has.`,
      { hint: "Give --min-replicas and --max-replicas together." },
    );
  }
  if (min === 1) tree.edit(overlay.path, withDrainableBudget(overlay));
}

/** Leaves out the apps that nobody asked for, and adds those that the original lacks. */
function chooseApps(newEnvironment: NewEnvironment, original: Environment): void {
  const { folder, answers, repository, tree } = newEnvironment;
  if (answers.apps === undefined) return;
  if (original.appSyncs !== undefined) {
    leaveOut(answers.apps, newEnvironment, original);
    return;
  }
  const overlay = overlayOf(newEnvironment, original);
  const isUnwanted = (entry: unknown) => {
    const app = repository.layout.appOfBase(posix.join(folder, String(entry)));
    return app !== undefined && !answers.apps?.includes(app);
  };
  const text = removeItems(overlay, firstDocument(overlay), ["resources"], isUnwanted);
  tree.edit(overlay.path, text);
  const kept = new Set(repository.appsOf(original));
  for (const app of answers.apps.filter((each) => !kept.has(each))) {
    list(repository.layout.path("base", { app }), folder, tree);
  }
}

/** Leaves out the overlays and syncs of apps that nobody asked for; those that lack come with the artifacts. */
function leaveOut(
  wanted: readonly string[],
  { name, folder, repository, tree }: NewEnvironment,
  { folder: from, sync, appSyncs = [] }: Environment,
): void {
  const path = posix.join(folder, posix.relative(from, fileOf(sync.object)));
  for (const { app } of appSyncs.filter((each) => !wanted.includes(each.app))) {
    for (const each of tree.files(
      repository.layout.path("appOverlay", { environment: folder, app }),
    ))
      tree.remove(each);
    const syncName = repository.layout.name("appSync", { env: name, app });
    const own = syncsIn(path, tree).find((each) => each.name === syncName);
    if (own !== undefined) removeObject(own.object, tree);
  }
}

/** The lines of the copy that still say the original's name, for a person to decide. */
function leftovers(
  { name, folder, place, tree, repository }: NewEnvironment,
  original: Environment,
  from: ReadonlySet<string>,
  paths: readonly string[],
): string[] {
  // The new name may hold the old one, and the copy may wait for its original.
  const known = [folder, name, ...(place.dependsOn === undefined ? [] : [place.dependsOn])];
  const source = repository.layout.name("source", { env: name });
  return paths
    .map((path) => posix.join(folder, posix.relative(original.folder, path)))
    .flatMap((path) =>
      (tree.read(path) ?? "").split(/\r?\n/).flatMap((line, index) => {
        const rest = [source, ...known].reduce((text, word) => text.replaceAll(word, ""), line);
        const old = [...from].find((each) => wordsOf([each]).test(rest));
        return old === undefined ? [] : [`${path}:${index + 1} still says ${old}: ${line.trim()}`];
      }),
    );
}

/** The namespace that an overlay puts its objects into: as a rule the environment's name. */
function namespaceOf(environment: Environment, repository: Repository): string {
  const [document] = repository.overlayFile(environment).documents;
  return stringAt(document?.contents, "namespace") ?? environment.name;
}
