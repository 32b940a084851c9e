import { groups } from "../../base/groups.ts";
import type { Analysis } from "../fleet/analysis.ts";
import type { Cluster, Sync } from "../fleet/clusters.ts";
import { isSuspended, type Owned } from "../fleet/flux-options.ts";
import { syncPairsIn } from "../fleet/pairs.ts";
import { isFluxKustomization } from "../objects/flux.ts";
import { type KubernetesObject, keyOfObject } from "../objects/object.ts";
import { type Content, contentLeftTo, contentOf, isTouched, NOTHING } from "./content.ts";
import type { Deleting, Outcome, Reason, UnknownFate } from "./fate.ts";
import { type Mark, markOf, takesOver } from "./marks.ts";
import { Owners } from "./owners.ts";
import { whenDeleted, whileThere } from "./switches.ts";
import { targetOf, waitsFor } from "./takeover.ts";

/** A cluster before a change and after it; what is gone after it is no cluster any more. */
export interface ClusterChange {
  readonly before: Cluster;
  readonly now: Cluster | undefined;
  readonly base: Analysis;
  readonly head: Analysis;
}

/** How a Flux Kustomization parts with what it no longer applies. */
interface Parting {
  /** What it applies after the change. */
  readonly content: Content;
  readonly deleting: Deleting;
  /** What deletes an object. */
  readonly cause: Reason;
  /** Of one that is gone here and stays in the cluster. */
  readonly stays?: Reason;
}

const UNLISTED: Reason = { is: "unlisted" };

/** What becomes of the objects of a cluster. */
export class ClusterFates {
  readonly #change: ClusterChange;
  /** The Flux Kustomizations of before, as they are now, and the other way round. */
  readonly #now: ReadonlyMap<Sync, Sync | undefined>;
  readonly #then: ReadonlyMap<Sync, Sync>;
  readonly #ownersBefore: Owners;
  readonly #owners: Owners;
  /** Who applied a Flux Kustomization, by its key. */
  readonly #parents: ReadonlyMap<string, readonly Owned[]>;
  readonly #partings = new Map<Sync, Parting>();

