import { posix } from "node:path";
import { RECORD } from "../generator/record.ts";
import { figuresOf } from "../repository/figures.ts";
import type { Repository } from "../repository/repository.ts";
import { type Rendered, renderFolder } from "../templates/templates.ts";
import type { Files } from "../tree/files.ts";
import { TEMPLATES } from "./flags.ts";
import type { Newcomer } from "./newcomer.ts";
import { environmentRecord } from "./record.ts";
import { figuresFor, type Sizing } from "./sizing.ts";

/** What an overlay is made from. */
export interface Overlay {
  readonly name: string;
  /** Its folder, and the same as `spec.path` of its sync. */
  readonly folder: string;
  readonly path: string;
  /** The Flux Kustomization that it depends on, if any. */
  readonly dependsOn: string | undefined;
  /** The apps that it lists, and those that its quota is for. */
  readonly apps: readonly string[];
  readonly quotaFor: readonly string[];
  readonly sizing: Sizing;
  /** Whether each app has an overlay of its own, and none is listed here. */
  readonly split: boolean;
}

/** Writes the overlay of a new environment from the templates. */
export function writeOverlay(newcomer: Newcomer): void {
  const { name, folder, path, place, answers, repository, tree, templates } = newcomer;
  // Without --from every figure is there: a preset's, or the one that was given.
  const sizing = answers.sizing as Sizing;
  const apps = answers.apps ?? [];
  const split = answers.artifacts;
  const dependsOn = place.dependsOn;
  const overlay = { name, folder, path, dependsOn, apps, quotaFor: apps, sizing, split };
  for (const file of overlayFiles(overlay, repository, templates)) {
    tree.create(file.path, file.text);
  }
  tree.create(posix.join(folder, RECORD), environmentRecord(sizing, apps, templates));
}

/** The files of an overlay, by paths of the repository. */
export function overlayFiles(
  { name, folder, path, dependsOn, apps, quotaFor, sizing, split }: Overlay,
  repository: Repository,
  templates: Files,
): Rendered[] {
  const { layout } = repository;
  const figures = quotaFor.map((app) => figuresOf(repository, app));
  const values = {
    name,
    syncName: layout.syncOf(name),
    sourceName: layout.sourceOf(name),
    path,
    dependsOn: dependsOn ?? "",
    split,
    apps: (split ? [] : apps).map((app) => posix.relative(folder, layout.base(app))),
    infrastructure: posix.relative(folder, layout.infrastructure),
    minReplicas: sizing.min,
    maxReplicas: sizing.max,
    singleReplica: sizing.min === 1,
    ...figuresFor(sizing, figures),
  };
  return renderFolder(templates, TEMPLATES, values).map((file) => ({
    path: posix.join(posix.dirname(folder), file.path),
    text: file.text,
  }));
}
