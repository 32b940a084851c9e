import { own } from "../../base/own.ts";
import { at, listAt, textAt } from "../../base/yaml/at.ts";
import type { KubernetesObject } from "../../model/objects/object.ts";
import { parsedImage } from "../../model/views/images.ts";

/** How an object does. `missing`: the repository has it, and the cluster does not. */
type State = "ready" | "in progress" | "not ready" | "suspended" | "missing";

/** One object of the cluster, as `status` tells of it. */
export interface Status {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly state: State;
  /** Why it is not ready, in words; empty for one that is. */
  readonly reason: string;
  /** What it holds or has applied, as Flux writes it; undefined for none. */
  readonly revision: string | undefined;
  /** Since when it is there, and in this state, as far as Flux says: RFC 3339. */
  readonly created: string | undefined;
  readonly since: string | undefined;
}

/** A condition of an object; undefined where it has none of that type. */
interface Condition {
  readonly status: string;
  readonly reason: string;
  readonly message: string;
  readonly since: string | undefined;
  /** The generation that it is about. */
  readonly generation: unknown;
}

/** What Flux says of an object. */
export function statusOf(object: KubernetesObject): Status {
  const { data, kind, namespace, name } = object;
  const ready = conditionOf(data, "Ready");
  const judgement = stateOf(object, ready);
  return {
    ...{ kind, namespace, name, ...judgement },
    revision: revisionOf(data),
    created: textAt(data, "metadata", "creationTimestamp"),
    since: own(STATE_OF, ready?.status ?? "") === judgement.state ? ready?.since : undefined,
  };
}

/** An object that the cluster does not have. */
export function missing({
  kind,
  namespace,
  name,
}: Pick<KubernetesObject, "kind" | "namespace" | "name">): Status {
  const nothing = { revision: undefined, created: undefined, since: undefined };
  return {
    ...{ kind, namespace, name, ...nothing },
    state: "missing",
    reason: "it is in the repository, and not in the cluster (yet)",
  };
}

/** What the condition Ready says by itself, where nothing speaks against it. */
const STATE_OF: Readonly<Record<string, State>> = {
  True: "ready",
  False: "not ready",
  Unknown: "in progress",
};

type Judgement = Pick<Status, "state" | "reason">;
const READY: Judgement = { state: "ready", reason: "" };

/**
 * The conditions as kstatus reads them: what Flux said of an earlier generation is not said of
 * this one.
 */
function stateOf({ data, kind }: KubernetesObject, ready: Condition | undefined): Judgement {
  if (at(data, "metadata", "deletionTimestamp") !== undefined) {
    return { state: "not ready", reason: "it is being deleted" };
  }
  if (at(data, "spec", "suspend") === true) {
    const before = ready?.status === "False" ? `; before that: ${wordsOf(ready)}` : "";
    return { state: "suspended", reason: `nothing new reaches it until it is resumed${before}` };
  }
  if (hasNoStatus(data, kind)) return READY;
  if (ready === undefined) {
    return { state: "in progress", reason: "Flux has not said anything of it yet" };
  }
  if (isOutdated(data, ready)) {
    return { state: "in progress", reason: "Flux has not looked at its latest change yet" };
  }
  if (ready.status === "True") return READY;
  const stalled = conditionOf(data, "Stalled");
  if (stalled?.status === "True") {
    const reason = `${wordsOf(stalled)} (Flux does not try again until it is changed)`;
    return { state: "not ready", reason };
  }
  const attempt = attemptOf(data);
  if (ready.status === "False") return { state: "not ready", reason: attempt + wordsOf(ready) };
  const step = conditionOf(data, "Reconciling");
  const { message } = step?.status === "True" ? step : ready;
  return { state: "in progress", reason: message || wordsOf(ready) };
}

/** Flux looks at an OCI Helm repository only when a chart is pulled from it. */
function hasNoStatus(data: unknown, kind: string): boolean {
  return kind === "HelmRepository" && textAt(data, "spec", "type") === "oci";
}

/** While Flux works for the first time, the status' own generation is -1, and the condition's is not. */
function isOutdated(data: unknown, { generation }: Condition): boolean {
  const wanted = at(data, "metadata", "generation");
  const observed = generation ?? at(data, "status", "observedGeneration");
  return typeof wanted === "number" && typeof observed === "number" && observed < wanted;
}

/** The revision that failed, where another one is still applied. */
function attemptOf(data: unknown): string {
  const applied = textAt(data, "status", "lastAppliedRevision");
  const attempted = textAt(data, "status", "lastAttemptedRevision");
  const isAnother = applied !== undefined && attempted !== undefined && attempted !== applied;
  return isAnother ? `${shortRevision(attempted)}: ` : "";
}

function revisionOf(data: unknown): string | undefined {
  return (
    textAt(data, "status", "artifact", "revision") ??
    textAt(data, "status", "lastAppliedRevision") ??
    textAt(data, "status", "history", 0, "chartVersion")
  );
}

function conditionOf(data: unknown, type: string): Condition | undefined {
  const found = listAt(data, "status", "conditions").find((each) => textAt(each, "type") === type);
  if (found === undefined) return undefined;
  return {
    status: textAt(found, "status") ?? "Unknown",
    reason: textAt(found, "reason") ?? "",
    message: textAt(found, "message") ?? "",
    since: textAt(found, "lastTransitionTime"),
    generation: at(found, "observedGeneration"),
  };
}

/** `GitOperationFailed` with its message in words; the message alone where it says the same. */
function wordsOf({ reason, message }: Condition): string {
  const words = reason.replace(/(?<=[a-z0-9])(?=[A-Z])/g, " ").toLowerCase();
  const said = message.toLowerCase();
  if (message === "") return words;
  return words.split(" ").every((word) => said.includes(word)) ? message : `${words}: ${message}`;
}

/** `main@sha1:5f19a8b9` for the whole digest: so much is enough to find a commit. */
export function shortRevision(revision: string): string {
  return revision.replace(/(sha(?:1|256):[0-9a-f]{8})[0-9a-f]+/g, "$1");
}

/** The pods of a controller. */
export function controllerStatus({ data, kind, namespace, name }: KubernetesObject): Status {
  const wanted = at(data, "spec", "replicas") ?? 1;
  const up = at(data, "status", "readyReplicas") ?? 0;
  const available = conditionOf(data, "Available");
  const image = textAt(data, "spec", "template", "spec", "containers", 0, "image");
  const state = wanted === 0 ? "suspended" : Number(up) < Number(wanted) ? "not ready" : "ready";
  return {
    ...{ kind, namespace, name, state },
    reason: state === "ready" ? "" : `${up} of ${wanted} pods are ready`,
    // The tag and not the digest behind it.
    revision: image && (parsedImage(image).tag ?? parsedImage(image).name),
    created: textAt(data, "metadata", "creationTimestamp"),
    since: available?.since,
  };
}
