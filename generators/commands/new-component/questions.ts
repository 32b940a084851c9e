import { posix } from "node:path";
import { namespaceFault, objectNameFault, RELEASE_NAME_MAX } from "../../base/answers/names.ts";
import { sourceUrlFault } from "../../base/answers/urls.ts";
import { semverRangeFault } from "../../base/answers/values.ts";
import { dependencyFault, idIn } from "../../edit/manifests/dependencies.ts";
import { FLUX_CD } from "../../model/layouts/flux-cd.ts";
import { fileOf } from "../../model/views/objects.ts";
import type { Repository } from "../../model/views/repository.ts";
import { one, type RawAnswers, type Row } from "../command/generator.ts";
import type { Question } from "../command/questions.ts";
import { valuesFault } from "./values.ts";

/** What new:component asks, in the order in which one answer depends on another. */
export const QUESTIONS: readonly Question[] = [
  {
    name: "repo-url",
    value: "URL",
    help: "the Helm repository of the chart, https://; --repo URL means the same",
    fault: (answer) => sourceUrlFault(answer, "helm"),
    row: chartFrom,
  },
  {
    name: "oci",
    value: "URL",
    help: "or the chart itself in an OCI registry, oci://",
    excluded: (answers) =>
      one(answers, "repo-url") && "--repo is given too, and a chart comes from one of them.",
    required: () => "--repo or --oci is missing.",
    fault: (answer) => sourceUrlFault(answer, "oci"),
    hint: "For example --repo https://charts.example.com or --oci oci://ghcr.io/acme/charts/shop.",
  },
  {
    name: "chart",
    value: "CHART",
    help: "the chart (default with --oci: the last part of the URL)",
    label: "Chart",
    default: (answers) => {
      const url = one(answers, "oci");
      return url === undefined ? undefined : posix.basename(url);
    },
    required: () => true,
    fault: chartFault,
  },
  {
    name: "version",
    value: "RANGE",
    help: 'its version, or a range such as ">=1.2.0 <2.0.0"',
    label: "Version",
    required: () => true,
    fault: semverRangeFault,
    hint: 'A range that ends before the next major, such as ">=1.2.0 <2.0.0", brings fixes alone.',
  },
  {
    name: "name",
    value: "NAME",
    help: `its folder in ${FLUX_CD.path("components")}/ (default: the chart)`,
    label: "Name",
    default: (answers) => one(answers, "chart"),
    required: () => true,
    fault: nameFault,
  },
  {
    name: "namespace",
    value: "NAMESPACE",
    help: "where it runs (default: the name)",
    label: "Namespace",
    default: (answers) => one(answers, "name"),
    required: () => true,
    fault: placeFault,
  },
  {
    name: "values",
    value: "FILE",
    file: true,
    help: "values that differ from the chart's own",
    label: "Values",
    fault: valuesFault,
  },
  {
    name: "depends-on",
    value: "[NAMESPACE/]NAME",
    repeatable: true,
    help: "waits for this HelmRelease; repeat for several",
    label: "Depends on",
    choices: (answers, repository) => {
      const namespace = one(answers, "namespace") ?? "";
      return Object.fromEntries(repository.releases.map((each) => [idIn(namespace, each), ""]));
    },
    fault: (answer, answers, repository) => {
      const newEnvironment = {
        name: one(answers, "chart") ?? "",
        namespace: one(answers, "namespace") ?? "",
      };
      return dependencyFault(answer, newEnvironment, "HelmRelease", repository.releases);
    },
  },
];

function chartFault(chart: string, answers: RawAnswers): string | undefined {
  const fault = objectNameFault(chart, RELEASE_NAME_MAX);
  if (fault !== undefined) return fault;
  const url = one(answers, "oci");
  const own = url === undefined ? chart : posix.basename(url);
  return own === chart ? undefined : `${url} is the chart ${own}: give the chart's own URL.`;
}

function nameFault(name: string, _answers: RawAnswers, repository: Repository): string | undefined {
  const fault = objectNameFault(name);
  if (fault !== undefined) return fault;
  const folder = repository.layout.path("component", { component: name });
  return repository.files.list(folder).length > 0 || repository.files.read(folder) !== undefined
    ? `The component ${name} exists already: ${folder}.`
    : undefined;
}

function placeFault(
  namespace: string,
  answers: RawAnswers,
  repository: Repository,
): string | undefined {
  const fault = namespaceFault(namespace);
  if (fault !== undefined) return fault;
  if (repository.environment(namespace) !== undefined) {
    return `${JSON.stringify(namespace)} is an environment, which comes after the infrastructure.`;
  }
  const chart = one(answers, "chart") ?? "";
  const taken = repository.releases.find(
    (each) => each.name === chart && each.namespace === namespace,
  );
  return (
    taken && `The HelmRelease ${chart} exists already in ${namespace}: ${fileOf(taken.object)}.`
  );
}

/** One row for both places that a chart can come from. */
function chartFrom(): Row {
  const now = (raw: RawAnswers) => one(raw, "repo-url") ?? one(raw, "oci");
  return {
    label: "Chart from",
    required: (raw) => now(raw) === undefined,
    show: (raw) => now(raw) ?? "",
    ask: async (ui, raw) => {
      const flag = await ui.select({
        message: "Where the chart is",
        choices: [
          { name: "in a Helm repository (https://)", value: "repo-url" },
          { name: "in an OCI registry (oci://)", value: "oci" },
        ],
        default: one(raw, "oci") === undefined ? "repo-url" : "oci",
      });
      const url = await ui.input({
        message: flag === "oci" ? "URL of the chart" : "URL of the repository",
        default: one(raw, flag),
        fault: (answer) => sourceUrlFault(answer, flag === "oci" ? "oci" : "helm"),
      });
      return { "repo-url": undefined, oci: undefined, [flag]: url };
    },
  };
}
