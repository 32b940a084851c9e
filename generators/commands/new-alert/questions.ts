import { OBJECT_NAME_MAX, objectNameFault } from "../../base/answers/names.ts";
import { textAt } from "../../base/yaml/at.ts";
import { GROUPS } from "../../model/objects/flux.ts";
import type { KubernetesObject } from "../../model/objects/object.ts";
import { placeOf, writtenIn } from "../../model/views/objects.ts";
import type { Repository } from "../../model/views/repository.ts";
import { many, one, type RawAnswers } from "../command/generator.ts";
import type { Question } from "../command/questions.ts";
import { REFUSED, TYPES } from "./types.ts";

/** What an Alert lets through, and what the form says of it. */
const SEVERITIES = {
  error: "error: what failed",
  info: "info: everything, each successful rollout included",
};

export const QUESTIONS: readonly Question[] = [
  {
    name: "type",
    value: "TYPE",
    label: "Sent to",
    help: "slack, msteams, github, generic ...",
    required: () => true,
    choices: () =>
      Object.fromEntries(Object.entries(TYPES).map(([type, { label }]) => [type, label])),
    fault: typeFault,
  },
  {
    name: "env",
    value: "ENV",
    repeatable: true,
    label: "Environments",
    help: "the environments that it tells of (default: all)",
    required: () => "There is no environment to tell of.",
    default: (_, { environments }) => environments.map(({ name }) => name).join(",") || undefined,
    choices: (_, { environments }) =>
      Object.fromEntries(environments.map(({ name }) => [name, name])),
  },
  {
    name: "severity",
    value: "SEVERITY",
    label: "Severity",
    help: "error, or info for everything (default: error; info for GitHub and the like)",
    default: (answers) => (typeOf(answers)?.git ? "info" : "error"),
    choices: () => SEVERITIES,
  },
  {
    name: "provider",
    value: "NAME",
    label: "Provider",
    help: "the Provider; one that exists is used again (default: the type)",
    default: (answers) => one(answers, "type"),
    fault: (name, answers, repository) =>
      objectNameFault(name) ?? otherType(name, answers, repository),
  },
  {
    name: "channel",
    value: "CHANNEL",
    label: "Channel",
    help: "the channel, room, topic or chat, where the type has one",
    required: (answers) =>
      typeOf(answers)?.needsChannel === true &&
      `--channel is missing: for ${one(answers, "type")} it is ${typeOf(answers)?.channel}.`,
    fault: (channel) =>
      channel.length <= 2048 ? undefined : "The channel has more than 2048 characters.",
    excluded: (answers, repository) =>
      ofNewProvider(answers, repository) ??
      (typeOf(answers)?.channel === undefined
        ? `a Provider of type ${one(answers, "type")} has no channel.`
        : undefined),
  },
  {
    name: "secret-ref",
    value: "SECRET",
    label: "Secret",
    help: "the Secret with its address and token, in flux-system (default: <provider>-provider)",
    default: (answers) => `${one(answers, "provider")}-provider`,
    fault: (name) => objectNameFault(name, OBJECT_NAME_MAX),
    excluded: ofNewProvider,
  },
  {
    name: "name",
    value: "NAME",
    label: "Alert",
    help: "the Alert (default: <provider>-<severity>)",
    default: (answers) => `${one(answers, "provider")}-${one(answers, "severity")}`,
    fault: (name, _, repository) => {
      const fault = objectNameFault(name);
      if (fault !== undefined) return fault;
      const existing = notificationOf("Alert", name, repository);
      if (existing === undefined) return undefined;
      const { path, line } = placeOf(existing, repository.files);
      return `The Alert ${name} exists already: ${path}:${line}.`;
    },
    hint: "Give another name with --name, or add the environments to the Alert that exists.",
  },
];

/** The type that was chosen. */
function typeOf(answers: RawAnswers) {
  const type = one(answers, "type") ?? "";
  return Object.hasOwn(TYPES, type) ? TYPES[type] : undefined;
}

function typeFault(type: string): string | undefined {
  if (Object.hasOwn(TYPES, type)) return undefined;
  if (Object.hasOwn(REFUSED, type)) return `A Provider of type ${type} ${REFUSED[type]}.`;
  return `${JSON.stringify(type)} is none of ${Object.keys(TYPES).join(", ")}.`;
}

/** The file of the Providers and Alerts. */
export function notificationsFile({ layout }: Repository): string {
  return layout.path("notifications");
}

/** The Provider or Alert of a name, in the file of the notifications. */
export function notificationOf(
  kind: "Provider" | "Alert",
  name: string,
  repository: Repository,
): KubernetesObject | undefined {
  const found = writtenIn(
    notificationsFile(repository),
    GROUPS.notification,
    kind,
    repository.files,
  );
  return found.find((object) => object.name === name);
}

function otherType(name: string, answers: RawAnswers, repository: Repository): string | undefined {
  const existing = notificationOf("Provider", name, repository);
  const type = existing && textAt(existing.data, "spec", "type");
  return type === undefined || type === one(answers, "type")
    ? undefined
    : `The Provider ${name} exists already, with the type ${type}.`;
}

function ofNewProvider(answers: RawAnswers, repository: Repository): string | undefined {
  const name = one(answers, "provider") ?? "";
  const existing = notificationOf("Provider", name, repository);
  return existing && `the Provider ${name} exists already; --provider makes another.`;
}

/** The environments that were chosen, in the order of the rollout. */
export function chosen(answers: RawAnswers, { environments }: Repository) {
  const names = many(answers, "env") ?? [];
  return environments.filter(({ name }) => names.includes(name));
}
