import type { Files } from "../../base/files.ts";
import { UserError } from "../../base/problem/problem.ts";
import { appendSource } from "../../edit/manifests/append-source.ts";
import { list } from "../../edit/manifests/listing.ts";
import type { Tree } from "../../edit/tree.ts";
import { type Environment, syncsOf } from "../../model/views/environment.ts";
import type { Repository } from "../../model/views/repository.ts";
import { addAppSync } from "../artifacts/app-sync.ts";
import { readsArtifact, SOURCE_WATCHER, splitOff } from "../artifacts/split/split.ts";
import { splitEnvironment } from "../artifacts/split/split-environment.ts";
import { isMarked, pruneAgain } from "../artifacts/steps.ts";
import type { Plan, PlanContext } from "../command/plan.ts";
import type { EnvironmentAnswers } from "./answers.ts";
import { copyOverlay } from "./copy/copy.ts";
import { exposedIn, hasOwnHosts } from "./hosts.ts";
import type { NewEnvironment } from "./new-environment.ts";
import { comesAfter, dependOnNewEnvironment, type RolloutPlace } from "./order.ts";
import { writeOverlay } from "./overlay.ts";

/** Plans every environment of the answers, each after the one before it. */
export function planEnvironments(
  answers: EnvironmentAnswers,
  { repository, tree, templates }: PlanContext,
): Plan {
  const notes: string[] = [];
  let current = repository;
  let after = answers.after;
  for (const name of answers.names) {
    const place = comesAfter(after, current);
    notes.push(...addEnvironment(name, place, answers, current, tree, templates));
    current = tree.model;
    after = current.environment(name);
    notes.push(...sharedHosts(name, answers.from, current));
  }
  const order = current.environments.map((environment) => environment.name).join(" -> ");
  const what = answers.names.length === 1 ? "environment" : "environments";
  return {
    notes: [`Rollout order: ${order}.`, ...notes],
    subject: `Add ${what} ${answers.names.join(", ")}`,
    next: answers.artifacts ? [SOURCE_WATCHER] : [],
  };
}

/** Plans one environment in its place. @returns what to know of it, one sentence each. */
export function addEnvironment(
  name: string,
  place: RolloutPlace,
  answers: EnvironmentAnswers,
  repository: Repository,
  tree: Tree,
  templates: Files,
): string[] {
  const { layout } = repository;
  const folder = layout.path("environment", { env: name });
  const path = `${repository.pathPrefix}/${folder}`;
  const newEnvironment = { name, folder, path, place, answers, repository, tree, templates };
  const notes: string[] = [];
  if (answers.from === undefined) writeOverlay(newEnvironment);
  else notes.push(...copyOverlay(newEnvironment, answers.from));
  listOverlay(newEnvironment);
  notes.push(...addSource(newEnvironment));
  const waiting = dependOnNewEnvironment(place, layout.name("sync", { env: name }), tree);
  return [...waiting, ...notes, ...splitNewEnvironment(newEnvironment)];
}

/** Gives a new environment its artifacts, where it is to have some. */
function splitNewEnvironment({ name, answers, tree, templates }: NewEnvironment): string[] {
  const current = tree.model;
  const environment = current.environment(name);
  if (environment === undefined) return [];
  const { sync } = environment;
  // What its original is in the middle of, a copy has nothing to do with.
  if (isMarked(environment, tree)) pruneAgain(environment, tree);
  if (!answers.artifacts && !readsArtifact(sync)) return [];
  if (answers.artifacts && environment.appSyncs === undefined) {
    // Nothing runs there yet: it takes one step.
    splitEnvironment(environment, tree, templates);
  } else {
    const git = current.gitSourceOf(sync);
    for (const each of syncsOf(environment)) {
      splitOff(each, tree, templates, git);
    }
    if (environment.appSyncs === undefined) {
      return [`${sync.name} reads an artifact with only what it builds.`];
    }
    // A copy has those of its original.
    const missing = (answers.apps ?? []).filter(
      (app) => !environment.appSyncs?.some((each) => each.app === app),
    );
    for (const app of missing) addAppSync(app, environment, tree, templates);
  }
  return [
    `Each app of ${name} has a sync and an artifact of its own: a commit to one reconciles only that.`,
  ];
}

/** Two environments of one cluster must not serve the same host. */
function sharedHosts(
  name: string,
  original: Environment | undefined,
  repository: Repository,
): string[] {
  const environment = repository.environment(name);
  if (original === undefined || environment === undefined) return [];
  const exposed = exposedIn(environment, repository);
  if (exposed.length === 0 || hasOwnHosts(environment, repository)) return [];
  return [
    `${name} serves the hosts of ${original.name} (${exposed.join(", ")}), whose overlay puts no prefix in front: patch them, or take over the replacements of another overlay.`,
  ];
}

/** Adds the environment's sync to what the applications' Flux Kustomization applies. */
function listOverlay({ folder, repository, tree }: NewEnvironment): void {
  const environments = repository.layout.path("environments");
  list(repository.layout.path("sync", { environment: folder }), environments, tree);
}

/** Adds the GitRepository: all as the original's or the applications' own, but for the ref. */
function addSource({ name, answers, repository, tree, templates }: NewEnvironment): string[] {
  const { layout } = repository;
  const model = answers.from?.sync ?? repository.applicationsSync;
  const original = repository.gitSourceOf(model);
  if (original === undefined) {
    const { kind, name: missing } = model.source;
    throw UserError.of("layout", `${layout.path("sources")} has no ${kind} ${missing}.`, {
      path: layout.path("sources"),
      hint: "The new environment's source is made like it.",
    });
  }
  const spec = {
    ...original.spec,
    ...(answers.ref === undefined ? {} : { ref: answers.ref }),
  };
  const source = { kind: "GitRepository", name: layout.name("source", { env: name }), spec };
  appendSource(source, tree, templates);
  const [[follows, ref] = []] = Object.entries((spec.ref ?? {}) as Record<string, string>);
  if (follows === undefined || follows === "branch") return [];
  const what = follows === "semver" ? `the newest tag in ${ref}` : `the ${follows} ${ref}`;
  return [
    `${name} follows ${what}: until that holds this change, ${layout.name("sync", { env: name })} is not ready, and no environment after it is rolled out.`,
  ];
}
