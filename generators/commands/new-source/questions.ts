import { posix } from "node:path";
import { intervalFault } from "../../base/answers/interval.ts";
import { OBJECT_NAME_MAX, objectNameFault, RELEASE_NAME_MAX } from "../../base/answers/names.ts";
import { sourceUrlFault } from "../../base/answers/urls.ts";
import { isRead } from "../../model/views/readers.ts";
import type { Repository } from "../../model/views/repository.ts";
import { one, type RawAnswers } from "../command/generator.ts";
import type { Question } from "../command/questions.ts";
import { bucketAt } from "./bucket.ts";
import { CONSUMER_QUESTIONS } from "./consumer-questions.ts";
import { consumerOf, KINDS, kindOf, onlyFor } from "./kinds.ts";
import { usualInterval, usualSecret, usualUrl } from "./models.ts";
import { REF_QUESTIONS } from "./ref.ts";
import { withSecret } from "./values.ts";

/** What new:source asks, in the order in which one answer depends on another. */
export const QUESTIONS: readonly Question[] = [
  {
    name: "kind",
    value: "KIND",
    help: "git, oci, bucket or helm",
    label: "Kind",
    required: () => true,
    choices: () => ({
      git: "a Git repository",
      oci: "an artifact in an OCI registry, a Helm chart too",
      bucket: "a bucket: S3, Google Cloud Storage, Azure Blob Storage",
      helm: "a Helm repository",
    }),
  },
  {
    name: "name",
    value: "NAME",
    help: "the source; what reads it is named after it",
    label: "Name",
    required: () => true,
    fault: nameFault,
  },
  {
    name: "url",
    value: "URL",
    help: "where it is (default: as the sources of this kind, if they agree)",
    label: "URL",
    required: () => true,
    first: true,
    default: usualUrl,
    fault: urlFault,
    hint: "Git: https:// or ssh:// (git@HOST:PATH is ssh://git@HOST/PATH). OCI: oci://. Buckets: https://ENDPOINT/BUCKET, s3://BUCKET or gs://BUCKET. Helm: https://.",
  },
  {
    name: "no-sync",
    help: "only the source: something in the repository reads it already",
    excluded: (answers, repository) => {
      const { object } = KINDS[kindOf(answers)];
      const name = one(answers, "name") ?? "";
      return answers["no-sync"] !== true || isRead(repository.files, object, name)
        ? undefined
        : `nothing in the repository reads the ${object} ${name}, so nobody would use it.`;
    },
  },
  {
    name: "chart",
    value: "CHART",
    help: "helm: the chart to install (default: the name); oci: the artifact is this chart",
    label: "Helm chart",
    excluded: (answers) =>
      answers["no-sync"] === true
        ? "it is about what reads the source, and --no-sync leaves that out."
        : onlyFor("helm", "oci")(answers),
    default: (answers) => (kindOf(answers) === "helm" ? one(answers, "name") : undefined),
    fault: chartFault,
  },
  ...REF_QUESTIONS,
  {
    name: "interval",
    value: "INTERVAL",
    help: "how often Flux looks (default: as the other sources)",
    label: "Interval",
    required: () => true,
    default: usualInterval,
    fault: intervalFault,
  },
  {
    name: "secret-ref",
    value: "SECRET",
    help: "the Secret with its credentials (default: that of a source at the same host)",
    label: "Secret",
    default: usualSecret,
    required: (answers) =>
      one(answers, "url")?.startsWith("ssh:") === true &&
      "--secret-ref is missing: a URL with ssh:// needs a key.",
    fault: (answer) => objectNameFault(answer, OBJECT_NAME_MAX),
    hint: "It is the name of a Secret in flux-system; no credential is written.",
  },
  {
    name: "verify",
    value: "HOW",
    help: "git: pgp:SECRET; oci: cosign:SECRET, or cosign (keyless)",
    label: "Verify",
    excluded: onlyFor("git", "oci"),
    fault: verifyFault,
  },
  identity(
    "verify-issuer",
    "keyless cosign: the issuer of the signer's identity, a regular expression",
  ),
  identity("verify-subject", "and its subject, a regular expression"),
  {
    name: "sparse",
    value: "PATH",
    repeatable: true,
    help: "check out only this folder; repeat for several (git)",
    label: "Sparse checkout",
    excluded: onlyFor("git"),
    fault: (answer) =>
      posix.normalize(answer).startsWith("..") || posix.isAbsolute(answer) || /[*?[]/.test(answer)
        ? `${JSON.stringify(answer)} is not a folder in the source, such as deploy/base.`
        : undefined,
  },
  {
    name: "ignore",
    value: "PATTERN",
    repeatable: true,
    help: "leave files out, as .gitignore does; repeat for several (not helm)",
    label: "Ignore",
    excluded: onlyFor("git", "oci", "bucket"),
  },
  ...CONSUMER_QUESTIONS,
];

function nameFault(name: string, answers: RawAnswers, repository: Repository): string | undefined {
  const consumer = consumerOf(answers);
  const longest = repository.layout.longest("sourceSync", "source");
  const fault = objectNameFault(name, consumer === "release" ? RELEASE_NAME_MAX : longest);
  if (fault !== undefined) return fault;
  const { object } = KINDS[kindOf(answers)];
  const { layout } = repository;
  if (repository.source(object, name)) return `The ${object} ${name} exists already.`;
  if (consumer === "none") return undefined;
  const sync = layout.name("sourceSync", { source: name });
  if (consumer === "sync" && repository.syncs.some((each) => each.name === sync)) {
    return `The Flux Kustomization ${sync} exists already.`;
  }
  const file = layout.path("sourceReader", { source: name });
  return repository.files.read(file) === undefined ? undefined : `${file} exists already.`;
}

function urlFault(url: string, answers: RawAnswers): string | undefined {
  const kind = kindOf(answers);
  const fault = sourceUrlFault(url, kind);
  if (fault !== undefined) return fault;
  return kind === "bucket" && bucketAt(url) === undefined
    ? `${JSON.stringify(url)} names no bucket: write https://ENDPOINT/BUCKET.`
    : undefined;
}

function chartFault(chart: string, answers: RawAnswers): string | undefined {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(chart)) {
    return `${JSON.stringify(chart)} is not the name of a chart.`;
  }
  const url = one(answers, "url");
  if (kindOf(answers) !== "oci" || url === undefined) return undefined;
  const own = posix.basename(url);
  return own === chart ? undefined : `${url} is the chart ${own}: give the chart's own URL.`;
}

function verifyFault(answer: string, answers: RawAnswers): string | undefined {
  const { how, secret } = withSecret(answer);
  if (kindOf(answers) === "git") {
    if (how !== "pgp") return `${JSON.stringify(answer)} is not for Git: write pgp:SECRET.`;
    return secret ? undefined : "pgp needs the Secret with the public keys: write pgp:SECRET.";
  }
  return how === "cosign" && secret !== ""
    ? undefined
    : `${JSON.stringify(answer)} is not for OCI: write cosign:SECRET, or cosign for keyless signatures.`;
}

/** Without these a keyless signature of anybody at all would be good enough. */
function identity(name: string, help: string): Question {
  return {
    name,
    value: "REGEXP",
    help,
    label: name === "verify-issuer" ? "Signer's issuer" : "Signer's subject",
    excluded: (answers) =>
      one(answers, "verify") === "cosign"
        ? undefined
        : "it is about keyless signatures: --verify cosign.",
    required: () => true,
    hint: "Keyless cosign takes a signature of anybody unless it is told whose. For example --verify-issuer '^https://token.actions.githubusercontent.com$' --verify-subject '^https://github.com/acme/'.",
  };
}
