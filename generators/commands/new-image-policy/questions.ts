import { intervalFault } from "../../base/answers/interval.ts";
import { OBJECT_NAME_MAX, objectNameFault } from "../../base/answers/names.ts";
import { tagExtractFault, tagPatternFault } from "../../base/answers/tag-filter.ts";
import { refFault, semverRangeFault } from "../../base/answers/values.ts";
import { imagesOf } from "../../model/views/images.ts";
import { branchOf } from "../../model/views/ref.ts";
import type { Repository } from "../../model/views/repository.ts";
import { many, one, type RawAnswers } from "../command/generator.ts";
import type { Question } from "../command/questions.ts";
import { objectOf, repositoryFor } from "./existing.ts";
import { scannedImages } from "./scanned.ts";

const ORDERS = { asc: "ascending: the last one wins", desc: "descending: the first one wins" };

/** The ways to order tags, each the name of its flag and of its field in `spec.policy`. */
export const POLICIES = ["semver", "alphabetical", "numerical"] as const;

export const QUESTIONS: readonly Question[] = [
  {
    name: "app",
    value: "APP",
    label: "App",
    help: "the app whose image is to be kept up to date",
    required: () => true,
    default: (_, { apps }) => (apps.length === 1 ? apps[0] : undefined),
    choices: (_, { apps }) => same(apps),
  },
  {
    name: "env",
    value: "ENV",
    repeatable: true,
    label: "Environments",
    help: "the environments to update (default: the first that runs the app)",
    required: () => "No environment is given, or none runs the app.",
    default: (answers, repository) => runningIn(answers, repository)[0],
    choices: (answers, repository) => same(runningIn(answers, repository)),
    fault: (environment, answers, repository) => {
      const runs = runningIn(answers, repository);
      if (runs.includes(environment)) return undefined;
      return `${one(answers, "app")} does not run in ${JSON.stringify(environment)}: it runs in ${runs.join(", ") || "none"}.`;
    },
  },
  {
    name: "image",
    value: "IMAGE",
    label: "Image",
    help: "the image without its tag (default: the app's first)",
    required: (answers) => `No Deployment of ${one(answers, "app")} names an image.`,
    default: (answers, repository) => images(answers, repository)[0],
    choices: (answers, repository) => same(images(answers, repository)),
  },
  {
    name: "name",
    value: "NAME",
    label: "Policy",
    help: "the ImagePolicy; one that exists is used again (default: the app)",
    default: (answers) => one(answers, "app"),
    fault: (name) => objectNameFault(name),
  },
  {
    name: "alphabetical",
    value: "ORDER",
    label: "Alphabetical order",
    help: "asc or desc: the last tag in the order of the alphabet",
    choices: () => ORDERS,
    excluded: ofNewPolicy,
  },
  {
    name: "numerical",
    value: "ORDER",
    label: "Numerical order",
    help: "asc or desc: the highest number",
    choices: () => ORDERS,
    excluded: (answers, repository) =>
      ofNewPolicy(answers, repository) ?? beside(answers, ["alphabetical"]),
  },
  {
    name: "semver",
    value: "RANGE",
    label: "Semver range",
    help: "the newest version in a range (default: the major version of today)",
    required: () =>
      "The tag of today is no version: --semver, --alphabetical or --numerical says which is newest.",
    default: (answers, repository) => rangeOfToday(answers, repository),
    fault: semverRangeFault,
    excluded: (answers, repository) =>
      ofNewPolicy(answers, repository) ?? beside(answers, ["alphabetical", "numerical"]),
  },
  {
    name: "filter-pattern",
    value: "REGEXP",
    label: "Tags that match",
    help: "look at these tags only, such as ^main-(?P<n>[0-9]+)$",
    fault: tagPatternFault,
    excluded: ofNewPolicy,
  },
  {
    name: "filter-extract",
    value: "TEMPLATE",
    label: "Part that is ordered",
    help: "order this part of a tag, such as $n",
    fault: (extract, answers) => tagExtractFault(extract, one(answers, "filter-pattern") ?? ""),
    excluded: (answers, repository) =>
      ofNewPolicy(answers, repository) ??
      (one(answers, "filter-pattern") === undefined ? "it needs --filter-pattern." : undefined),
  },
  {
    name: "interval",
    value: "TIME",
    label: "Scan every",
    help: "how often the registry is scanned (default: 5m)",
    default: () => "5m",
    fault: intervalFault,
    excluded: ofNewRepository,
  },
  {
    name: "secret-ref",
    value: "SECRET",
    label: "Registry credentials",
    help: "the Secret with the registry's credentials, in flux-system",
    fault: (name) => objectNameFault(name, OBJECT_NAME_MAX),
    excluded: ofNewRepository,
  },
  {
    name: "push-branch",
    value: "BRANCH",
    label: "Push to",
    help: "the branch to push to (default: the one that the environment follows)",
    default: followed,
    fault: refFault,
    excluded: ofNewAutomation,
  },
  {
    name: "author-name",
    value: "NAME",
    label: "Author",
    help: "who commits (default: fluxcdbot)",
    default: () => "fluxcdbot",
    excluded: ofNewAutomation,
  },
  {
    name: "author-email",
    value: "EMAIL",
    label: "Author's address",
    help: "(default: fluxcdbot@users.noreply.github.com)",
    default: () => "fluxcdbot@users.noreply.github.com",
    fault: (email) =>
      /^[^\s@<>]+@[^\s@<>]+$/.test(email)
        ? undefined
        : `${JSON.stringify(email)} is not an address of e-mail.`,
    excluded: ofNewAutomation,
  },
];

