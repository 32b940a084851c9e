import { posix } from "node:path";
import { limitsFor } from "../../base/answers/limits.ts";
import type { Files } from "../../base/files.ts";
import { list } from "../../edit/manifests/listing.ts";
import { type RenderedFile, renderFolder } from "../../edit/templates/templates.ts";
import type { Layout } from "../../model/layouts/layout.ts";
import { addAppSync } from "../artifacts/app-sync.ts";
import type { Plan, PlanContext } from "../command/plan.ts";
import { RECORD } from "../command/record.ts";
import { type ApplicationAnswers, applicationAnswers } from "./answers.ts";
import { USUAL } from "./faults.ts";
import type { OPTIONS } from "./options.ts";
import { applicationRecord, TEMPLATES } from "./record.ts";

/** The base's own autoscaler range; every environment sets another. */
const BASE_RANGE = { minReplicas: 2, maxReplicas: 5 };
/** The file that exposes an app. */
const EXPOSE_FILES = { none: "", ingress: "ingress.yaml", gateway: "httproute.yaml" };
/** Seconds between two tries of the startup probe. */
const STARTUP_PERIOD = 2;

/** Plans the base of an app and its line in the overlay of each environment. */
export function planApplication(
  answered: (typeof OPTIONS)["answers"],
  { repository, tree, templates }: PlanContext,
): Plan {
  const answers = applicationAnswers(answered, repository);
  const { layout } = repository;
  const { name } = answers;
  const base = layout.path("base", { app: name });
  for (const file of applicationFiles(answers, layout, templates)) {
    tree.create(file.path, file.text);
  }
  tree.create(posix.join(base, RECORD), applicationRecord(answered, templates));
  for (const environment of answers.environments) {
    if (environment.appSyncs !== undefined) {
      addAppSync(name, environment, tree, templates);
      continue;
    }
    list(base, environment.folder, tree);
  }
  return { notes: notes(answers), subject: `Add app ${name}`, next: nextSteps(answers) };
}

/** The files of an app's base, by paths of the repository. */
export function applicationFiles(
  answers: ApplicationAnswers,
  layout: Layout,
  templates: Files,
): RenderedFile[] {
  const values = { ...templateValues(answers), monitoring: layout.path("monitoring") };
  return renderFolder(templates, TEMPLATES, values).map(({ path, text }) => ({
    path: layout.target(TEMPLATES, path, { app: answers.name }),
    text,
  }));
}

/** What the templates of an app are given. docs/templates.md lists it. */
function templateValues(answers: ApplicationAnswers): object {
  const { config, secrets, requests, limits } = answers;
  const reference = (kind: string, object: string) => (key: string) => ({
    key,
    reference: kind,
    object,
  });
  const asked = { cpu: requests.cpu ?? USUAL.cpu, memory: requests.memory ?? USUAL.memory };
  const usual = limitsFor(asked);
  const startupFailures = Math.ceil(Math.max(3 * answers.startSeconds, 10) / STARTUP_PERIOD);
  return {
    ...answers,
    ...BASE_RANGE,
    autoscaling: answers.replicas === undefined,
    replicas: answers.replicas ?? 0,
    singleReplica: answers.replicas === 1,
    ingress: answers.expose === "ingress",
    gateway: answers.expose === "gateway",
    exposeFile: EXPOSE_FILES[answers.expose],
    host: answers.host ?? "",
    secrets: secrets.map((key) => ({ key })),
    env: [
      ...secrets.map(reference("secretKeyRef", "secret")),
      ...config.map(({ key }) => reference("configMapKeyRef", "config")(key)),
    ],
    startupFailures,
    startupSeconds: startupFailures * STARTUP_PERIOD,
    ownSizing: hasOwnSizing(answers),
    requests: asked,
    limits: { cpu: limits.cpu ?? usual.cpu, memory: limits.memory ?? usual.memory },
  };
}

/** Figures that were asked for hold everywhere; else each environment's sizing does. */
function hasOwnSizing({ requests, limits }: ApplicationAnswers): boolean {
  return [requests.cpu, requests.memory, limits.cpu, limits.memory].some(
    (each) => each !== undefined,
  );
}

function notes(answers: ApplicationAnswers): string[] {
  const where = answers.environments.map(({ name }) => name).join(", ") || "no environment yet";
  const size = hasOwnSizing(answers)
    ? "Its requests and limits hold in every environment (its Deployment says `sizing: own`)."
    : "Each environment's sizing sets its requests, limits and replicas.";
  return [`Runs in ${where}.`, size];
}

function nextSteps(answers: ApplicationAnswers): string[] {
  const { name, secrets, externalSecrets, environments } = answers;
  if (secrets.length === 0) return [];
  if (externalSecrets) {
    return [
      `The ExternalSecret reads ${secrets.join(", ")} of ${name} from the ClusterSecretStore "platform": the External Secrets Operator and that store are not part of this repository.`,
    ];
  }
  const patch = JSON.stringify({ stringData: { [secrets[0] ?? "KEY"]: "<value>" } });
  const environment = environments[0]?.name ?? "<environment>";
  return [
    `${name}-secret holds placeholders. Set the real values in each environment, for example: kubectl -n ${environment} patch secret ${name}-secret -p '${patch}'`,
  ];
}
