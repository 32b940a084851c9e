import { posix } from "node:path";
import { objectNameFault, RELEASE_NAME_MAX } from "../../base/answers/names.ts";
import { sourceUrlFault } from "../../base/answers/urls.ts";
import { options } from "../../base/options/options.ts";
import { isRead } from "../../model/views/readers.ts";
import type { Repository } from "../../model/views/repository.ts";
import { bucketAt } from "./bucket.ts";
import { consumerOf, type Deciding, KINDS, kindOf, onlyFor } from "./kinds.ts";
import { usualUrl } from "./models.ts";

/** What new:source asks first: what the source is, and where. */
export const PLACE_OPTIONS = options<Repository>()
  .choice(
    "kind",
    {
      git: "a Git repository",
      oci: "an artifact in an OCI registry, a Helm chart too",
      bucket: "a bucket: S3, Google Cloud Storage, Azure Blob Storage",
      helm: "a Helm repository",
    },
    { help: "git, oci, bucket or helm", question: "Kind", example: "oci", required: true },
  )
  .switch("no-sync", {
    help: "only the source: something in the repository reads it already",
  })
  .text("name", {
    help: "the source; what reads it is named after it",
    question: "Name",
    example: "shop",
    required: true,
    check: nameFault,
  })
  .text("url", {
    help: "where it is (default: as the sources of this kind, if they agree)",
    question: "URL",
    example: "oci://ghcr.io/acme/shop",
    required: true,
    first: true,
    default: usualUrl,
    check: (url, answers) => urlFault(url, answers),
    hint: "Git: https:// or ssh:// (git@HOST:PATH is ssh://git@HOST/PATH). OCI: oci://. Buckets: https://ENDPOINT/BUCKET, s3://BUCKET or gs://BUCKET. Helm: https://.",
  })
  .text("chart", {
    help: "helm: the chart to install (default: the name); oci: the artifact is this chart",
    question: "Helm chart",
    excluded: (answers) =>
      answers.noSync === true
        ? "it is about what reads the source, and --no-sync leaves that out."
        : onlyFor("helm", "oci")(answers),
    default: ({ kind, name }) => (kind === "helm" ? name : undefined),
    check: (chart, answers) => chartFault(chart, answers),
  })
  .check("name", ({ name, ...answers }, repository) =>
    name === undefined ? undefined : consumerFault(name, answers, repository),
  )
  .check("no-sync", ({ name = "", noSync, kind }, { files }) => {
    const { object } = KINDS[kindOf({ kind })];
    return noSync !== true || isRead(files, object, name)
      ? undefined
      : `nothing in the repository reads the ${object} ${name}, so nobody would use it.`;
  });

function nameFault(name: string, answers: Deciding, repository: Repository): string | undefined {
  const fault = objectNameFault(name, repository.layout.longest("sourceSync", "source"));
  if (fault !== undefined) return fault;
  const { object } = KINDS[kindOf(answers)];
  if (repository.source(object, name)) return `The ${object} ${name} exists already.`;
  return undefined;
}

/** What is wrong with the name of what reads the source, which the chart decides with. */
function consumerFault(
  name: string,
  answers: Deciding,
  { layout, syncs, files }: Repository,
): string | undefined {
  const consumer = consumerOf(answers);
  if (consumer === "none") return undefined;
  const fault = consumer === "release" ? objectNameFault(name, RELEASE_NAME_MAX) : undefined;
  if (fault !== undefined) return fault;
  const sync = layout.name("sourceSync", { source: name });
  if (consumer === "sync" && syncs.some((each) => each.name === sync)) {
    return `The Flux Kustomization ${sync} exists already.`;
  }
  const file = layout.path("sourceReader", { source: name });
  return files.read(file) === undefined ? undefined : `${file} exists already.`;
}

function urlFault(url: string, answers: Deciding): string | undefined {
  const kind = kindOf(answers);
  const fault = sourceUrlFault(url, kind);
  if (fault !== undefined) return fault;
  return kind === "bucket" && bucketAt(url) === undefined
    ? `${JSON.stringify(url)} names no bucket: write https://ENDPOINT/BUCKET.`
    : undefined;
}

function chartFault(
  chart: string,
  { kind, url }: { readonly kind?: string | undefined; readonly url?: string | undefined },
): string | undefined {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(chart)) {
    return `${JSON.stringify(chart)} is not the name of a chart.`;
  }
  if (kind !== "oci" || url === undefined) return undefined;
  const own = posix.basename(url);
  return own === chart ? undefined : `${url} is the chart ${own}: give the chart's own URL.`;
}
