import { posix } from "node:path";
import { bucketAt } from "./bucket.ts";
import { consumerOf, kindOf } from "./kinds.ts";
import type { SourceAnswers } from "./options.ts";
import { followed } from "./ref.ts";
import { withSecret } from "./values.ts";

/** Flux's own default; the other sources of the bootstrap say it too. */
const TIMEOUT = "60s";
/** Of an OCI artifact that is a chart, the layer with the chart (Helm's OCI media types). */
const CHART_LAYER = {
  mediaType: "application/vnd.cncf.helm.chart.content.v1.tar+gzip",
  operation: "copy",
};

/** `spec` of the source, its fields in the order in which Flux documents them. */
export function sourceSpec(answers: SourceAnswers): object {
  const kind = kindOf(answers);
  const ref = kind === "helm" ? undefined : followed(answers);
  const { url, interval, secretRef: secret, ignore } = answers;
  const sparse = answers.sparse?.map((path) => posix.join(path, "."));
  const isChart = kind === "oci" && consumerOf(answers) === "release";
  return defined({
    interval,
    timeout: TIMEOUT,
    ...(kind === "bucket" ? bucketAt(url) : { url }),
    ref: ref && { [ref.name]: ref.value },
    layerSelector: isChart ? CHART_LAYER : undefined,
    secretRef: secret && { name: secret },
    verify: verification(answers),
    sparseCheckout: sparse?.length ? sparse : undefined,
    ignore: ignore?.length ? ignore.map((pattern) => `${pattern}\n`).join("") : undefined,
  });
}

function verification(answers: SourceAnswers): object | undefined {
  const { verify: text, verifyIssuer: issuer, verifySubject: subject } = answers;
  if (text === undefined) return undefined;
  const { how, secret } = withSecret(text);
  const secretRef = secret === undefined ? {} : { secretRef: { name: secret } };
  if (how === "pgp") {
    // A tag is signed itself; of a branch the commit is.
    return { mode: followed(answers)?.name === "branch" ? "HEAD" : "Tag", ...secretRef };
  }
  return {
    provider: how,
    ...secretRef,
    ...(secret ? {} : { matchOIDCIdentity: [{ issuer, subject }] }),
  };
}

function defined(fields: Record<string, unknown>): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