  constructor(change: ClusterChange) {
    const { before, now } = change;
    this.#change = change;
    const pairs = syncPairsIn({ name: before.name, before, now });
    this.#now = new Map(pairs.flatMap((each) => (each.before ? [[each.before, each.now]] : [])));
    this.#then = new Map([...this.#now].flatMap(([then, now]) => (now ? [[now, then]] : [])));
    this.#ownersBefore = new Owners(before);
    this.#owners = new Owners(now);
    const syncs = this.#ownersBefore.all.filter(
      ({ sync, object }) => isFluxKustomization(object) && targetOf(sync) === "",
    );
    this.#parents = groups(syncs, ({ object }) => keyOfObject(object));
  }

  /** A Flux Kustomization as it is after the change; undefined where it is none any more. */
  syncNow(sync: Sync): Sync | undefined {
    return this.#partingOf(sync).content === NOTHING ? undefined : this.#now.get(sync);
  }

  /** Undefined for an object that is applied as before, or of which this is not known. */
  of(owned: Owned): Outcome | undefined {
    const { content, deleting, cause, stays } = this.#partingOf(owned.sync);
    if (content.is !== "known" || content.keys.has(keyOfObject(owned.object))) {
      if (stays === undefined || content.is === "unknown") return undefined;
      return { list: "orphaned", reason: stays, isCertain: true };
    }
    if (this.#owners.hasSuccessorOf(owned)) return undefined;
    const others = this.#owners.of(owned).filter(({ sync }) => this.#acts(sync));
    const mark = markOf(owned, this.#ownersBefore.of(owned).length > 1);
    const isSafe = !deleting.deletes || isSure(mark);
    const owner = (others.find(takesOver) ?? (isSafe ? others[0] : undefined))?.sync;
    if (owner !== undefined) {
      const isCertain = isSafe || this.#comesAfter(owned.sync, owner);
      return { list: "adopted", reason: { is: "adopted", by: owner }, isCertain };
    }
    if (!deleting.deletes) return { list: "orphaned", reason: deleting.reason, isCertain: true };
    if (mark !== undefined) {
      return { list: "orphaned", reason: { is: "marked", mark }, isCertain: isSure(mark) };
    }
    const [other] = others;
    const reason: Reason = other === undefined ? cause : { is: "not taken over", by: other.sync };
    return { list: "deleted", reason, isCertain: deleting.isCertain };
  }

  /** Of a Flux Kustomization that deletes, or leaves, what is not known. */
  unknownOf(sync: Sync): Pick<UnknownFate, "why" | "deleting"> | undefined {
    const { base, head } = this.#change;
    const old = contentOf(sync);
    const { content, deleting } = this.#partingOf(sync);
    if (content === NOTHING) return "why" in old ? { why: old.why, deleting } : undefined;
    if (!deleting.deletes) return undefined;
    const now = this.#now.get(sync);
    const isSame = now !== undefined && old.is === content.is && !isTouched(sync, now, base, head);
    const found = [content, old].find(({ is }) => is === "unknown" || is === "stopped");
    if (isSame || found === undefined || !("why" in found)) return undefined;
    return now !== undefined || found.is === "unknown"
      ? { why: found.why, deleting: undefined }
      : undefined;
  }

  /** What it read before. */
  sourceOf({ flux: { source } }: Sync): KubernetesObject | undefined {
    const objects = [
      ...this.#ownersBefore.all.map(({ object }) => object),
      ...this.#change.before.byHand,
    ];
    return objects.find(
      ({ kind, namespace, name }) =>
        kind === source.kind && namespace === source.namespace && name === source.name,
    );
  }

  /** Whether one of after the change applies anything: not if Flux deletes it, though a file has it. */
  #acts(sync: Sync): boolean {
    const then = this.#then.get(sync);
    const isDeleted = then !== undefined && this.#partingOf(then).content === NOTHING;
    return !isSuspended(sync) && !isDeleted;
  }

  /** Whether it acts only when the other one has made its own what it now applies. */
  #comesAfter(sync: Sync, owner: Sync): boolean {
    const now = this.#now.get(sync);
    const cluster = this.#change.now;
    return now !== undefined && cluster !== undefined && waitsFor(now, owner, cluster);
  }

  #partingOf(sync: Sync): Parting {
    const known = this.#partings.get(sync);
    if (known !== undefined) return known;
    // Two that apply each other, and are both gone, were begun by hand.
    this.#partings.set(sync, this.#left(sync, undefined));
    const found = this.#find(sync);
    this.#partings.set(sync, found);
    return found;
  }

  #find(sync: Sync): Parting {
    const parents = this.#parents.get(keyOfObject(sync.flux.object)) ?? [];
    const now = this.#now.get(sync);
    const isOwn = parents.some((each) => each.sync === sync);
    const left = this.#left(sync, undefined);
    if (now === undefined && isOwn && left.content.is !== "stopped") {
      // Whatever its folder has now, it does not have the Flux Kustomization itself.
      const { deleting, cause } = left;
      this.#partings.set(sync, { content: NOTHING, deleting, cause });
    }
    const asked = now === undefined ? parents : parents.filter((each) => each.sync !== sync);
    const outcomes = asked.flatMap((each) => this.of(each) ?? []);
    const deleted = outcomes.find(({ list, isCertain }) => list === "deleted" || !isCertain);
    // Also where it is still in a file: nobody applies it.
    if (deleted !== undefined && deleted.list !== "adopted") {
      const by = asked.map((each) => this.#now.get(each.sync))[0];
      const deleting = whenDeleted(sync, deleted.list === "deleted" && deleted.isCertain);
      return { content: NOTHING, deleting, cause: { is: "sync deleted", by } };
    }
    if (now !== undefined) {
      const content = contentOf(now);
      return { content, deleting: whileThere(sync, now, isOwn), cause: UNLISTED };
    }
    const unseen = this.#unseenParentOf(parents, outcomes);
    if (unseen !== undefined) return { ...left, content: { is: "unknown", why: unseen } };
    return this.#left(sync, outcomes[0]?.reason);
  }

  /** Why nobody can say what becomes of a Flux Kustomization that is gone here. */
  #unseenParentOf(parents: readonly Owned[], outcomes: readonly Outcome[]): string | undefined {
    if (outcomes.length > 0) return undefined;
    const { before } = this.#change;
    const isUnseen = (each: Sync) => contentOf(each).is === "unknown";
    const partings = parents.map(({ sync }) => this.#partingOf(sync).content);
    const unseen =
      parents.length > 0
        ? parents.find((_, index) => partings[index]?.is === "unknown")?.sync
        : before.syncs.find((each) => targetOf(each) === "" && isUnseen(each));
    return unseen && `${unseen.flux.name} may apply it, and what that applies is not known.`;
  }

  /** Of one that stays in the cluster as it was, and goes on with what its folder has now. */
  #left(sync: Sync, because: Reason | undefined): Parting {
    const { base, head } = this.#change;
    return {
      content: contentLeftTo(sync, base, head),
      deleting: whileThere(sync, sync, true),
      cause: UNLISTED,
      stays: { is: "sync stays", because },
    };
  }
}

function isSure(mark: Mark | undefined): boolean {
  return mark !== undefined && mark.doubt === undefined;
}
