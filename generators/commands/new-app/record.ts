import type { Files } from "../../base/files.ts";
import { versionOf } from "../../edit/templates/version.ts";
import { recordText } from "../command/record.ts";
import type { ApplicationAnswers } from "./answers.ts";
import { TEMPLATES } from "./flags.ts";

/**
 * What an app's base was made from, its defaults included: a default that changes is not an
 * app's. Its name is its folder's, and who runs it is in the overlays.
 */
export function applicationRecord(answers: ApplicationAnswers, templates: Files): string {
  const { expose, host, requests, limits, replicas } = answers;
  const raw = {
    image: answers.image,
    port: String(answers.port),
    expose,
    host,
    "health-path": answers.healthPath,
    "ready-path": answers.readyPath,
    "metrics-path": answers.metricsPath,
    "start-seconds": String(answers.startSeconds),
    config: answers.config.map(({ key, value }) => `${key}=${value}`),
    secret: answers.secrets,
    "secret-store": answers.externalSecrets ? "external" : "plain",
    cpu: requests.cpu,
    memory: requests.memory,
    "cpu-limit": limits.cpu,
    "memory-limit": limits.memory,
    replicas: replicas === undefined ? undefined : String(replicas),
  };
  return recordText({ templates: versionOf(templates, TEMPLATES), answers: raw }, TEMPLATES);
}
