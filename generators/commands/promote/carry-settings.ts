import { shown } from "../../base/answers/shown.ts";
import { firstDocument, itemsAt, nodeAt, stringAt, type YamlFile } from "../../base/yaml/parse.ts";
import { toScalar } from "../../base/yaml/scalar.ts";
import type { Tree } from "../../edit/tree.ts";
import { appendItem, replaceScalars, type TextEdit } from "../../edit/yaml/edit.ts";
import { closureOf } from "../../model/kustomize/closure.ts";
import { ownOverlay } from "../../model/views/app-overlays.ts";
import { type Environment, wordsOf } from "../../model/views/environment.ts";
import type { Repository } from "../../model/views/repository.ts";
import { idOf, notCarried, type Setting, settingsOf } from "./settings.ts";

/** A key that the overlay of one environment sets to another value than the next one has. */
export interface SettingDifference {
  readonly app: string;
  readonly from: Setting;
  /** Undefined where the other overlay does not set it. */
  readonly to: Setting | undefined;
}

export function settingDifferences(
  app: string,
  from: Environment,
  to: Environment,
  repository: Repository,
): SettingDifference[] {
  const there = new Map(settingsOf(app, to, repository).map((each) => [idOf(each), each]));
  return settingsOf(app, from, repository)
    .map((setting) => ({ app, from: setting, to: there.get(idOf(setting)) }))
    .filter((each) => each.from.value !== each.to?.value);
}

/**
 * Whether it is carried where all is: what stands in a file of its own can't be, and a value with
 * the name of its environment in it is hardly meant for another one.
 */
export function isOfAll({ from, to }: SettingDifference, { name }: Environment): boolean {
  const isInFile = from.source !== undefined || to?.source !== undefined;
  return !isInFile && !wordsOf([name]).test(from.value);
}

/**
 * Writes the values of one overlay into another: where it has the key, else in the same form. Of
 * a file that other overlays read too the key stays as it is: the app's own gets one after it.
 * @throws UserError for a key that a generator reads from a file, on either side.
 */
export function carrySettings(
  all: readonly SettingDifference[],
  to: Environment,
  repository: Repository,
  tree: Tree,
): void {
  for (const { from } of all) {
    if (from.source !== undefined) throw notCarried(from.key, from.source);
  }
  if (all.length === 0) return;
  const isShared = sharedFiles(to, repository);
  const differences = all.map((each) =>
    each.to !== undefined && isShared(each.to.file.path, each.app)
      ? { ...each, to: undefined }
      : each,
  );
  const byFile = new Map<string, TextEdit[]>();
  for (const { from, to: current } of differences) {
    if (current === undefined) continue;
    const { path } = current.file;
    byFile.set(path, [...(byFile.get(path) ?? []), current.edit(from.value)]);
  }
  for (const [path, edits] of byFile) {
    tree.edit(path, replaceScalars(repository.yaml(path), edits));
  }
  const added = differences
    .filter((each) => each.to === undefined)
    .map(({ app, from }) => ({ setting: from, path: ownOverlay(app, to, repository).path }));
  for (const { setting, path } of added) {
    if (setting.generator === undefined) continue;
    tree.edit(path, withLiteral(tree.yaml(path), setting));
  }
  const patched = added.filter(({ setting }) => setting.generator === undefined);
  const placeOf = ({ setting, path }: (typeof added)[number]) =>
    JSON.stringify([path, setting.holder]);
  for (const place of new Set(patched.map(placeOf))) {
    const group = patched.filter((each) => placeOf(each) === place);
    const path = group[0]?.path ?? "";
    const settings = group.map(({ setting }) => setting);
    tree.edit(path, withPatch(tree.yaml(path), settings));
  }
}

/** Whether a file that an app's overlay names is read by other overlays too, or by every app's. */
function sharedFiles(
  to: Environment,
  repository: Repository,
): (path: string, app: string) => boolean {
  const { files, environments, layout } = repository;
  const folders = environments.flatMap(({ folder, appSyncs = [] }) => [
    folder,
    layout.path("everyApp", { environment: folder }),
    ...appSyncs.map((each) => each.folder),
  ]);
  const read = folders.map((folder) => ({ folder, files: closureOf(files, [folder]).files }));
  return (path, app) => {
    const { folder } = repository.overlayOf(to, app);
    return (
      path !== ownOverlay(app, to, repository).path &&
      read.some((other) => other.folder !== folder && other.files.has(path))
    );
  };
}

