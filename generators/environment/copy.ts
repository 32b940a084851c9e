import { posix } from "node:path";
import { UserError } from "../problem/problem.ts";
import { fluxKustomizationsIn } from "../repository/objects.ts";
import type { Environment, Repository } from "../repository/repository.ts";
import type { Tree } from "../tree/tree.ts";
import { appendItem, applySplices, type Splice } from "../yaml/edit.ts";
import { itemsAt, lineOfNode, parseYaml, stringAt, type YamlFile } from "../yaml/parse.ts";
import type { EnvironmentAnswers } from "./answers.ts";
import { type Place, withDependency } from "./order.ts";
import { readSizing, resize, withDrainableBudget } from "./overlay-sizing.ts";
import { namesToChange, type Renaming, renamingSplices } from "./rewrite.ts";

interface Copy {
  readonly name: string;
  /** The new overlay's folder, and the `spec.path` of its sync. */
  readonly folder: string;
  readonly path: string;
  readonly place: Place;
  readonly original: Environment;
  readonly answers: EnvironmentAnswers;
  readonly repository: Repository;
  readonly tree: Tree;
}

/**
 * Writes a copy of an environment's overlay under a new name: hand edits, extra patches
 * and comments included.
 * @returns a note for each line that still says the original's name.
 */
export function copyOverlay(copy: Copy): string[] {
  const { original, folder, tree, repository } = copy;
  const paths = tree.files(original.folder);
  const yamlFiles = paths
    .filter((path) => /\.ya?ml$/.test(path))
    .map((path) => repository.yaml(path));
  const objects = namesToChange(yamlFiles, original.name, copy.name);
  objects.set(original.sync.source.name, `${copy.name}-environment`);
  objects.set(original.sync.name, `${copy.name}-sync`);
  const renaming: Renaming = {
    from: original.name,
    to: copy.name,
    folder: original.folder,
    target: folder,
    objects,
  };
  for (const path of paths) {
    const file = yamlFiles.find((each) => each.path === path);
    const text =
      file === undefined ? tree.read(path) : applySplices(file.text, splicesFor(file, renaming));
    tree.create(posix.join(folder, posix.relative(original.folder, path)), text ?? "");
  }
  wire(copy);
  const sizingNotes = edit(copy);
  return [...sizingNotes, ...leftovers(copy, paths)];
}

/** A file that SOPS encrypted is copied as it is: an edit would break its checksum. */
function splicesFor(file: YamlFile, renaming: Renaming): Splice[] {
  const encrypted = file.documents.some((document) => document.has("sops"));
  return encrypted ? [] : renamingSplices(file, renaming);
}

/** Puts the copy in its place of the rollout order. */
function wire({ original, name, folder, place, tree, repository }: Copy): void {
  const path = posix.join(folder, posix.relative(original.folder, original.sync.file.path));
  const [sync] = fluxKustomizationsIn(parseYaml(path, tree.read(path) ?? ""));
  if (sync === undefined)
    throw UserError.of("layout", `${path} holds no Flux Kustomization.`, { path });
  if (place.dependsOn === undefined) return;
  const syncs = new Set(repository.environments.map((environment) => environment.sync.name));
  const position = sync.dependsOn.find((each) => syncs.has(each.name)) ?? sync.dependsOn[0];
  if (position?.name === place.dependsOn) return;
  if (place.dependsOn === `${name}-sync`) return;
  tree.edit(path, withDependency(sync, position?.name, place.dependsOn));
}

/** Applies the answers that differ from the original: sizing and apps. */
function edit({ folder, original, answers, repository, tree }: Copy): string[] {
  const notes: string[] = [];
  const current = () => {
    const path = posix.join(folder, posix.basename(repository.overlayFile(original).path));
    return parseYaml(path, tree.read(path) ?? "");
  };
  const resized = resize(current(), answers.sizing);
  if (resized.absent.length > 0) {
    throw UserError.of(
      "sizing",
      `No patch of ${original.name} for all apps sets ${resized.absent.join(", ")}.`,
      {
        path: repository.overlayFile(original).path,
        hint: "Leave the flag out and edit the copy, or start from a size.",
      },
    );
  }
  tree.edit(current().path, resized.text);
  const { min, max } = readSizing(current());
  if (min !== undefined && max !== undefined && min > max) {
    throw UserError.of(
      "replicas",
      `The minimum of ${min} replicas is above the maximum of ${max} that ${original.name} has.`,
      {
        hint: "Give --min-replicas and --max-replicas together.",
      },
    );
  }
  if (min === 1) tree.edit(current().path, withDrainableBudget(current()));

  if (answers.apps !== undefined) {
    const wanted = new Set(answers.apps);
    tree.edit(current().path, withoutApps(current(), folder, repository, wanted));
    const kept = new Set(repository.appsOf(original));
    for (const app of answers.apps.filter((each) => !kept.has(each))) {
      const file = current();
      const [document] = file.documents;
      const entry = posix.relative(folder, repository.layout.base(app));
      if (document !== undefined)
        tree.edit(file.path, appendItem(file, document, ["resources"], entry));
    }
  }
  return notes;
}

/** The overlay without the lines of apps that nobody asked for. */
function withoutApps(
  file: YamlFile,
  folder: string,
  repository: Repository,
  wanted: ReadonlySet<string>,
): string {
  const root = file.documents[0]?.contents;
  const splices = itemsAt(root, "resources").flatMap((item, index) => {
    const entry = stringAt(root, "resources", index) ?? "";
    const app = repository.layout.appOfBase(posix.join(folder, entry));
    if (app === undefined || wanted.has(app) || !item.range) return [];
    const start = file.text.lastIndexOf("\n", item.range[0]) + 1;
    const newline = file.text.indexOf("\n", item.range[1]);
    return [{ start, end: newline === -1 ? file.text.length : newline + 1, text: "" }];
  });
  const text = applySplices(file.text, splices);
  const left = itemsAt(parseYaml(file.path, text).documents[0]?.contents, "resources").length;
  if (left !== itemsAt(root, "resources").length - splices.length) {
    throw UserError.of(
      "yaml-edit",
      `${file.path}: apps can't be taken out of a list written like this.`,
      {
        path: file.path,
        ...(lineOfNode(file, itemsAt(root, "resources")[0]) === undefined
          ? {}
          : { line: lineOfNode(file, itemsAt(root, "resources")[0]) as number }),
        hint: "Leave --apps out, or write the list as a plain block sequence first.",
      },
    );
  }
  return text;
}

/** The lines of the copy that still say the original's name, for a person to decide. */
function leftovers({ original, folder, place, tree }: Copy, paths: readonly string[]): string[] {
  const word = new RegExp(`(?<![A-Za-z0-9])${original.name}(?![A-Za-z0-9])`);
  return paths.flatMap((path) => {
    const target = posix.join(folder, posix.relative(original.folder, path));
    const lines = (tree.read(target) ?? "").split(/\r?\n/);
    return lines.flatMap((line, index) => {
      const isPlace = place.dependsOn !== undefined && line.includes(`name: ${place.dependsOn}`);
      return word.test(line) && !isPlace
        ? [`${target}:${index + 1} still says ${original.name}: ${line.trim()}`]
        : [];
    });
  });
}
