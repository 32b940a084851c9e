import type { Environment } from "../../model/views/environment.ts";
import { between, directlyAfter } from "../../model/views/order.ts";
import type { Repository } from "../../model/views/repository.ts";
import { imageDifferences, versionOf } from "./carry-images.ts";
import { settingDifferences } from "./carry-settings.ts";
import { settingsOf } from "./settings.ts";
import { tagOf } from "./target.ts";

/** Apps whose versions have room on a line. */
const SHOWN_MAX = 3;

/** What was answered of it, up to what an option depends on. */
export interface Promoting {
  readonly force?: boolean | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly all?: boolean | undefined;
  readonly app?: readonly string[] | undefined;
}

/** The apps, each with what of it differs: a person sees that before the diff. */
export function shownApps(answers: Promoting, repository: Repository): string {
  const from = environmentOf("from", answers, repository);
  const to = environmentOf("to", answers, repository);
  const apps = chosenApps(answers, repository).filter((app) => repository.apps.includes(app));
  if (from === undefined || to === undefined || apps.length > SHOWN_MAX) return apps.join(", ");
  const shown = apps.map((app) => {
    const changes = imageDifferences(app, from, to, repository).map(
      (each) => `${versionOf(each.to)} -> ${versionOf(each.from)}`,
    );
    return [app, ...changes].join(" ");
  });
  return shown.join(", ") || "none";
}

/** The apps that are asked for. */
export function chosenApps(answers: Promoting, repository: Repository): string[] {
  return answers.all === true ? appsInBoth(answers, repository) : [...(answers.app ?? [])];
}

export function environmentOf(
  flag: "from" | "to",
  answers: Promoting,
  repository: Repository,
): Environment | undefined {
  return repository.environment(answers[flag] ?? "");
}

/** Environments that another one waits for; all of them with --force, or where there is no order. */
export function froms(answers: Promoting, repository: Repository): string[] {
  const { environments } = repository;
  const found = environments.filter((each) => directlyAfter(each, repository).length > 0);
  const isAny = answers.force === true || found.length === 0;
  return (isAny ? environments : found).map(({ name }) => name);
}

/** What `--to` can be: what comes right after, or any other one with --force or without an order. */
export function next(answers: Promoting, repository: Repository): readonly Environment[] {
  const from = environmentOf("from", answers, repository);
  if (from === undefined || !froms(answers, repository).includes(from.name)) return [];
  const after = directlyAfter(from, repository);
  const others = repository.environments.filter(({ name }) => name !== from.name);
  return after.length === 0 ? others : after;
}

export function targetFault(
  to: string,
  answers: Promoting,
  repository: Repository,
): string | undefined {
  const source = environmentOf("from", answers, repository);
  const target = repository.environment(to);
  if (target === undefined) {
    return `${JSON.stringify(to)} is none of ${names(repository.environments)}.`;
  }
  if (source === undefined) return undefined;
  if (target.name === source.name) return `${to} is where it comes from.`;
  const isUnordered = repository.environments.every(
    (each) => directlyAfter(each, repository).length === 0,
  );
  if (answers.force === true || isUnordered) return undefined;
  const skipped = between(source, target, repository);
  if (skipped === undefined) {
    return `${to} does not come after ${source.name}; --force carries it all the same.`;
  }
  return skipped.length === 0
    ? undefined
    : `${names(skipped)} would be skipped; --force carries it past.`;
}

/** Whether the target follows a tag, which is moved then. */
export function movesTag(answers: Promoting, repository: Repository): boolean {
  return tagOf(environmentOf("to", answers, repository), repository) !== undefined;
}

/** Also those whose base is missing: the plan says where. */
export function appsInBoth(answers: Promoting, repository: Repository): string[] {
  const [from = [], to = []] = (["from", "to"] as const).map((flag) => {
    const environment = environmentOf(flag, answers, repository);
    return environment === undefined ? [] : repository.appsOf(environment);
  });
  return [...new Set(from)].filter((app) => to.includes(app)).sort();
}

export function appFault(
  app: string,
  answers: Promoting,
  repository: Repository,
): string | undefined {
  if (!repository.apps.includes(app) && !appsInBoth(answers, repository).includes(app)) {
    return `${JSON.stringify(app)} is none of ${repository.apps.join(", ")}.`;
  }
  const absent = (["from", "to"] as const)
    .flatMap((flag) => environmentOf(flag, answers, repository) ?? [])
    .find((environment) => !repository.appsOf(environment).includes(app));
  if (absent === undefined) return undefined;
  const why =
    absent.appSyncs === undefined ? "its overlay does not list it" : "it has no sync there";
  return `${absent.name} does not run ${app}: ${why}.`;
}

export function keysOf(answers: Promoting, repository: Repository): string[] {
  const from = environmentOf("from", answers, repository);
  if (from === undefined) return [];
  const found = chosenApps(answers, repository)
    .filter((app) => repository.apps.includes(app))
    .flatMap((app) => settingsOf(app, from, repository).map(({ key }) => key));
  return [...new Set(found)];
}

export function differingKeys(answers: Promoting, repository: Repository): string[] {
  const from = environmentOf("from", answers, repository);
  const to = environmentOf("to", answers, repository);
  if (from === undefined || to === undefined) return [];
  const found = chosenApps(answers, repository)
    .filter((app) => repository.apps.includes(app))
    .flatMap((app) => settingDifferences(app, from, to, repository).map((each) => each.from.key));
  return [...new Set(found)];
}

export function names(environments: readonly Environment[]): string {
  return environments.map(({ name }) => name).join(", ");
}
