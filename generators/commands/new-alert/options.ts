import { OBJECT_NAME_MAX, objectNameFault } from "../../base/answers/names.ts";
import { options } from "../../base/options/options.ts";
import { textAt } from "../../base/yaml/at.ts";
import { GROUPS } from "../../model/objects/flux.ts";
import type { KubernetesObject } from "../../model/objects/object.ts";
import { placeOf, writtenIn } from "../../model/views/objects.ts";
import type { Repository } from "../../model/views/repository.ts";
import { REFUSED, TYPES } from "./types.ts";

/** What an Alert lets through, and what the form says of it. */
const SEVERITIES = {
  error: "error: what failed",
  info: "info: everything, each successful rollout included",
};

/** What new:alert asks, in the order in which one answer depends on another. */
export const OPTIONS = options<Repository>()
  .text("type", {
    question: "Sent to",
    help: "slack, msteams, github, generic ...",
    example: "slack",
    required: true,
    choices: () =>
      Object.fromEntries(Object.entries(TYPES).map(([type, { label }]) => [type, label])),
    check: typeFault,
  })
  .list("env", {
    question: "Environments",
    help: "the environments that it tells of (default: all)",
    example: "production",
    required: "There is no environment to tell of.",
    default: (_, { environments }) => environments.map(({ name }) => name),
    choices: (_, { environments }) =>
      Object.fromEntries(environments.map(({ name }) => [name, name])),
  })
  .choice("severity", SEVERITIES, {
    question: "Severity",
    help: "error, or info for everything (default: error; info for GitHub and the like)",
    example: "error",
    default: ({ type }) => (typeOf(type)?.git ? "info" : "error"),
  })
  .text("provider", {
    value: "NAME",
    question: "Provider",
    help: "the Provider; one that exists is used again (default: the type)",
    required: true,
    default: ({ type }) => type,
    check: (name, { type }, repository) =>
      objectNameFault(name) ?? otherType(name, type, repository),
  })
  .text("channel", {
    question: "Channel",
    help: "the channel, room, topic or chat, where the type has one",
    required: ({ type }) =>
      typeOf(type)?.needsChannel === true &&
      `--channel is missing: for ${type} it is ${typeOf(type)?.channel}.`,
    check: (channel) =>
      channel.length <= 2048 ? undefined : "The channel has more than 2048 characters.",
    excluded: ({ type, provider }, repository) =>
      ofNewProvider(provider, repository) ??
      (typeOf(type)?.channel === undefined
        ? `a Provider of type ${type} has no channel.`
        : undefined),
  })
  .text("secret-ref", {
    value: "SECRET",
    question: "Secret",
    help: "the Secret with its address and token, in flux-system (default: <provider>-provider)",
    default: ({ provider }) => `${provider}-provider`,
    check: (name) => objectNameFault(name, OBJECT_NAME_MAX),
    excluded: ({ provider }, repository) => ofNewProvider(provider, repository),
  })
  .text("name", {
    question: "Alert",
    help: "the Alert (default: <provider>-<severity>)",
    default: ({ provider, severity }) => `${provider}-${severity}`,
    check(name, _, repository) {
      const fault = objectNameFault(name);
      if (fault !== undefined) return fault;
      const existing = notificationOf("Alert", name, repository);
      if (existing === undefined) return undefined;
      const { path, line } = placeOf(existing, repository.files);
      return `The Alert ${name} exists already: ${path}:${line}.`;
    },
    hint: "Give another name with --name, or add the environments to the Alert that exists.",
  });

export type AlertAnswers = (typeof OPTIONS)["answers"];

/** The type that was chosen. */
function typeOf(type = "") {
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

function otherType(
  name: string,
  type: string | undefined,
  repository: Repository,
): string | undefined {
  const existing = notificationOf("Provider", name, repository);
  const other = existing && textAt(existing.data, "spec", "type");
  return other === undefined || other === type
    ? undefined
    : `The Provider ${name} exists already, with the type ${other}.`;
}

function ofNewProvider(name = "", repository: Repository): string | undefined {
  const existing = notificationOf("Provider", name, repository);
  return existing && `the Provider ${name} exists already; --provider makes another.`;
}

/** The environments that were chosen, in the order of the rollout. */
export function chosen({ env }: AlertAnswers, { environments }: Repository) {
  return environments.filter(({ name }) => env.includes(name));
}
