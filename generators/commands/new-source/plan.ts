import { posix } from "node:path";
import { appendSource } from "../../edit/manifests/append-source.ts";
import { namedIn } from "../../edit/manifests/dependencies.ts";
import { list } from "../../edit/manifests/listing.ts";
import { renderFolder } from "../../edit/templates/templates.ts";
import type { Repository } from "../../model/views/repository.ts";
import type { Plan, PlanContext } from "../command/plan.ts";
import { consumerOf, KINDS, kindOf } from "./kinds.ts";
import { consumerName, FLUX_NAMESPACE, type SourceAnswers } from "./options.ts";
import { followed } from "./ref.ts";
import { sourceSpec } from "./spec.ts";
import { healthCheckOf, substituteOf, withSecret } from "./values.ts";

/** Plans a source, and what reads it: a file of its own in the bootstrap. */
export function planSource(
  answers: SourceAnswers,
  { repository, tree, templates }: PlanContext,
): Plan {
  const { layout } = repository;
  const consumer = consumerOf(answers);
  const kind = KINDS[kindOf(answers)].object;
  const { name } = answers;
  appendSource({ kind, name, spec: sourceSpec(answers) }, tree, templates);
  if (consumer !== "none") {
    const values = consumerValues(answers, repository);
    const file = layout.path("sourceReader", { source: name });
    for (const { text } of renderFolder(templates, `source-${consumer}`, values)) {
      tree.create(file, text);
    }
    list(file, layout.path("bootstrap"), tree);
  }
  return {
    notes: notes(answers, repository),
    subject: `Add ${kind} ${name}`,
    next: nextSteps(answers),
  };
}

/** What the templates of a source's consumer are given. docs/templates.md lists it. */
function consumerValues(answers: SourceAnswers, repository: Repository): object {
  const { name, targetNamespace: target, path = ".", chart = "", wait, prune } = answers;
  const { dependsOn = [], substituteFrom = [], healthCheck = [] } = answers;
  const decryption = withSecret(answers.decryption ?? "");
  return {
    name,
    kind: KINDS[kindOf(answers)].object,
    syncName: consumerName(answers, repository),
    path: rooted(path),
    targetNamespace: target ?? "",
    dependsOn: dependsOn.map((each) => namedIn(FLUX_NAMESPACE, each)),
    decryption: decryption.how,
    decryptionSecret: decryption.secret ?? "",
    substituteFrom: substituteFrom.map(substituteOf),
    healthChecks: healthCheck.map((each) => healthCheckOf(each, target)),
    wait,
    prune,
    isOci: kindOf(answers) === "oci",
    chart,
    version: followed(answers)?.value ?? "",
  };
}

/** A path as Flux writes it: from the root of the source, `./deploy`. */
function rooted(path: string): string {
  const normal = posix.normalize(path).replace(/\/$/, "");
  return normal === "." ? "./" : `./${normal}`;
}

function notes(answers: SourceAnswers, repository: Repository): string[] {
  const { name, targetNamespace: target, path = "." } = answers;
  const consumer = consumerOf(answers);
  if (consumer === "none") return [];
  if (consumer === "release") {
    return [`The HelmRelease ${name} installs the chart into the namespace ${target}.`];
  }
  const found = [
    `The Flux Kustomization ${consumerName(answers, repository)} applies ${rooted(path)} of it.`,
  ];
  const namespaces = [
    ...repository.namespaces,
    ...repository.environments.map((each) => each.name),
  ];
  if (target !== undefined && !namespaces.includes(target)) {
    found.push(`Nothing in this repository creates the namespace ${target}, and Flux does not.`);
  }
  return found;
}

function nextSteps(answers: SourceAnswers): string[] {
  const secrets = [
    answers.secretRef,
    withSecret(answers.verify ?? "").secret,
    withSecret(answers.decryption ?? "").secret,
  ].filter((each) => each !== undefined);
  if (secrets.length === 0) return [];
  return [
    `It needs ${[...new Set(secrets)].join(", ")} in the namespace ${FLUX_NAMESPACE}: a Secret that no command here writes.`,
  ];
}
