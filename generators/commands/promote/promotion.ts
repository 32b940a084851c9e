import { UserError } from "../../base/problem/problem.ts";
import type { Tree } from "../../edit/tree.ts";
import { ownOverlay } from "../../model/views/app-overlays.ts";
import type { Environment } from "../../model/views/environment.ts";
import type { Repository } from "../../model/views/repository.ts";
import { defineCommand } from "../command/command.ts";
import type { Plan } from "../command/plan.ts";
import {
  type ImageDifference,
  imageDifferences,
  imageNotes,
  imagesIn,
  withImage,
} from "./carry-images.ts";
import {
  carrySettings,
  isOfAll,
  type SettingDifference,
  settingDifferences,
  settingNote,
} from "./carry-settings.ts";
import { chosenApps, environmentOf } from "./choices.ts";
import { refuseHidden, refuseUnquoted } from "./hidden-images.ts";
import { refuseMissing } from "./missing-base.ts";
import { EVERY, OPTIONS, type PromoteAnswers } from "./options.ts";
import { planTag, refNotes, tagOf } from "./target.ts";

/** `promote`: what runs in one environment, carried to the next. */
export const promote = defineCommand({
  name: "promote",
  summary: "Carry images, and configuration that is named, from one environment to the next.",
  options: OPTIONS,
  plan(answers, { repository, tree }) {
    const from = environmentOf("from", answers, repository);
    const to = environmentOf("to", answers, repository);
    if (from === undefined || to === undefined) {
      throw UserError.of("missing", "--from and --to name two environments.");
    }
    const followed = tagOf(to, repository);
    if (followed === undefined) return planOverlay(answers, [from, to], repository, tree);
    return planTag(answers.tag ?? followed.tag, to, followed, repository, tree);
  },
});

type Pair = readonly [from: Environment, to: Environment];

function planOverlay(
  answers: PromoteAnswers,
  pair: Pair,
  repository: Repository,
  tree: Tree,
): Plan {
  const [from, to] = pair;
  const apps = chosenApps(answers, repository);
  for (const app of apps) {
    refuseMissing(app, pair, repository);
    refuseUnquoted(app, pair, repository);
    refuseHidden(app, pair, repository);
  }
  const images = apps.flatMap((app) => imageDifferences(app, from, to, repository));
  refuseUntagged(images, from);
  const settings = apps.flatMap((app) => settingDifferences(app, from, to, repository));
  const { config: keys = [] } = answers;
  const isChosen = (each: SettingDifference) =>
    keys.includes(each.from.key) || (keys.includes(EVERY) && isOfAll(each, from));
  const chosen = settings.filter(isChosen);

  const notes = [
    ...refNotes(from, to, repository),
    ...images.flatMap((each) => imageNotes(each, to, repository)),
    ...settings.map((each) => settingNote(each, pair, isChosen(each))),
  ];
  carrySettings(chosen, to, repository, tree);
  for (const { app, image, from: wanted } of images) {
    const { path } = ownOverlay(app, to, repository);
    tree.edit(path, withImage(tree.yaml(path), image, wanted));
  }
  const after = tree.model;
  refuseShared(apps, pair, after);
  const isSame = (app: string) =>
    !images.some((each) => each.app === app) && !chosen.some((each) => each.app === app);
  const same = apps.filter(isSame);
  return {
    notes: [
      ...notes,
      ...(same.length === 0
        ? []
        : [`Nothing to carry for ${same.join(", ")}: ${to.name} has the images of ${from.name}.`]),
      ...besides(apps, to, repository, after),
    ],
    subject: `Promote ${subjectOf(apps, images)} from ${from.name} to ${to.name}`,
    next: [],
  };
}

/** `app 1.4.2`; of several apps their names, of many their number. */
function subjectOf(apps: readonly string[], images: readonly ImageDifference[]): string {
  if (apps.length > 3) return `${apps.length} apps`;
  const [image, other] = images;
  const tag = other === undefined && apps.length === 1 ? image?.from.tag : undefined;
  return [apps.join(", "), tag].filter((part) => part !== undefined).join(" ");
}

/** An `images` entry can't take a tag away. */
function refuseUntagged(images: readonly ImageDifference[], from: Environment): void {
  const problems = images
    .filter((each) => each.from.tag === undefined && each.from.digest === undefined)
    .map(({ app, from: { name } }) => ({
      rule: "images",
      message: `${from.name} runs ${name} of ${app} without a tag: there is nothing to carry.`,
      hint: "Give it a tag in the app's base, or under images: of the overlay.",
    }));
  if (problems.length > 0) throw new UserError(problems);
}

/** Refuses what one `images` entry would have to set to two values at once. */
function refuseShared(apps: readonly string[], [from, to]: Pair, after: Repository): void {
  const problems = apps
    .flatMap((app) => imageDifferences(app, from, to, after))
    .map(({ app, image }) => ({
      rule: "images",
      message: `${to.name} can't run ${image.name} of ${app} as ${from.name} does: the same images entry sets it for something else too.`,
      path: ownOverlay(app, to, after).path,
      hint: "Promote those apps apart, once their images have names of their own.",
    }));
  if (problems.length > 0) throw new UserError(problems);
}

/** Other apps of the target that run an image of the same name: its entry is theirs too. */
function besides(
  apps: readonly string[],
  to: Environment,
  before: Repository,
  after: Repository,
): string[] {
  const shown = (app: string, repository: Repository) =>
    JSON.stringify(imagesIn(app, to, repository));
  return before
    .appsOf(to)
    .filter((app) => !apps.includes(app) && shown(app, before) !== shown(app, after))
    .map((app) => `${app} runs the same image in ${to.name}, and gets it too.`);
}
