import { intervalFault } from "../../base/answers/interval.ts";
import { OBJECT_NAME_MAX, objectNameFault } from "../../base/answers/names.ts";
import { tagExtractFault, tagPatternFault } from "../../base/answers/tag-filter.ts";
import { refFault, semverRangeFault } from "../../base/answers/values.ts";
import { options } from "../../base/options/options.ts";
import { imagesOf } from "../../model/views/images.ts";
import { branchOf } from "../../model/views/ref.ts";
import type { Repository } from "../../model/views/repository.ts";
import { objectOf, repositoryFor } from "./existing.ts";
import { scannedImages } from "./scanned.ts";

const ORDERS = { asc: "ascending: the last one wins", desc: "descending: the first one wins" };

/** The ways to order tags, each the name of its option and of its field in `spec.policy`. */
export const POLICIES = ["semver", "alphabetical", "numerical"] as const;

/** What new:image-policy asks, in the order in which one answer depends on another. */
export const OPTIONS = options<Repository>()
  .text("app", {
    question: "App",
    help: "the app whose image is to be kept up to date",
    example: "app",
    required: true,
    default: (_, { apps }) => (apps.length === 1 ? apps[0] : undefined),
    choices: (_, { apps }) => same(apps),
  })
  .list("env", {
    question: "Environments",
    help: "the environments to update (default: the first that runs the app)",
    example: "dev",
    required: "No environment is given, or none runs the app.",
    default: ({ app }, repository) => runningIn(app, repository).slice(0, 1),
    choices: ({ app }, repository) => same(runningIn(app, repository)),
    check(environment, { app }, repository) {
      const runs = runningIn(app, repository);
      if (runs.includes(environment)) return undefined;
      return `${app} does not run in ${JSON.stringify(environment)}: it runs in ${runs.join(", ") || "none"}.`;
    },
  })
  .text("image", {
    question: "Image",
    help: "the image without its tag (default: the app's first)",
    required: ({ app }) => `No Deployment of ${app} names an image.`,
    default: ({ app }, repository) => images(app, repository)[0],
    choices: ({ app }, repository) => same(images(app, repository)),
  })
  .text("name", {
    question: "Policy",
    help: "the ImagePolicy; one that exists is used again (default: the app)",
    required: true,
    default: ({ app }) => app,
    check: (name) => objectNameFault(name),
  })
  .choice("alphabetical", ORDERS, {
    value: "ORDER",
    question: "Alphabetical order",
    help: "asc or desc: the last tag in the order of the alphabet",
    excluded: ({ name }, repository) => ofNewPolicy(name, repository),
  })
  .choice("numerical", ORDERS, {
    value: "ORDER",
    question: "Numerical order",
    help: "asc or desc: the highest number",
    excluded: ({ name, alphabetical }, repository) =>
      ofNewPolicy(name, repository) ?? beside({ alphabetical }),
  })
  .text("semver", {
    value: "RANGE",
    question: "Semver range",
    help: "the newest version in a range (default: the major version of today)",
    example: "^1.0.0",
    required: () =>
      "The tag of today is no version: --semver, --alphabetical or --numerical says which is newest.",
    default: ({ app, image }, repository) => rangeOfToday(app, image, repository),
    check: semverRangeFault,
    excluded: ({ name, alphabetical, numerical }, repository) =>
      ofNewPolicy(name, repository) ?? beside({ alphabetical, numerical }),
  })
  .text("filter-pattern", {
    value: "REGEXP",
    question: "Tags that match",
    help: "look at these tags only, such as ^main-(?P<n>[0-9]+)$",
    check: tagPatternFault,
    excluded: ({ name }, repository) => ofNewPolicy(name, repository),
  })
  .text("filter-extract", {
    value: "TEMPLATE",
    question: "Part that is ordered",
    help: "order this part of a tag, such as $n",
    check: (extract, { filterPattern = "" }) => tagExtractFault(extract, filterPattern),
    excluded: ({ name, filterPattern }, repository) =>
      ofNewPolicy(name, repository) ??
      (filterPattern === undefined ? "it needs --filter-pattern." : undefined),
  })
  .text("interval", {
    value: "TIME",
    question: "Scan every",
    help: "how often the registry is scanned",
    default: "5m",
    check: intervalFault,
    excluded: ofNewRepository,
  })
  .text("secret-ref", {
    value: "SECRET",
    question: "Registry credentials",
    help: "the Secret with the registry's credentials, in flux-system",
    check: (name) => objectNameFault(name, OBJECT_NAME_MAX),
    excluded: ofNewRepository,
  })
  .text("push-branch", {
    value: "BRANCH",
    question: "Push to",
    help: "the branch to push to (default: the one that the environment follows)",
    default: followed,
    check: refFault,
    excluded: ofNewAutomation,
  })
  .text("author-name", {
    value: "NAME",
    question: "Author",
    help: "who commits",
    default: "fluxcdbot",
    excluded: ofNewAutomation,
  })
  .text("author-email", {
    value: "EMAIL",
    question: "Author's address",
    help: "their address",
    default: "fluxcdbot@users.noreply.github.com",
    check: (email) =>
      /^[^\s@<>]+@[^\s@<>]+$/.test(email)
        ? undefined
        : `${JSON.stringify(email)} is not an address of e-mail.`,
    excluded: ofNewAutomation,
  });

