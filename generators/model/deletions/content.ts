import { isDeepStrictEqual } from "node:util";
import { isSameFile } from "../../base/files.ts";
import type { Analysis } from "../fleet/analysis.ts";
import type { Sync } from "../fleet/clusters.ts";
import { keyOfObject } from "../objects/object.ts";
import { isUnknown } from "../objects/unknown.ts";

/**
 * What a Flux Kustomization applies, as far as it can be said:
 * - `known`: it was rendered;
 * - `as before`: nobody rendered it, since no change reaches it;
 * - `stopped`: it can't be built, and so applies nothing and deletes nothing (kustomize-controller,
 *   reconcile: such an error ends it before the apply);
 * - `unknown`: it is elsewhere.
 */
export type Content =
  | { readonly is: "known"; readonly keys: ReadonlySet<string> }
  | { readonly is: "as before" }
  | { readonly is: "stopped" | "unknown"; readonly why: string };

/** Of a Flux Kustomization that is deleted. */
export const NOTHING: Content = { is: "known", keys: new Set() };

export function contentOf({ content, rendering }: Sync): Content {
  if (content.state === "written") return { is: "as before" };
  if (content.state === "rendered") {
    return { is: "known", keys: new Set(content.objects.map(keyOfObject)) };
  }
  if (rendering?.build?.ok === false) return { is: "stopped", why: "it does not build." };
  return { is: content.kind === "broken" ? "stopped" : "unknown", why: content.why };
}

/**
 * What a Flux Kustomization applies that stays in the cluster as it was, though it is gone here: it
 * goes on with what its folder has now.
 */
export function contentLeftTo(sync: Sync, base: Analysis, head: Analysis): Content {
  const { folder, rendering, variables } = sync;
  if (isUnknown(folder)) return { is: "unknown", why: folder.why };
  if (head.files.list(folder).length === 0) {
    return { is: "stopped", why: `there is nothing in ${folder}.` };
  }
  if (isUnchanged(sync, base, head)) return { is: "as before" };
  const request = rendering?.planned.request;
  const same = head.renderings.find(({ planned }) => isDeepStrictEqual(planned.request, request));
  if (same?.build?.ok === true && variables === undefined) {
    return { is: "known", keys: new Set(same.objects.map(keyOfObject)) };
  }
  return {
    is: "unknown",
    why: `it stays in the cluster, and what ${folder} has now was not built.`,
  };
}

/** Whether a change may reach what a Flux Kustomization applies that was not rendered. */
export function isTouched(before: Sync, now: Sync, base: Analysis, head: Analysis): boolean {
  const specOf = ({ flux }: Sync) => flux.object.data.spec;
  return !isDeepStrictEqual(specOf(before), specOf(now)) || !isUnchanged(before, base, head);
}

/** Whether no file differs that its build reads. */
function isUnchanged({ rendering }: Sync, base: Analysis, head: Analysis): boolean {
  const files = [...(rendering?.planned.closure.files ?? [])];
  return files.every((path) => isSameFile(base.files, head.files, path));
}