/** Adds `KEY=VALUE` to the generator of the same name, or such a generator. */
function withLiteral(
  file: YamlFile,
  { key, value, holder, generator, file: source }: Setting,
): string {
  const document = firstDocument(file);
  const literal = `${key}=${value}`;
  const index = itemsAt(document.contents, "configMapGenerator").findIndex(
    (entry) => stringAt(entry, "name") === holder.name,
  );
  if (index >= 0) {
    return appendItem(file, document, ["configMapGenerator", index, "literals"], literal);
  }
  const entry = nodeAt(source.documents[0]?.contents, "configMapGenerator", generator ?? 0);
  const behavior = stringAt(entry, "behavior");
  const lines = [
    `name: ${toScalar(holder.name)}`,
    ...(behavior === undefined ? [] : [`behavior: ${toScalar(behavior)}`]),
    ...(nodeAt(entry, "options", "disableNameSuffixHash")?.toJSON() === true
      ? ["options:", "  disableNameSuffixHash: true"]
      : []),
    "literals:",
    `  - ${toScalar(literal)}`,
  ];
  return appendItem(file, document, ["configMapGenerator"], { block: lines.join("\n") });
}

/** Adds one patch for all keys of an object. */
function withPatch(file: YamlFile, settings: readonly Setting[]): string {
  const isEnv = settings[0]?.holder.container !== undefined;
  const block = isEnv ? envPatch(settings) : dataPatch(settings);
  return appendItem(file, firstDocument(file), ["patches"], { block });
}

/** JSON 6902, as the shipped overlays have it: a strategic merge makes a build take longer. */
function dataPatch(settings: readonly Setting[]): string {
  const pointer = (key: string) => key.replaceAll("~", "~0").replaceAll("/", "~1");
  const lines = settings.flatMap(({ key, value }) => [
    "- op: add",
    `  path: ${toScalar(`/data/${pointer(key)}`)}`,
    `  value: ${toScalar(value)}`,
  ]);
  const name = settings[0]?.holder.name ?? "";
  return `target:\n  kind: ConfigMap\n  name: ${toScalar(name)}\npatch: |-\n${indented(lines, 2)}`;
}

/** A strategic merge: JSON 6902 can't find a container or a variable by its name. */
function envPatch(settings: readonly Setting[]): string {
  const { apiVersion = "", kind = "", name = "", container = "" } = settings[0]?.holder ?? {};
  const variables = settings.flatMap(({ key, value }) => [
    `- name: ${toScalar(key)}`,
    `  value: ${toScalar(value)}`,
  ]);
  const lines = [
    `apiVersion: ${toScalar(apiVersion)}`,
    `kind: ${toScalar(kind)}`,
    "metadata:",
    `  name: ${toScalar(name)}`,
    "spec:",
    "  template:",
    "    spec:",
    "      containers:",
    `        - name: ${toScalar(container)}`,
    "          env:",
    indented(variables, 12),
  ];
  return `patch: |-\n${indented(lines.join("\n").split("\n"), 2)}`;
}

function indented(lines: readonly string[], columns: number): string {
  return lines.map((line) => " ".repeat(columns) + line).join("\n");
}

/** What a reader wants to know of a key. @param carried false where it stays as it is. */
export function settingNote(
  { app, from, to }: SettingDifference,
  [source, target]: readonly [Environment, Environment],
  carried: boolean,
): string {
  const there = shown(from.value);
  const here =
    to === undefined ? `not set in ${target.name}` : `${shown(to.value)} in ${target.name}`;
  const file = from.source ?? to?.source;
  const why = file === undefined ? `(--config ${from.key})` : `(${file} holds it)`;
  return carried
    ? `${app}: ${from.key} becomes ${there}, as in ${source.name}; it was ${here}.`
    : `${app}: ${from.key} is ${there} in ${source.name}, ${here}: not carried ${why}.`;
}