/** What was answered of it, up to what an option depends on. */
interface Chosen {
  readonly app?: string | undefined;
  readonly env?: readonly string[] | undefined;
  readonly image?: string | undefined;
  readonly name?: string | undefined;
}

function same(words: readonly string[]): Record<string, string> {
  return Object.fromEntries(words.map((word) => [word, word]));
}

function runningIn(app = "", repository: Repository): string[] {
  return repository.environments
    .filter((each) => repository.appsOf(each).includes(app))
    .map(({ name }) => name);
}

function images(app = "", repository: Repository): string[] {
  return repository.apps.includes(app) ? imagesOf(repository, app).map(({ name }) => name) : [];
}

/** `^` and the version of today: what a team would take over without a look. */
function rangeOfToday(
  app = "",
  name: string | undefined,
  repository: Repository,
): string | undefined {
  if (!repository.apps.includes(app)) return undefined;
  const image = imagesOf(repository, app).find((each) => each.name === name);
  const version = /^v?(\d+\.\d+\.\d+)$/.exec(image?.tag ?? "")?.[1];
  return version && `^${version}`;
}

function ofNewPolicy(name = "", repository: Repository): string | undefined {
  const existing = objectOf("ImagePolicy", name, repository);
  return existing && `the ImagePolicy ${existing.name} exists already; --name makes another.`;
}

function ofNewRepository(chosen: Chosen, repository: Repository): string | undefined {
  const { app = "", env = [], image: name = "" } = chosen;
  const taken = ofNewPolicy(chosen.name, repository);
  if (taken !== undefined) return taken;
  const environments = repository.environments.filter((each) => env.includes(each.name));
  const [image = ""] = scannedImages(name, app, environments, repository);
  const existing = repositoryFor(image, repository);
  return existing && `the ImageRepository ${existing.name} scans this image already.`;
}

function ofNewAutomation({ env = [] }: Chosen, repository: Repository): string | undefined {
  const automationOf = (each: string) => repository.layout.name("automation", { env: each });
  const existing = env.filter((environment) =>
    objectOf("ImageUpdateAutomation", automationOf(environment), repository),
  );
  if (env.length === 0 || existing.length < env.length) return undefined;
  return `the ImageUpdateAutomation ${existing.map(automationOf).join(", ")} exists already.`;
}

/** The branch that all chosen environments follow. */
function followed({ env = [] }: Chosen, repository: Repository): string | undefined {
  const branches = new Set(
    repository.environments
      .filter(({ name }) => env.includes(name))
      .map(({ sync }) => branchOf(repository.gitSourceOf(sync)?.spec ?? {})),
  );
  const [branch] = branches;
  return branches.size === 1 ? branch : undefined;
}

function beside(others: Readonly<Record<string, string | undefined>>): string | undefined {
  const other = Object.keys(others).find((each) => others[each] !== undefined);
  return other && `--${other} is given: a policy orders tags in one way.`;
}
