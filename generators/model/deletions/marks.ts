import { hasOption, type Owned } from "../fleet/flux-options.ts";

/** What keeps Flux from deleting an object that it no longer applies. */
export interface Mark {
  /** As it stands on the object: `prune: disabled`. */
  readonly option: string;
  /**
   * Why it may not stand on the object in the cluster, which is what Flux looks at (fluxcd/pkg,
   * ssa/manager_delete.go): Flux leaves the object alone where it exists, or altogether (shouldSkipApply),
   * and then no later mark gets there; or another Flux Kustomization applies it without the mark
   * (kustomize-controller#1724).
   */
  readonly doubt: "left alone where it exists" | "left alone" | "two owners" | undefined;
}

/**
 * The mark of an object (kustomize-controller, deleteObjects).
 * @param isShared whether another Flux Kustomization applies it too.
 */
export function markOf(owned: Owned, isShared: boolean): Mark | undefined {
  if (hasOption(owned, "reconcile", "disabled")) {
    return { option: "reconcile: disabled", doubt: "left alone" };
  }
  if (hasOption(owned, "ssa", "ignore")) return { option: "ssa: Ignore", doubt: "left alone" };
  if (!hasOption(owned, "prune", "disabled")) return undefined;
  const option = "prune: disabled";
  if (hasOption(owned, "ssa", "ifnotpresent")) {
    return { option, doubt: "left alone where it exists" };
  }
  return { option, doubt: isShared ? "two owners" : undefined };
}

/** Whether who lists an object makes it its own where it exists, so that nobody else deletes it. */
export function takesOver(owned: Owned): boolean {
  const isSkipped =
    hasOption(owned, "reconcile", "disabled") ||
    hasOption(owned, "ssa", "ignore") ||
    hasOption(owned, "ssa", "ifnotpresent");
  return !isSkipped;
}
