import { posix } from "node:path";
import { namespaceFault } from "../../base/answers/names.ts";
import { dependencyFault, idIn } from "../../edit/manifests/dependencies.ts";
import type { Dependent } from "../../model/views/objects.ts";
import type { Repository } from "../../model/views/repository.ts";
import { FETCH_OPTIONS } from "./fetch-options.ts";
import { consumerOf, type Deciding, onlyWith } from "./kinds.ts";
import { isItself } from "./models.ts";
import { healthCheckOf, substituteOf, withSecret } from "./values.ts";

/** Where Flux's own objects are, and what the bootstrap holds. */
export const FLUX_NAMESPACE = "flux-system";

/**
 * All that new:source asks, in the order in which one answer depends on another: at last what
 * reads the source, a Flux Kustomization or a HelmRelease.
 */
export const OPTIONS = FETCH_OPTIONS.text("path", {
  help: "the folder in the source that the Flux Kustomization applies (default: ./)",
  question: "Path",
  excluded: onlyWith("sync"),
  default: (answers, repository) => (isItself(answers, repository) ? undefined : "./"),
  required: (answers, repository) =>
    isItself(answers, repository) &&
    "--path is missing: the source is this repository, whose folders have their own owners.",
  check: (path, { sparse }) => pathFault(path, sparse),
  hint: "A folder from the root of the source, such as ./deploy.",
})
  .text("target-namespace", {
    value: "NAMESPACE",
    help: "puts everything into it (default with a HelmRelease: the name)",
    question: "Target namespace",
    excluded: onlyWith("sync", "release"),
    default: (answers) => (consumerOf(answers) === "release" ? answers.name : undefined),
    check: namespaceFault,
  })
  .list("depends-on", {
    value: "NAME",
    help: "waits for this Flux Kustomization, or HelmRelease",
    question: "Depends on",
    excluded: onlyWith("sync", "release"),
    choices: (answers, repository) =>
      Object.fromEntries(
        peers(answers, repository).map((each) => [idIn(FLUX_NAMESPACE, each), ""]),
      ),
    check: (answer, answers, repository) =>
      dependencyFault(
        answer,
        { name: consumerName(answers, repository), namespace: FLUX_NAMESPACE },
        consumerOf(answers) === "release" ? "HelmRelease" : "Flux Kustomization",
        peers(answers, repository),
      ),
  })
  .switch("prune", {
    help: "delete what is gone from the source (on by default)",
    question: "Prune",
    excluded: onlyWith("sync"),
    default: true,
  })
  .list("health-check", {
    value: "KIND/NAME.NAMESPACE",
    help: "ready when this is",
    question: "Health checks",
    excluded: onlyWith("sync"),
    check: (answer, { targetNamespace }) => {
      const found = healthCheckOf(answer, targetNamespace);
      return typeof found === "string" ? found : undefined;
    },
  })
  .switch("wait", {
    help: "ready when everything is (on by default, without --health-check)",
    question: "Wait for everything",
    excluded: onlyWith("sync"),
    default: ({ healthCheck = [] }) => healthCheck.length === 0,
  })
  .check("health-check", ({ wait, healthCheck = [] }) =>
    wait === true && healthCheck.length > 0 ? "with --wait Flux ignores it." : undefined,
  )
  .text("decryption", {
    value: "HOW",
    help: "sops, or sops:SECRET with the Secret of its keys",
    question: "Decryption",
    excluded: onlyWith("sync"),
    check(answer) {
      const { how, secret } = withSecret(answer);
      return how === "sops" && secret !== ""
        ? undefined
        : `${JSON.stringify(answer)} is neither sops nor sops:SECRET.`;
    },
  })
  .list("substitute-from", {
    value: "KIND/NAME",
    help: "variables from ConfigMap/NAME or Secret/NAME",
    question: "Variables from",
    excluded: onlyWith("sync"),
    check(answer) {
      const found = substituteOf(answer);
      return typeof found === "string" ? found : undefined;
    },
  });

export type SourceAnswers = (typeof OPTIONS)["answers"];

/** The name of the object that reads the source. */
export function consumerName(
  answers: Deciding & { readonly name?: string | undefined },
  { layout }: Repository,
): string {
  const { name = "" } = answers;
  return consumerOf(answers) === "release" ? name : layout.name("sourceSync", { source: name });
}

/** The objects that the new one may wait for: those of its kind. */
function peers(answers: Deciding, repository: Repository): readonly Dependent[] {
  return consumerOf(answers) === "release" ? repository.releases : repository.syncs;
}

function pathFault(path: string, sparse: readonly string[] = []): string | undefined {
  const normal = posix.normalize(path);
  if (posix.isAbsolute(path) || normal.startsWith("..") || !/^[A-Za-z0-9._/@+-]+$/.test(path)) {
    return `${JSON.stringify(path)} is not a folder in the source.`;
  }
  const within = (inner: string, outer: string) => !posix.relative(outer, inner).startsWith("..");
  const isThere = sparse.some((each) => within(path, each) || within(each, path));
  return sparse.length === 0 || isThere
    ? undefined
    : `${JSON.stringify(path)} is not checked out: --sparse is ${sparse.join(", ")}.`;
}