function same(words: readonly string[]): Record<string, string> {
  return Object.fromEntries(words.map((word) => [word, word]));
}

function runningIn(answers: RawAnswers, repository: Repository): string[] {
  const app = one(answers, "app") ?? "";
  return repository.environments
    .filter((each) => repository.appsOf(each).includes(app))
    .map(({ name }) => name);
}

function images(answers: RawAnswers, repository: Repository): string[] {
  const app = one(answers, "app") ?? "";
  return repository.apps.includes(app) ? imagesOf(repository, app).map(({ name }) => name) : [];
}

/** `^` and the version of today: what a team would take over without a look. */
function rangeOfToday(answers: RawAnswers, repository: Repository): string | undefined {
  const app = one(answers, "app") ?? "";
  if (!repository.apps.includes(app)) return undefined;
  const image = imagesOf(repository, app).find(({ name }) => name === one(answers, "image"));
  const version = /^v?(\d+\.\d+\.\d+)$/.exec(image?.tag ?? "")?.[1];
  return version && `^${version}`;
}

function ofNewPolicy(answers: RawAnswers, repository: Repository): string | undefined {
  const existing = objectOf("ImagePolicy", one(answers, "name") ?? "", repository);
  return existing && `the ImagePolicy ${existing.name} exists already; --name makes another.`;
}

function ofNewRepository(answers: RawAnswers, repository: Repository): string | undefined {
  const policy = objectOf("ImagePolicy", one(answers, "name") ?? "", repository);
  if (policy !== undefined) return ofNewPolicy(answers, repository);
  const environments = repository.environments.filter(({ name }) =>
    many(answers, "env")?.includes(name),
  );
  const [app, name] = [one(answers, "app") ?? "", one(answers, "image") ?? ""];
  const [image = ""] = scannedImages(name, app, environments, repository);
  const existing = repositoryFor(image, repository);
  return existing && `the ImageRepository ${existing.name} scans this image already.`;
}

function ofNewAutomation(answers: RawAnswers, repository: Repository): string | undefined {
  const automationOf = (env: string) => repository.layout.name("automation", { env });
  const chosen = many(answers, "env") ?? [];
  const existing = chosen.filter((environment) =>
    objectOf("ImageUpdateAutomation", automationOf(environment), repository),
  );
  if (chosen.length === 0 || existing.length < chosen.length) return undefined;
  return `the ImageUpdateAutomation ${existing.map(automationOf).join(", ")} exists already.`;
}

/** The branch that all chosen environments follow. */
function followed(answers: RawAnswers, repository: Repository): string | undefined {
  const branches = new Set(
    repository.environments
      .filter(({ name }) => many(answers, "env")?.includes(name))
      .map(({ sync }) => branchOf(repository.gitSourceOf(sync)?.spec ?? {})),
  );
  const [branch] = branches;
  return branches.size === 1 ? branch : undefined;
}

function beside(answers: RawAnswers, others: readonly string[]): string | undefined {
  const other = others.find((each) => one(answers, each) !== undefined);
  return other && `--${other} is given: a policy orders tags in one way.`;
}
