import { appendObject } from "../../edit/manifests/append-object.ts";
import { syncsOf } from "../../model/views/environment.ts";
import type { Repository } from "../../model/views/repository.ts";
import { defineCommand } from "../command/command.ts";
import type { Plan, PlanContext } from "../command/plan.ts";
import {
  type AlertAnswers,
  chosen,
  notificationOf,
  notificationsFile,
  OPTIONS,
} from "./options.ts";
import { TYPES } from "./types.ts";

/** `new:alert`: events of chosen environments go to a chat, a webhook or the Git server. */
export const newAlert = defineCommand({
  name: "new:alert",
  summary: "Send events of environments to a chat, a webhook, or the commits' status.",
  options: OPTIONS,
  plan: planAlert,
});

function planAlert(answers: AlertAnswers, { repository, tree, templates }: PlanContext): Plan {
  const { name, provider, severity, type, channel = "", secretRef = "" } = answers;
  const path = notificationsFile(repository);
  const listedIn = repository.layout.path("bootstrap");
  const isNew = notificationOf("Provider", provider, repository) === undefined;
  if (isNew) {
    const values = { name: provider, type, channel, secretRef };
    appendObject({ template: "provider", values, path, listedIn }, tree, templates);
  }
  const eventSources = sourcesOfEvents(answers, repository);
  const values = { name, provider, severity, eventSources };
  appendObject({ template: "alert", values, path, listedIn }, tree, templates);

  const environments = chosen(answers, repository).map((each) => each.name);
  const told = new Set(eventSources.map((each) => each.name));
  const what = severity === "error" ? "Failures" : "All events";
  return {
    notes: [
      `${what} of ${[...told].join(", ")} go to ${provider}.`,
      ...(isNew ? [] : [`The Provider ${provider} exists already and stays as it is.`]),
    ],
    subject: `Add alert ${name} for ${environments.join(", ")}`,
    next: isNew ? [secretStep(answers, repository)] : [],
  };
}

/**
 * What the events are about: the Flux Kustomizations, and what they are read from. A commit's
 * status can only be that of what was applied.
 */
function sourcesOfEvents(
  answers: AlertAnswers,
  repository: Repository,
): { readonly kind: string; readonly name: string }[] {
  const found = chosen(answers, repository)
    .flatMap(syncsOf)
    .flatMap((sync) => {
      const source = repository.gitSourceOf(sync);
      const applied = { kind: "Kustomization", name: sync.name };
      if (source === undefined || TYPES[answers.type]?.git) return [applied];
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
function secretStep({ type, secretRef }: AlertAnswers, repository: Repository): string {
  const { secret = {}, git } = TYPES[type] ?? {};
  const url = String(repository.gitSourceOf(repository.applicationsSync)?.spec.url ?? "");
  const address = git && /^https?:\/\/[^@]+$/.test(url) ? url.replace(/\.git$/, "") : undefined;
  const keys = Object.entries(secret).map(
    ([key, value]) =>
      ` --from-literal=${key}='${key === "address" && address !== undefined ? address : value}'`,
  );
  return `Before the merge, make the Secret that it reads: kubectl -n flux-system create secret generic ${secretRef}${keys.join("")}`;
}
