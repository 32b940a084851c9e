import { groups } from "../../base/groups.ts";
import type { Cluster } from "../fleet/clusters.ts";
import type { Owned } from "../fleet/flux-options.ts";
import { keyOfObject } from "../objects/object.ts";
import { withoutHash } from "../rendering/origins.ts";
import { targetOf } from "./takeover.ts";

/** Who applies which object of a cluster, as far as it was rendered. */
export class Owners {
  readonly all: readonly Owned[];
  readonly #byPlace: ReadonlyMap<string, readonly Owned[]>;
  readonly #generated: ReadonlySet<string>;

  /** @param cluster undefined where there is none: nobody applies anything. */
  constructor(cluster: Cluster | undefined) {
    this.all = (cluster?.syncs ?? []).flatMap((sync) =>
      sync.content.state === "rendered"
        ? sync.content.objects.map((object) => ({ sync, object }))
        : [],
    );
    this.#byPlace = groups(this.all, placeOf);
    this.#generated = new Set(this.all.filter(isGenerated).map(placeWithoutHash));
  }

  /** Everybody who applies an object, to where this one does. */
  of(owned: Owned): readonly Owned[] {
    return this.#byPlace.get(placeOf(owned)) ?? [];
  }

  /** Whether a generated object is here under another hash: its content has changed. */
  hasSuccessorOf(owned: Owned): boolean {
    return isGenerated(owned) && this.#generated.has(placeWithoutHash(owned));
  }
}

function placeOf({ sync, object }: Owned): string {
  return `${targetOf(sync)}\0${keyOfObject(object)}`;
}

function placeWithoutHash({ sync, object }: Owned): string {
  return placeOf({ sync, object: { ...object, name: withoutHash(object.name) } });
}

function isGenerated({ object }: Owned): boolean {
  return object.origin?.generator !== undefined;
}
