import type { Analysis } from "../../../model/fleet/analysis.ts";
import { mentionedIn } from "../../../model/fleet/clusters.ts";
import { GROUPS } from "../../../model/objects/flux.ts";
import type { KubernetesObject } from "../../../model/objects/object.ts";
import type { Manifest } from "../../../model/rendering/batch.ts";

/** An object as the API server will get it. */
export interface Applied {
  readonly data: Manifest;
  /** The same as kustomize rendered it, which knows where it was written. */
  readonly object: KubernetesObject;
}

/**
 * Every object that was rendered, with `postBuild` done where a Flux Kustomization does it; and
 * sources and Flux Kustomizations as they are written, where no build reads their file: people
 * apply those by hand (`flux bootstrap`).
 */
export function appliedObjects({
  clusters,
  documents,
  renderings,
}: Pick<Analysis, "clusters" | "documents" | "renderings">): Applied[] {
  const syncs = clusters.flatMap((cluster) => cluster.syncs);
  const rendered = renderings.flatMap((rendering) => {
    if (!rendering.build?.ok) return [];
    const { objects } = rendering;
    const appliedBy = syncs.filter((sync) => sync.rendering === rendering);
    const results = new Set(appliedBy.map(mentionedIn));
    return [...(results.size === 0 ? [objects] : results)].flatMap((result) =>
      result.map(({ data }, index) => ({ data, object: objects[index] as KubernetesObject })),
    );
  });
  const read = new Set(renderings.flatMap(({ planned }) => [...planned.closure.files]));
  const byHand = documents.objects.filter(
    ({ group, origin }) => FLUX_GROUPS.has(group) && !read.has(origin?.path ?? ""),
  );
  return [...rendered, ...byHand.map((object) => ({ data: object.data, object }))];
}

const FLUX_GROUPS: ReadonlySet<string> = new Set([
  GROUPS.kustomize,
  GROUPS.source,
  GROUPS.extensions,
]);
