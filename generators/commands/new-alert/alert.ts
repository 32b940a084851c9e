import type { Files } from "../../base/files.ts";
import { appendObject } from "../../edit/manifests/append-object.ts";
import type { Tree } from "../../edit/tree.ts";
import { syncsOf } from "../../model/views/environment.ts";
import type { Repository } from "../../model/views/repository.ts";
import { type Generator, one, type Plan, type RawAnswers } from "../command/generator.ts";
import { asking } from "../command/rows.ts";
import { chosen, notificationOf, notificationsFile, QUESTIONS } from "./questions.ts";
import { TYPES } from "./types.ts";

/** `new:alert`: events of chosen environments go to a chat, a webhook or the Git server. */
export const alert: Generator<RawAnswers> = {
  name: "new:alert",
  summary: "Send events of environments to a chat, a webhook, or the commits' status.",
  example: "--type slack --env production --severity error",
  ...asking(QUESTIONS),
  plan: planAlert,
};

function planAlert(
  answers: RawAnswers,
  repository: Repository,
  tree: Tree,
  templates: Files,
): Plan {
  const text = (name: string) => one(answers, name) ?? "";
  const path = notificationsFile(repository);
  const listedIn = repository.layout.path("bootstrap");
  const isNew = notificationOf("Provider", text("provider"), repository) === undefined;
  if (isNew) {
    const values = {
      name: text("provider"),
      type: text("type"),
      channel: text("channel"),
      secretRef: text("secret-ref"),
    };
    appendObject({ template: "provider", values, path, listedIn }, tree, templates);
  }
  const eventSources = sourcesOfEvents(answers, repository);
  const values = {
    name: text("name"),
    provider: text("provider"),
    severity: text("severity"),
    eventSources,
  };
  appendObject({ template: "alert", values, path, listedIn }, tree, templates);

  const environments = chosen(answers, repository).map(({ name }) => name);
  const told = new Set(eventSources.map(({ name }) => name));
  const what = text("severity") === "error" ? "Failures" : "All events";
  return {
    notes: [
      `${what} of ${[...told].join(", ")} go to ${text("provider")}.`,
      ...(isNew ? [] : [`The Provider ${text("provider")} exists already and stays as it is.`]),
    ],
    subject: `Add alert ${text("name")} for ${environments.join(", ")}`,
    next: isNew ? [secretStep(answers, repository)] : [],
  };
}

/**
 * What the events are about: the Flux Kustomizations, and what they are read from. A commit's
 * status can only be that of what was applied.
 */
function sourcesOfEvents(
  answers: RawAnswers,
  repository: Repository,
): { readonly kind: string; readonly name: string }[] {
  const found = chosen(answers, repository)
    .flatMap(syncsOf)
    .flatMap((sync) => {
      const source = repository.gitSourceOf(sync);
      const applied = { kind: "Kustomization", name: sync.name };
      if (source === undefined || TYPES[one(answers, "type") ?? ""]?.git) return [applied];
      const artifact = { kind: "ArtifactGenerator", name: sync.source.name };
      return [
        applied,
        { kind: source.kind, name: source.name },
        ...(sync.source.kind === "ExternalArtifact" ? [artifact] : []),
      ];
    });
  return found.filter(
    ({ kind, name }, index) =>
      found.findIndex((each) => each.kind === kind && each.name === name) === index,
  );
}

/** How to make the Secret: nothing that could be one is written. */
function secretStep(answers: RawAnswers, repository: Repository): string {
  const { secret = {}, git } = TYPES[one(answers, "type") ?? ""] ?? {};
  const url = String(repository.gitSourceOf(repository.applicationsSync)?.spec.url ?? "");
  const address = git && /^https?:\/\/[^@]+$/.test(url) ? url.replace(/\.git$/, "") : undefined;
  const keys = Object.entries(secret).map(
    ([key, value]) =>
      ` --from-literal=${key}='${key === "address" && address !== undefined ? address : value}'`,
  );
  return `Before the merge, make the Secret that it reads: kubectl -n flux-system create secret generic ${one(answers, "secret-ref")}${keys.join("")}`;
}
