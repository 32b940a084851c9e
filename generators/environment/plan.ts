import { posix } from "node:path";
import { stringify } from "yaml";
import type { Plan } from "../generator/generator.ts";
import { figuresOf } from "../repository/figures.ts";
import { type Environment, Repository } from "../repository/repository.ts";
import { renderFolder } from "../templates/templates.ts";
import type { Files, Tree } from "../tree/tree.ts";
import { appendDocument, appendItem } from "../yaml/edit.ts";
import type { EnvironmentAnswers } from "./answers.ts";
import { copyOverlay } from "./copy.ts";
import { comesAfter, dependOnNewcomer, type Place } from "./order.ts";
import { figuresFor, type Sizing } from "./sizing.ts";

/** Plans every environment of the answers, each after the one before it. */
export function planEnvironments(
  answers: EnvironmentAnswers,
  repository: Repository,
  tree: Tree,
  templates: Files,
): Plan {
  const notes: string[] = [];
  let current = repository;
  let after = answers.after;
  for (const name of answers.names) {
    notes.push(...planOne(name, after, answers, current, tree, templates));
    current = new Repository(tree, repository.layout);
    after = current.environment(name);
  }
  const order = current.environments.map((environment) => environment.name).join(" -> ");
  const what = answers.names.length === 1 ? "environment" : "environments";
  return {
    notes: [`Rollout order: ${order}.`, ...notes],
    subject: `Add ${what} ${answers.names.join(", ")}`,
    next: [],
  };
}

function planOne(
  name: string,
  after: Environment | undefined,
  answers: EnvironmentAnswers,
  repository: Repository,
  tree: Tree,
  templates: Files,
): string[] {
  const { layout } = repository;
  const folder = posix.join(layout.environments, name);
  const place = comesAfter(after, repository);
  const path = `${repository.pathPrefix}/${folder}`;
  const notes =
    answers.from === undefined
      ? writeOverlay(name, folder, path, place, answers, repository, tree, templates)
      : copyOverlay({
          name,
          folder,
          path,
          place,
          original: answers.from,
          answers,
          repository,
          tree,
        });

  const list = posix.join(layout.environments, "kustomization.yaml");
  const listFile = repository.yaml(list);
  const [listDocument] = listFile.documents;
  if (listDocument !== undefined) {
    const line = `${name}/${layout.sync}`;
    tree.edit(list, appendItem(listFile, listDocument, ["resources"], line));
  }
  tree.edit(
    layout.sources,
    appendDocument(repository.yaml(layout.sources), source(name, answers, repository, templates)),
  );
  return [...notes, ...dependOnNewcomer(place, `${name}-sync`, tree)];
}

function writeOverlay(
  name: string,
  folder: string,
  path: string,
  place: Place,
  answers: EnvironmentAnswers,
  repository: Repository,
  tree: Tree,
  templates: Files,
): string[] {
  // Without --from every figure is there: a preset's, or the one that was given.
  const sizing = answers.sizing as Sizing;
  const apps = answers.apps ?? [];
  const figures = figuresFor(
    sizing,
    apps.map((app) => figuresOf(repository, app)),
  );
  const values = {
    name,
    path,
    dependsOn: place.dependsOn ?? "",
    apps: apps.map((app) => posix.relative(folder, repository.layout.base(app))),
    infrastructure: posix.relative(folder, repository.layout.infrastructure),
    minReplicas: sizing.min,
    maxReplicas: sizing.max,
    singleReplica: sizing.min === 1,
    hostPrefix: true,
    ...figures,
  };
  for (const file of renderFolder(templates, "environment", values)) {
    tree.create(posix.join(posix.dirname(folder), file.path), file.text);
  }
  return [];
}

/** The GitRepository: everything as the original's or the applications' own, but for the ref. */
function source(
  name: string,
  answers: EnvironmentAnswers,
  repository: Repository,
  templates: Files,
): string {
  const model = answers.from?.sync.source.name ?? repository.applicationsSync.source.name;
  const spec = {
    ...repository.sources.find((each) => each.name === model)?.spec,
    ...(answers.ref === undefined ? {} : { ref: answers.ref }),
  };
  const [file] = renderFolder(templates, "source", {
    name,
    spec: stringify(spec, { lineWidth: 0 }).trimEnd().replace(/^/gm, "  "),
  });
  return file?.text ?? "";
}
