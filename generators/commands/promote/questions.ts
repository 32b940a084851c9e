import { refFault } from "../../base/answers/values.ts";
import type { Environment } from "../../model/views/environment.ts";
import { between, directlyAfter } from "../../model/views/order.ts";
import type { Repository } from "../../model/views/repository.ts";
import { many, one, type RawAnswers } from "../command/generator.ts";
import type { Question } from "../command/questions.ts";
import { settingDifferences } from "./carry-settings.ts";
import { settingsOf } from "./settings.ts";
import { followedBy, tagOf } from "./target.ts";

/** In place of a key: every key. */
export const EVERY = "all";

export const APPS = "Apps";

export const QUESTIONS: readonly Question[] = [
  {
    name: "from",
    value: "ENV",
    label: "From",
    help: "the environment that has what is to be carried",
    first: true,
    required: () => true,
    default: (answers, repository) => only(froms(answers, repository)),
    choices: (answers, repository) => same(froms(answers, repository)),
    fault: (from, answers, repository) => {
      if (froms(answers, repository).includes(from)) return undefined;
      return repository.environment(from) === undefined
        ? `${JSON.stringify(from)} is none of ${names(repository.environments)}.`
        : `nothing comes after ${from}.`;
    },
  },
  {
    name: "to",
    value: "ENV",
    label: "To",
    help: "the environment that gets it (default: the next after --from)",
    required: (answers, repository) => {
      const found = next(answers, repository);
      return found.length > 0 && `--to is missing: it can be ${names(found)}.`;
    },
    default: (answers, repository) => only(next(answers, repository).map(({ name }) => name)),
    choices: (answers, repository) => same(next(answers, repository).map(({ name }) => name)),
    fault: (to, answers, repository) => targetFault(to, answers, repository),
  },
  {
    name: "tag",
    value: "TAG",
    label: "Tag",
    help: "where --to follows a tag: the one to move to (default: the tag of --from)",
    required: (answers, repository) => {
      const from = environmentOf("from", answers, repository);
      return `--tag is missing: ${from?.name} follows ${from && followedBy(from, repository)}, no tag that could be taken over.`;
    },
    default: (answers, repository) =>
      tagOf(environmentOf("from", answers, repository), repository)?.tag,
    fault: refFault,
    excluded: (answers, repository) => {
      const to = environmentOf("to", answers, repository);
      return movesTag(answers, repository)
        ? undefined
        : `${to?.name} follows ${to && followedBy(to, repository)}: images are carried, no tag of Git.`;
    },
  },
  { name: "all", help: "every app that runs in both" },
  {
    name: "app",
    value: "APP",
    repeatable: true,
    label: APPS,
    help: "the apps whose images are carried (default: the only one)",
    required: (answers, repository) =>
      environmentOf("to", answers, repository) !== undefined &&
      !movesTag(answers, repository) &&
      "--app or --all is missing.",
    default: (answers, repository) =>
      movesTag(answers, repository) ? undefined : only(appsInBoth(answers, repository)),
    choices: (answers, repository) => same(appsInBoth(answers, repository)),
    fault: (app, answers, repository) => appFault(app, answers, repository),
    excluded: (answers) => (answers.all === true ? "--all is given." : undefined),
  },
  {
    name: "config",
    value: "KEY",
    repeatable: true,
    label: "Configuration",
    help: "keys of the apps' configuration that are carried too, or all (default: none)",
    choices: (answers, repository) => same(differingKeys(answers, repository)),
    fault: (key, answers, repository) => {
      const known = keysOf(answers, repository);
      if (key === EVERY || known.includes(key)) return undefined;
      return `the overlay of ${one(answers, "from")} sets no ${JSON.stringify(key)}; it sets ${known.join(", ") || "nothing"}.`;
    },
    excluded: (answers, repository) =>
      movesTag(answers, repository)
        ? `${one(answers, "to")} follows a tag: its configuration comes along with that.`
        : undefined,
  },
  { name: "force", help: "also past an environment that comes between, or back" },
];

/** The apps that are asked for. */
export function chosenApps(answers: RawAnswers, repository: Repository): string[] {
  return answers.all === true ? appsInBoth(answers, repository) : (many(answers, "app") ?? []);
}

export function environmentOf(
  flag: "from" | "to",
  answers: RawAnswers,
  repository: Repository,
): Environment | undefined {
  return repository.environment(one(answers, flag) ?? "");
}

/** Environments that another one waits for; all of them with --force, or where there is no order. */
function froms(answers: RawAnswers, repository: Repository): string[] {
  const { environments } = repository;
  const found = environments.filter((each) => directlyAfter(each, repository).length > 0);
  const isAny = answers.force === true || found.length === 0;
  return (isAny ? environments : found).map(({ name }) => name);
}

/** What `--to` can be: what comes right after, or any other one with --force or without an order. */
function next(answers: RawAnswers, repository: Repository): readonly Environment[] {
  const from = environmentOf("from", answers, repository);
  if (from === undefined || !froms(answers, repository).includes(from.name)) return [];
  const after = directlyAfter(from, repository);
  const others = repository.environments.filter(({ name }) => name !== from.name);
  return after.length === 0 ? others : after;
}

function targetFault(to: string, answers: RawAnswers, repository: Repository): string | undefined {
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
export function movesTag(answers: RawAnswers, repository: Repository): boolean {
  return tagOf(environmentOf("to", answers, repository), repository) !== undefined;
}

/** Also those whose base is missing: the plan says where. */
function appsInBoth(answers: RawAnswers, repository: Repository): string[] {
  const [from = [], to = []] = (["from", "to"] as const).map((flag) => {
    const environment = environmentOf(flag, answers, repository);
    return environment === undefined ? [] : repository.appsOf(environment);
  });
  return [...new Set(from)].filter((app) => to.includes(app)).sort();
}

function appFault(app: string, answers: RawAnswers, repository: Repository): string | undefined {
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

function keysOf(answers: RawAnswers, repository: Repository): string[] {
  const from = environmentOf("from", answers, repository);
  if (from === undefined) return [];
  const found = chosenApps(answers, repository)
    .filter((app) => repository.apps.includes(app))
    .flatMap((app) => settingsOf(app, from, repository).map(({ key }) => key));
  return [...new Set(found)];
}

function differingKeys(answers: RawAnswers, repository: Repository): string[] {
  const from = environmentOf("from", answers, repository);
  const to = environmentOf("to", answers, repository);
  if (from === undefined || to === undefined) return [];
  const found = chosenApps(answers, repository)
    .filter((app) => repository.apps.includes(app))
    .flatMap((app) => settingDifferences(app, from, to, repository).map((each) => each.from.key));
  return [...new Set(found)];
}

function only(words: readonly string[]): string | undefined {
  return words.length === 1 ? words[0] : undefined;
}

function same(words: readonly string[]): Record<string, string> {
  return Object.fromEntries(words.map((word) => [word, word]));
}

function names(environments: readonly Environment[]): string {
  return environments.map(({ name }) => name).join(", ");
}
