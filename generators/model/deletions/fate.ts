import type { Sync } from "../fleet/clusters.ts";
import type { KubernetesObject } from "../objects/object.ts";
import type { Mark } from "./marks.ts";

/** What decides of an object that a Flux Kustomization no longer applies. */
export type Reason =
  /** Deleted: its Flux Kustomization goes on, and no longer lists it. */
  | { readonly is: "unlisted" }
  /** Deleted with its Flux Kustomization, which this one, as it is now, applied. */
  | { readonly is: "sync deleted"; readonly by: Sync | undefined }
  /** Deleted: the one that lists it now does not make its own what exists. */
  | { readonly is: "not taken over"; readonly by: Sync }
  /** Deleted by Kubernetes, with a Namespace or a CustomResourceDefinition. */
  | { readonly is: "goes with"; readonly kind: string; readonly name: string }
  | { readonly is: "adopted"; readonly by: Sync }
  /** Stays, since it says so itself. */
  | { readonly is: "marked"; readonly mark: Mark }
  /** Stays, since its Flux Kustomization deletes nothing. */
  | { readonly is: "no prune" | "suspended" }
  | { readonly is: "deletion policy"; readonly policy: string }
  /** Stays, since its Flux Kustomization stays in the cluster, though it is gone here. */
  | { readonly is: "sync stays"; readonly because: Reason | undefined };

/** Whether a Flux Kustomization deletes what it no longer applies; if not, why. */
export type Deleting =
  | { readonly deletes: true; readonly isCertain: boolean }
  | { readonly deletes: false; readonly reason: Reason };

/** What becomes of an object, by the list that it is in. */
export interface Outcome {
  readonly list: "deleted" | "orphaned" | "adopted";
  readonly reason: Reason;
  /** False where it depends on who is first, or on what only the cluster knows. */
  readonly isCertain: boolean;
}

/** An object that a Flux Kustomization applied before a change, and not after it. */
export interface Fate extends Omit<Outcome, "list"> {
  /** The name of its cluster, as it is after the change. */
  readonly cluster: string;
  /** Who applied it, as it was before. */
  readonly sync: Sync;
  /** The same as it is now; undefined where it is gone. */
  readonly syncNow: Sync | undefined;
  /** As it was rendered before; its origin says the file. */
  readonly object: KubernetesObject;
}

/** A Flux Kustomization of which it can't be said what it applied, or applies now. */
export interface UnknownFate extends Pick<Fate, "cluster" | "sync" | "syncNow"> {
  /** What it read; undefined where that is not known. */
  readonly source: KubernetesObject | undefined;
  /** A sentence about it: `it does not build: ...`. */
  readonly why: string;
  /** Of one that is deleted itself, whether all that it applied goes with it. */
  readonly deleting: Deleting | undefined;
}
