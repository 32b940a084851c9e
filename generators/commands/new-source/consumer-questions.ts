import { posix } from "node:path";
import { namespaceFault } from "../../base/answers/names.ts";
import { dependencyFault, idIn } from "../../edit/manifests/dependencies.ts";
import type { Dependent } from "../../model/views/objects.ts";
import type { Repository } from "../../model/views/repository.ts";
import { many, one, type RawAnswers } from "../command/generator.ts";
import type { Question } from "../command/questions.ts";
import { consumerOf, onlyWith } from "./kinds.ts";
import { isItself } from "./models.ts";
import { healthCheckOf, substituteOf, withSecret } from "./values.ts";

/** Where Flux's own objects are, and what the bootstrap holds. */
export const FLUX_NAMESPACE = "flux-system";

/** What new:source asks of the Flux Kustomization or HelmRelease that reads the source. */
export const CONSUMER_QUESTIONS: readonly Question[] = [
  {
    name: "path",
    value: "PATH",
    help: "the folder in the source that the Flux Kustomization applies (default: ./)",
    label: "Path",
    excluded: onlyWith("sync"),
    default: (answers, repository) => (isItself(answers, repository) ? undefined : "./"),
    required: (answers, repository) =>
      isItself(answers, repository) &&
      "--path is missing: the source is this repository, whose folders have their own owners.",
    fault: pathFault,
    hint: "A folder from the root of the source, such as ./deploy.",
  },
  {
    name: "target-namespace",
    value: "NAMESPACE",
    help: "puts everything into it (default with a HelmRelease: the name)",
    label: "Target namespace",
    excluded: onlyWith("sync", "release"),
    default: (answers) => (consumerOf(answers) === "release" ? one(answers, "name") : undefined),
    fault: namespaceFault,
  },
  {
    name: "depends-on",
    value: "NAME",
    repeatable: true,
    help: "waits for this Flux Kustomization, or HelmRelease; repeat for several",
    label: "Depends on",
    excluded: onlyWith("sync", "release"),
    choices: (answers, repository) =>
      Object.fromEntries(
        peers(answers, repository).map((each) => [idIn(FLUX_NAMESPACE, each), ""]),
      ),
    fault: (answer, answers, repository) =>
      dependencyFault(
        answer,
        { name: consumerName(answers, repository), namespace: FLUX_NAMESPACE },
        consumerOf(answers) === "release" ? "HelmRelease" : "Flux Kustomization",
        peers(answers, repository),
      ),
  },
  {
    name: "prune",
    help: "delete what is gone from the source (on by default)",
    label: "Prune",
    excluded: onlyWith("sync"),
    default: () => "yes",
  },
  {
    name: "wait",
    help: "ready when everything is (on by default, without --health-check)",
    label: "Wait for everything",
    excluded: onlyWith("sync"),
    default: (answers) => ((many(answers, "health-check") ?? []).length > 0 ? undefined : "yes"),
  },
  {
    name: "health-check",
    value: "KIND/NAME.NAMESPACE",
    repeatable: true,
    help: "ready when this is; repeat for several",
    label: "Health checks",
    excluded: (answers) =>
      answers.wait === true && many(answers, "health-check")
        ? "with --wait Flux ignores it."
        : onlyWith("sync")(answers),
    fault: (answer, answers) => {
      const found = healthCheckOf(answer, one(answers, "target-namespace"));
      return typeof found === "string" ? found : undefined;
    },
  },
  {
    name: "decryption",
    value: "HOW",
    help: "sops, or sops:SECRET with the Secret of its keys",
    label: "Decryption",
    excluded: onlyWith("sync"),
    fault: (answer) => {
      const { how, secret } = withSecret(answer);
      return how === "sops" && secret !== ""
        ? undefined
        : `${JSON.stringify(answer)} is neither sops nor sops:SECRET.`;
    },
  },
  {
    name: "substitute-from",
    value: "KIND/NAME",
    repeatable: true,
    help: "variables from ConfigMap/NAME or Secret/NAME; repeat for several",
    label: "Variables from",
    excluded: onlyWith("sync"),
    fault: (answer) => {
      const found = substituteOf(answer);
      return typeof found === "string" ? found : undefined;
    },
  },
];

/** The name of the object that reads the source. */
export function consumerName(answers: RawAnswers, { layout }: Repository): string {
  const name = one(answers, "name") ?? "";
  return consumerOf(answers) === "release" ? name : layout.name("sourceSync", { source: name });
}

/** The objects that the new one may wait for: those of its kind. */
function peers(answers: RawAnswers, repository: Repository): readonly Dependent[] {
  return consumerOf(answers) === "release" ? repository.releases : repository.syncs;
}

function pathFault(path: string, answers: RawAnswers): string | undefined {
  const normal = posix.normalize(path);
  if (posix.isAbsolute(path) || normal.startsWith("..") || !/^[A-Za-z0-9._/@+-]+$/.test(path)) {
    return `${JSON.stringify(path)} is not a folder in the source.`;
  }
  const sparse = many(answers, "sparse") ?? [];
  const within = (inner: string, outer: string) => !posix.relative(outer, inner).startsWith("..");
  const isThere = sparse.some((each) => within(path, each) || within(each, path));
  return sparse.length === 0 || isThere
    ? undefined
    : `${JSON.stringify(path)} is not checked out: --sparse is ${sparse.join(", ")}.`;
}
