import { refFault } from "../../base/answers/values.ts";
import { options } from "../../base/options/options.ts";
import type { Repository } from "../../model/views/repository.ts";
import {
  appFault,
  appsInBoth,
  differingKeys,
  environmentOf,
  froms,
  keysOf,
  movesTag,
  names,
  next,
  shownApps,
  targetFault,
} from "./choices.ts";
import { followedBy, tagOf } from "./target.ts";

/** In place of a key: every key. */
export const EVERY = "all";

/** What promote asks, in the order in which one answer depends on another. */
export const OPTIONS = options<Repository>()
  .switch("force", { help: "also past an environment that comes between, or back" })
  .text("from", {
    value: "ENV",
    question: "From",
    help: "the environment that has what is to be carried",
    example: "dev",
    first: true,
    required: true,
    default: (answers, repository) => only(froms(answers, repository)),
    choices: (answers, repository) => same(froms(answers, repository)),
    check(from, answers, repository) {
      if (froms(answers, repository).includes(from)) return undefined;
      return repository.environment(from) === undefined
        ? `${JSON.stringify(from)} is none of ${names(repository.environments)}.`
        : `nothing comes after ${from}.`;
    },
  })
  .text("to", {
    value: "ENV",
    question: "To",
    help: "the environment that gets it (default: the next after --from)",
    required(answers, repository) {
      const found = next(answers, repository);
      return found.length > 0 && `--to is missing: it can be ${names(found)}.`;
    },
    default: (answers, repository) => only(next(answers, repository).map(({ name }) => name)),
    choices: (answers, repository) => same(next(answers, repository).map(({ name }) => name)),
    check: targetFault,
  })
  .text("tag", {
    question: "Tag",
    help: "where --to follows a tag: the one to move to (default: the tag of --from)",
    required(answers, repository) {
      const from = environmentOf("from", answers, repository);
      return `--tag is missing: ${from?.name} follows ${from && followedBy(from, repository)}, no tag that could be taken over.`;
    },
    default: (answers, repository) =>
      tagOf(environmentOf("from", answers, repository), repository)?.tag,
    check: refFault,
    excluded(answers, repository) {
      const to = environmentOf("to", answers, repository);
      return movesTag(answers, repository)
        ? undefined
        : `${to?.name} follows ${to && followedBy(to, repository)}: images are carried, no tag of Git.`;
    },
  })
  .switch("all", { help: "every app that runs in both" })
  .list("app", {
    help: "the apps whose images are carried (default: the only one)",
    example: "app",
    required: (answers, repository) =>
      environmentOf("to", answers, repository) !== undefined &&
      !movesTag(answers, repository) &&
      "--app or --all is missing.",
    default(answers, repository) {
      const app = movesTag(answers, repository) ? undefined : only(appsInBoth(answers, repository));
      return app === undefined ? undefined : [app];
    },
    choices: (answers, repository) => same(appsInBoth(answers, repository)),
    check: appFault,
    excluded: ({ all }) => (all === true ? "--all is given." : undefined),
  })
  .row("Apps", {
    of: ["app"],
    applies: (answers, repository) =>
      answers.all !== true &&
      !movesTag(answers, repository) &&
      appsInBoth(answers, repository).length > 0,
    show: shownApps,
    ask: async (ui, answers, repository) => ({
      app: await ui.checkbox({
        message: "Apps",
        choices: appsInBoth(answers, repository),
        checked: answers.app ?? [],
      }),
    }),
  })
  .list("config", {
    value: "KEY",
    question: "Configuration",
    help: "keys of the apps' configuration that are carried too, or all (default: none)",
    choices: (answers, repository) => same(differingKeys(answers, repository)),
    check(key, answers, repository) {
      const known = keysOf(answers, repository);
      if (key === EVERY || known.includes(key)) return undefined;
      return `the overlay of ${answers.from} sets no ${JSON.stringify(key)}; it sets ${known.join(", ") || "nothing"}.`;
    },
    excluded: (answers, repository) =>
      movesTag(answers, repository)
        ? `${answers.to} follows a tag: its configuration comes along with that.`
        : undefined,
  });

export type PromoteAnswers = (typeof OPTIONS)["answers"];

function only(words: readonly string[]): string | undefined {
  return words.length === 1 ? words[0] : undefined;
}

function same(words: readonly string[]): Record<string, string> {
  return Object.fromEntries(words.map((word) => [word, word]));
}
