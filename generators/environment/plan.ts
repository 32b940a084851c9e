import { posix } from "node:path";
import { readsArtifact, SOURCE_WATCHER, splitOff } from "../artifacts/split.ts";
import { appendSource } from "../generator/append-source.ts";
import type { Plan } from "../generator/generator.ts";
import { UserError } from "../problem/problem.ts";
import type { Environment } from "../repository/environment.ts";
import { Repository } from "../repository/repository.ts";
import type { Files, Tree } from "../tree/tree.ts";
import { appendItem } from "../yaml/edit.ts";
import { firstDocument } from "../yaml/parse.ts";
import type { EnvironmentAnswers } from "./answers.ts";
import { copyOverlay } from "./copy.ts";
import type { Newcomer } from "./newcomer.ts";
import { comesAfter, dependOnNewcomer } from "./order.ts";
import { writeOverlay } from "./overlay.ts";

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
    if (after === undefined || !(answers.artifacts || readsArtifact(after.sync))) continue;
    splitOff(after.sync, current, tree, templates);
    notes.push(`${after.sync.name} reads an artifact with only what it builds.`);
    current = new Repository(tree, repository.layout);
    after = current.environment(name);
  }
  const order = current.environments.map((environment) => environment.name).join(" -> ");
  const what = answers.names.length === 1 ? "environment" : "environments";
  return {
    notes: [`Rollout order: ${order}.`, ...notes],
    subject: `Add ${what} ${answers.names.join(", ")}`,
    next: answers.artifacts ? [SOURCE_WATCHER] : [],
  };
}

/** Plans one environment. @returns what to know of it, one sentence each. */
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
  const newcomer = { name, folder, path, place, answers, repository, tree, templates };
  const notes: string[] = [];
  if (answers.from === undefined) writeOverlay(newcomer);
  else notes.push(...copyOverlay(newcomer, answers.from));
  listOverlay(newcomer);
  notes.push(...addSource(newcomer));
  return [...dependOnNewcomer(place, layout.syncOf(name), tree), ...notes];
}

/** Adds the environment's sync to what the applications' Flux Kustomization applies. */
function listOverlay({ name, repository, tree }: Newcomer): void {
  const { environments, sync } = repository.layout;
  const file = repository.yaml(posix.join(environments, "kustomization.yaml"));
  const line = `${name}/${sync}`;
  tree.edit(file.path, appendItem(file, firstDocument(file), ["resources"], line));
}

/** Adds the GitRepository: all as the original's or the applications' own, but for the ref. */
function addSource({ name, answers, repository, tree, templates }: Newcomer): string[] {
  const { layout } = repository;
  const model = answers.from?.sync ?? repository.applicationsSync;
  const original = repository.gitSourceOf(model);
  if (original === undefined) {
    const { kind, name: missing } = model.source;
    throw UserError.of("layout", `${layout.sources} has no ${kind} ${missing}.`, {
      path: layout.sources,
      hint: "The new environment's source is made like it.",
    });
  }
  const spec = {
    ...original.spec,
    ...(answers.ref === undefined ? {} : { ref: answers.ref }),
  };
  const source = { kind: "GitRepository", name: layout.sourceOf(name), spec };
  appendSource(source, layout, tree, templates);
  const [[follows, ref] = []] = Object.entries((spec.ref ?? {}) as Record<string, string>);
  if (follows === undefined || follows === "branch") return [];
  const what = follows === "semver" ? `the newest tag in ${ref}` : `the ${follows} ${ref}`;
  return [
    `${name} follows ${what}: until that holds this change, ${layout.syncOf(name)} is not ready, and no environment after it is rolled out.`,
  ];
}
