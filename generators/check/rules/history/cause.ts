import type { Fate } from "../../../model/deletions/fate.ts";
import type { Mark } from "../../../model/deletions/marks.ts";

/**
 * Why Flux deletes objects, or may: `web no longer lists them`.
 * @param it `it` or `them`.
 */
export function causeOf(fate: Fate, it: string): string {
  const { name } = fate.sync.flux;
  const first = fate.syncNow === undefined ? `${name} is removed` : `${name} no longer lists ${it}`;
  const more = besides(fate, it);
  return more === "" ? first : `${first}, and ${more}`;
}

/** What decides beside that; equal for objects of which it can be said together. */
export function besides({ reason, isCertain }: Fate, it: string): string {
  switch (reason.is) {
    case "goes with":
      return `the ${reason.kind} ${reason.name} takes ${it} along`;
    case "not taken over":
      return `${reason.by.flux.name}, which lists ${it}, leaves alone what exists`;
    case "marked":
      return doubtOf(reason.mark, it);
    default:
      return isCertain ? "" : `what keeps Flux from deleting ${it} changes with that`;
  }
}

function doubtOf({ option, doubt }: Mark, it: string): string {
  switch (doubt) {
    case "left alone where it exists":
      return `ssa: IfNotPresent leaves alone what exists, so ${option} may be missing from ${it} in the cluster`;
    case "two owners":
      return `another Flux Kustomization that applied ${it} too takes ${option} away (kustomize-controller#1724)`;
    default:
      return `Flux has applied ${it} if that was before ${option}`;
  }
}
