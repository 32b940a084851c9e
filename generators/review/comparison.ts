/**
 * What a change to a repository does to its clusters, as plain data: `--format json` prints it,
 * and every other format is made from it. No secret value is in it: what a reader must not see
 * was replaced before (`masked`).
 */
export interface ClusterDiff {
  readonly base: Revision;
  readonly head: Revision;
  /** The names of all clusters, on either side; none in a repository without Flux. */
  readonly clusters: readonly string[];
  /**
   * The Flux Kustomizations that differ, in the order in which a change reaches them. In a
   * repository without Flux, the folders that kustomize builds.
   */
  readonly syncs: readonly SyncDiff[];
  /** How many others there are, which apply what they applied before. */
  readonly sameSyncs: number;
  /** The worst first. Empty: nothing here needs a second look. */
  readonly risks: readonly Risk[];
  /** The most important first. */
  readonly objects: readonly ObjectDiff[];
  readonly graph: Graph;
  /** What could not be compared, a sentence each: folders that were not built, and why. */
  readonly notCompared: readonly string[];
}

/** One of the two states that are compared. */
export interface Revision {
  /** As it was asked for: `origin/main`, or `WORKTREE`. */
  readonly ref: string;
  /** The full hash; undefined for the working tree. */
  readonly commit?: string;
}

/** Where an object is applied. */
export interface SyncPlace {
  /** The folder where the cluster's Flux Kustomizations begin. */
  readonly cluster: string;
  /** The name of the Flux Kustomization; in a repository without Flux, the folder. */
  readonly sync: string;
  /**
   * The environment of the Flux Kustomization; empty where it is of none. Outside of this
   * project's layout and where there are several clusters, the end of the cluster's folder.
   */
  readonly environment: string;
}

/** A Flux Kustomization, and what becomes of its objects. */
export interface SyncDiff extends SyncPlace {
  /** Whether the Flux Kustomization itself is new, gone, another, or as it was. */
  readonly state: State;
  readonly added: number;
  readonly changed: number;
  readonly deleted: number;
  /** Objects that another Flux Kustomization applied before. */
  readonly moved: number;
  /** Objects that stay in the cluster, and that nothing applies any more. */
  readonly orphaned: number;
}

/** What is new, changed or gone; or as it was. */
export type State = "new" | "changed" | "gone" | "same";

/** `orphaned`: no longer in the repository, and not deleted either, since `prune` is off. */
export type ChangeKind = "added" | "changed" | "deleted" | "moved" | "orphaned";

/** An object that differs, with all places in which it differs in the same way. */
export interface ObjectDiff {
  /** Unique in the comparison: `o1`. */
  readonly id: string;
  readonly apiVersion: string;
  readonly kind: string;
  /** As it is at the head; of a deleted object, as it was. */
  readonly name: string;
  /** Its name at the base, where that was another one: a hash of the content ends it. */
  readonly oldName?: string;
  readonly change: ChangeKind;
  /** At least one. */
  readonly places: readonly ObjectPlace[];
  /** What differs, in the order of the manifest: of `changed`, and of `moved` if it changes too. */
  readonly fields: readonly FieldChange[];
  /**
   * The whole object as YAML, of `added`, `deleted` and `orphaned`. What differs between its
   * places, the namespace, is `<namespace>` in it.
   */
  readonly manifest?: string;
}

export interface ObjectPlace extends SyncPlace {
  /** The namespace of the object; empty for an object of the whole cluster. */
  readonly namespace: string;
  /** The file that it was written in, in the repository; undefined where that is not known. */
  readonly path?: string;
  /** Of a moved object: the Flux Kustomization that applied it before. */
  readonly from?: string;
}

/** A field that differs. At least one of `before` and `after` is there. */
export interface FieldChange {
  /**
   * In a reader's words: `spec.template.spec.containers[app].image`. An item of a list has its
   * merge key's value for an index, or its position where the list has no merge key.
   */
  readonly path: string;
  /** YAML of the value at the base, of one line or several; undefined where it was not there. */
  readonly before?: string;
  /** The same at the head. */
  readonly after?: string;
  /** The value is a secret: `before` and `after` say only that. */
  readonly masked?: true;
}

/** The worst first. */
export const LEVELS = ["critical", "high", "medium", "low"] as const;

/**
 * - `critical`: data or a whole namespace is lost.
 * - `high`: something is deleted, refused, interrupted or opened.
 * - `medium`: what runs, or who may do what, is another one.
 * - `low`: worth a look.
 */
export type RiskLevel = (typeof LEVELS)[number];

export type RiskKind =
  | "deletion"
  | "move"
  | "refused"
  | "replicas"
  | "limits"
  | "image"
  | "rbac"
  | "network"
  | "source"
  | "finding";

/** Something that a reviewer should know before approving. */
export interface Risk {
  readonly level: RiskLevel;
  readonly kind: RiskKind;
  /** What happens, as a sentence. */
  readonly title: string;
  /** What to do about it, or what to look at, as a sentence. */
  readonly todo: string;
  /** The ids of the objects that it is about. */
  readonly objects: readonly string[];
  /** Where that is. */
  readonly places: readonly SyncPlace[];
  /** The rule that found it, where one did. */
  readonly rule?: string;
  /** The file, and the line in it, where it is known. */
  readonly path?: string;
  readonly line?: number;
}

/**
 * Sources, Flux Kustomizations, environments and apps: those that differ or are gone, and what
 * they are connected with.
 */
export interface Graph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  /** How many others there are. */
  readonly left: number;
}

export interface GraphNode {
  /** Unique in the graph: `n1`. */
  readonly id: string;
  readonly kind: "source" | "sync" | "environment" | "app";
  readonly label: string;
  readonly cluster: string;
  readonly state: State;
}

export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  /**
   * - `reads`: from a source to a Flux Kustomization.
   * - `before`: from a Flux Kustomization to one that waits for it (`dependsOn`).
   * - `applies`: from a Flux Kustomization to its environment.
   * - `runs`: from an environment, or a Flux Kustomization of none, to an app.
   */
  readonly kind: "reads" | "before" | "applies" | "runs";
  readonly state: State;
}
