import { UserError } from "../../base/problem/problem.ts";
import { listAt, textAt } from "../../base/yaml/at.ts";
import { GROUPS } from "../../model/objects/flux.ts";
import { type KubernetesObject, toObject } from "../../model/objects/object.ts";
import type { Manifest } from "../../model/rendering/batch.ts";
import { callKubectl, type Kubectl, type KubectlResult } from "../../platform/programs/kubectl.ts";

const { source, extensions, kustomize, helm } = GROUPS;

/** The resources of Flux that fetch, and those that apply, as the API server names them. */
const RESOURCES: readonly string[] = [
  `kustomizations.${kustomize}`,
  `helmreleases.${helm}`,
  `gitrepositories.${source}`,
  `ocirepositories.${source}`,
  `buckets.${source}`,
  `helmrepositories.${source}`,
  `helmcharts.${source}`,
  `artifactgenerators.${extensions}`,
  `externalartifacts.${source}`,
];

/** What a cluster has of Flux. */
export interface FluxInCluster {
  /** The kubeconfig's context; undefined in a pod, which has none. */
  readonly context: string | undefined;
  /** The Deployments of Flux's controllers. */
  readonly controllers: readonly KubernetesObject[];
  readonly objects: readonly KubernetesObject[];
  /** What could not be read, in kubectl's words: the user may not, for example. */
  readonly unread: readonly string[];
}

/**
 * Reads Flux's objects of all namespaces. Nothing is cached: each call asks the API server.
 * @throws UserError where it does not answer, or Flux is not installed.
 */
export async function readFlux(kubectl: Kubectl): Promise<FluxInCluster> {
  const [config, discovered] = await Promise.all([
    callKubectl(kubectl, ["config", "view", "--minify", "--output=json"]),
    callKubectl(kubectl, ["api-resources", "--verbs=list", "--output=name"]),
  ]);
  const context = config.ok ? textAt(parsed(config), "current-context") : undefined;
  const served = new Set(discovered.stdout.split("\n"));
  // Names and a failure together: some API behind the server is down, which is not Flux's.
  if (discovered.stdout.trim() === "") throw unreachable(context, discovered);
  const resources = RESOURCES.filter((name) => served.has(name));
  if (!resources.includes(`kustomizations.${kustomize}`)) {
    throw UserError.of("flux", `Flux is not installed in ${clusterOf(context)}.`, {
      hint: `The API server has no kustomizations.${kustomize}. --context names another cluster.`,
    });
  }
  const get = (...args: string[]) =>
    callKubectl(kubectl, ["get", ...args, "--all-namespaces", "--output=json"]);
  const [objects, controllers] = await Promise.all([
    get(resources.join(",")),
    get("deployments.apps", "--selector=app.kubernetes.io/part-of=flux"),
  ]);
  return {
    context,
    controllers: itemsOf(controllers),
    objects: itemsOf(objects),
    unread: [objects, controllers].flatMap(({ ok, message }) => (ok ? [] : [message])),
  };
}

/** In a sentence. */
function clusterOf(context: string | undefined): string {
  const name = context?.replace(/\s+/g, " ");
  return name === undefined ? "the cluster" : `the cluster of the context ${name}`;
}

function unreachable(context: string | undefined, { message }: KubectlResult): UserError {
  const [first = "", ...rest] = message.split("\n").filter((line) => line.trim() !== "");
  const said = first === "EOF" ? "the context has no credentials" : first;
  const hint = rest.join(" ") || "--context and --kubeconfig name another cluster.";
  return UserError.of("kubectl", `kubectl can't read ${clusterOf(context)}: ${ended(said)}`, {
    hint,
  });
}

function ended(sentence: string): string {
  return /[.?!]$/.test(sentence) ? sentence : `${sentence}.`;
}

/** Of a list that was read in part, what was read. */
function itemsOf(list: KubectlResult): KubernetesObject[] {
  return listAt(parsed(list), "items").map((item) => toObject(item as Manifest, undefined));
}

function parsed({ stdout }: KubectlResult): unknown {
  try {
    return JSON.parse(stdout);
  } catch {
    return undefined;
  }
}
