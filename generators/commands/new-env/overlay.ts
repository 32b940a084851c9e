import { posix } from "node:path";
import type { Files } from "../../base/files.ts";
import { type RenderedFile, renderFolder } from "../../edit/templates/templates.ts";
import { figuresOf } from "../../model/views/figures.ts";
import type { Repository } from "../../model/views/repository.ts";
import { RECORD } from "../command/record.ts";
import type { NewEnvironment } from "./new-environment.ts";
import { environmentRecord, TEMPLATES } from "./record.ts";
import { figuresFor, type Sizing } from "./sizing/sizing.ts";

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
export function writeOverlay(newEnvironment: NewEnvironment): void {
  const { name, folder, path, place, answers, repository, tree, templates } = newEnvironment;
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
): RenderedFile[] {
  const { layout } = repository;
  const figures = quotaFor.map((app) => figuresOf(repository, app));
  const values = {
    name,
    syncName: layout.name("sync", { env: name }),
    sourceName: layout.name("source", { env: name }),
    path,
    dependsOn: dependsOn ?? "",
    split,
    apps: (split ? [] : apps).map((app) => posix.relative(folder, layout.path("base", { app }))),
    infrastructure: posix.relative(folder, layout.path("components")),
    networkPolicies: posix.relative(folder, layout.path("networkPolicies")),
    minReplicas: sizing.min,
    maxReplicas: sizing.max,
    singleReplica: sizing.min === 1,
    ...figuresFor(sizing, figures),
  };
  return renderFolder(templates, TEMPLATES, values).map((file) => ({
    path: layout.target(TEMPLATES, file.path, { environment: folder }),
    text: file.text,
  }));
}
