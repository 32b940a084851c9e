import { hasOption, type Owned } from "../fleet/flux-options.ts";

/** What keeps Flux from deleting an object that it no longer applies. */
export interface Mark {
  /** As it stands on the object: `prune: disabled`. */
  readonly option: string;
  /**
   * Whether it stands on the object in the cluster too, which is what Flux looks at (fluxcd/pkg,
   * ssa/manager_delete.go). What exists is not applied any more where it says `ssa: IfNotPresent`,
   * `ssa: Ignore` or `reconcile: disabled` (shouldSkipApply): a mark that came later never gets there.
   */
  readonly isCertain: boolean;
}

/** The mark of an object (kustomize-controller, deleteObjects). */
export function markOf(owned: Owned): Mark | undefined {
  if (hasOption(owned, "reconcile", "disabled")) {
    return { option: "reconcile: disabled", isCertain: false };
  }
  if (hasOption(owned, "ssa", "ignore")) return { option: "ssa: Ignore", isCertain: false };
  if (!hasOption(owned, "prune", "disabled")) return undefined;
  return { option: "prune: disabled", isCertain: !hasOption(owned, "ssa", "ifnotpresent") };
}

/** Whether who lists an object makes it its own where it exists, so that nobody else deletes it. */
export function takesOver(owned: Owned): boolean {
  const isSkipped =
    hasOption(owned, "reconcile", "disabled") ||
    hasOption(owned, "ssa", "ignore") ||
    hasOption(owned, "ssa", "ifnotpresent");
  return !isSkipped;
}
