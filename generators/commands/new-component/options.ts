import { posix } from "node:path";
import { namespaceFault, objectNameFault, RELEASE_NAME_MAX } from "../../base/answers/names.ts";
import { sourceUrlFault } from "../../base/answers/urls.ts";
import { semverRangeFault } from "../../base/answers/values.ts";
import { options } from "../../base/options/options.ts";
import { dependencyFault, idIn } from "../../edit/manifests/dependencies.ts";
import { FLUX_CD } from "../../model/layouts/flux-cd.ts";
import { fileOf } from "../../model/views/objects.ts";
import type { Repository } from "../../model/views/repository.ts";
import { valuesFault } from "./values.ts";

/** What new:component asks, in the order in which one answer depends on another. */
export const OPTIONS = options<Repository>()
  .text("repo-url", {
    value: "URL",
    help: "the Helm repository of the chart, https://",
    example: "https://charts.example.com",
    check: (url) => sourceUrlFault(url, "helm"),
  })
  .text("oci", {
    value: "URL",
    help: "or the chart itself in an OCI registry, oci://",
    required: "--repo-url or --oci is missing.",
    check: (url) => sourceUrlFault(url, "oci"),
    excluded: ({ repoUrl }) =>
      repoUrl && "--repo-url is given too, and a chart comes from one of them.",
    hint: "For example --repo-url https://charts.example.com or --oci oci://ghcr.io/acme/charts/shop.",
  })
  .row("Chart from", {
    of: ["repo-url", "oci"],
    show: ({ repoUrl, oci }) => repoUrl ?? oci ?? "",
    async ask(ui, { repoUrl, oci }) {
      const name = await ui.select({
        message: "Where the chart is",
        choices: [
          { name: "in a Helm repository (https://)", value: "repo-url" },
          { name: "in an OCI registry (oci://)", value: "oci" },
        ],
        default: oci === undefined ? "repo-url" : "oci",
      });
      const url = await ui.input({
        message: name === "oci" ? "URL of the chart" : "URL of the repository",
        default: name === "oci" ? oci : repoUrl,
        fault: (answer) => sourceUrlFault(answer, name === "oci" ? "oci" : "helm"),
      });
      return { "repo-url": undefined, oci: undefined, [name]: url };
    },
  })
  .text("chart", {
    help: "the chart (default with --oci: the last part of the URL)",
    question: "Chart",
    example: "shop",
    required: true,
    default: ({ oci }) => (oci === undefined ? undefined : posix.basename(oci)),
    check: (chart, { oci }) => chartFault(chart, oci),
  })
  .text("version", {
    value: "RANGE",
    help: 'its version, or a range such as ">=1.2.0 <2.0.0"',
    question: "Version",
    example: ">=1.2.0 <2.0.0",
    required: true,
    check: semverRangeFault,
    hint: 'A range that ends before the next major, such as ">=1.2.0 <2.0.0", brings fixes alone.',
  })
  .text("name", {
    help: `its folder in ${FLUX_CD.path("components")}/ (default: the chart)`,
    question: "Name",
    required: true,
    default: ({ chart }) => chart,
    check: nameFault,
  })
  .text("namespace", {
    help: "where it runs (default: the name)",
    question: "Namespace",
    required: true,
    default: ({ name }) => name,
    check: (namespace, { chart = "" }, repository) => placeFault(namespace, chart, repository),
  })
  .file("values", {
    value: "FILE",
    help: "values that differ from the chart's own",
    question: "Values",
    check: valuesFault,
  })
  .list("depends-on", {
    value: "[NAMESPACE/]NAME",
    help: "waits for this HelmRelease",
    question: "Depends on",
    choices: ({ namespace = "" }, { releases }) =>
      Object.fromEntries(releases.map((each) => [idIn(namespace, each), ""])),
    check: (answer, { chart: name = "", namespace = "" }, { releases }) =>
      dependencyFault(answer, { name, namespace }, "HelmRelease", releases),
  });

export type ComponentAnswers = (typeof OPTIONS)["answers"];

function chartFault(chart: string, url: string | undefined): string | undefined {
  const fault = objectNameFault(chart, RELEASE_NAME_MAX);
  if (fault !== undefined) return fault;
  const own = url === undefined ? chart : posix.basename(url);
  return own === chart ? undefined : `${url} is the chart ${own}: give the chart's own URL.`;
}

function nameFault(name: string, _: object, repository: Repository): string | undefined {
  const fault = objectNameFault(name);
  if (fault !== undefined) return fault;
  const folder = repository.layout.path("component", { component: name });
  return repository.files.list(folder).length > 0 || repository.files.read(folder) !== undefined
    ? `The component ${name} exists already: ${folder}.`
    : undefined;
}

function placeFault(namespace: string, chart: string, repository: Repository): string | undefined {
  const fault = namespaceFault(namespace);
  if (fault !== undefined) return fault;
  if (repository.environment(namespace) !== undefined) {
    return `${JSON.stringify(namespace)} is an environment, which comes after the infrastructure.`;
  }
  const taken = repository.releases.find(
    (each) => each.name === chart && each.namespace === namespace,
  );
  return (
    taken && `The HelmRelease ${chart} exists already in ${namespace}: ${fileOf(taken.object)}.`
  );
}
