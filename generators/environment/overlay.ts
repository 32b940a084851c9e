import { posix } from "node:path";
import { figuresOf } from "../repository/figures.ts";
import { renderFolder } from "../templates/templates.ts";
import type { Newcomer } from "./newcomer.ts";
import { figuresFor, type Sizing } from "./sizing.ts";

/** Writes the overlay of a new environment from the templates. */
export function writeOverlay(newcomer: Newcomer): void {
  const { name, folder, path, place, answers, repository, tree, templates } = newcomer;
  const { layout } = repository;
  // Without --from every figure is there: a preset's, or the one that was given.
  const sizing = answers.sizing as Sizing;
  const apps = answers.apps ?? [];
  const figures = apps.map((app) => figuresOf(repository, app));
  const values = {
    name,
    syncName: layout.syncOf(name),
    sourceName: layout.sourceOf(name),
    path,
    dependsOn: place.dependsOn ?? "",
    apps: apps.map((app) => posix.relative(folder, layout.base(app))),
    infrastructure: posix.relative(folder, layout.infrastructure),
    minReplicas: sizing.min,
    maxReplicas: sizing.max,
    singleReplica: sizing.min === 1,
    ...figuresFor(sizing, figures),
  };
  for (const file of renderFolder(templates, "environment", values)) {
    tree.create(posix.join(posix.dirname(folder), file.path), file.text);
  }
}
