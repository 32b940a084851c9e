import type { Documents } from "../objects/documents.ts";
import type { FluxKustomization } from "../objects/flux.ts";
import type { KubernetesObject } from "../objects/object.ts";
import type { Unknown } from "../objects/unknown.ts";
import type { BuildRequest } from "../rendering/build-request.ts";
import type { Rendering } from "../rendering/renderings.ts";
import type { Ground } from "../sources/ground.ts";
import type { Substituted, Variables } from "../substitution/variables.ts";

/** A Flux Kustomization as a cluster has it, and the objects that it applies there. */
export interface Sync {
  readonly flux: FluxKustomization;
  /** Its folder; unknown where it reads something else than this repository. */
  readonly folder: string | Unknown;
  readonly rendering: Rendering | undefined;
  /** What `postBuild` gives; undefined where it substitutes nothing. */
  readonly variables: Variables | undefined;
  readonly content: SyncContent;
  /** Objects with variables that nothing gives a value. */
  readonly undefinedVariables: readonly Substituted[];
}

/** What a Flux Kustomization applies. */
export type SyncContent =
  /** Built, and with `postBuild` done. */
  | { readonly state: "rendered"; readonly objects: readonly KubernetesObject[] }
  /** Nobody asked for a build: as the files have it. */
  | { readonly state: "written"; readonly objects: readonly KubernetesObject[] }
  | Unseen;

/** What could not be built, and the objects of those of its files that are here. */
interface Unseen extends Unknown {
  readonly glimpse: readonly KubernetesObject[];
}

/**
 * Every object that files say a Flux Kustomization has, whatever becomes of it in the end. All of
 * them only where its content is not unknown.
 */
export function mentionedIn({ content }: Pick<Sync, "content">): readonly KubernetesObject[] {
  return content.state === "unknown" ? content.glimpse : content.objects;
}

/** What one cluster gets: everything that is reached from where Flux begins. */
export interface Cluster {
  /** The folder where it begins, for messages; no other cluster has this name. */
  readonly name: string;
  readonly syncs: readonly Sync[];
  /** Objects in files beside the first Flux Kustomizations that none of them applies. */
  readonly byHand: readonly KubernetesObject[];
  /** Every source and ArtifactGenerator that it has. */
  readonly sources: readonly KubernetesObject[];
  /** What of it is not seen. */
  readonly unknown: readonly Unknown[];
}

/** What the clusters are read with. */
export interface Sight {
  readonly ground: Ground;
  readonly documents: Documents;
  renderingOf(request: BuildRequest): Rendering | undefined;
  /** Why a folder could not even be read in full; undefined where it could. */
  whyUnread(folder: string): string | undefined;
}
