import { textAt } from "../../base/yaml/at.ts";

/**
 * The fields of a source's `ref`, the one that counts first (source-controller: of a
 * GitRepository `commit`, `name`, `semver`, `tag`, `branch`; of an OCIRepository `digest`,
 * `semver`, `tag`).
 */
const FIELDS = ["commit", "digest", "name", "semver", "tag", "branch"] as const;

/** What a source follows. */
export interface Ref {
  readonly field: (typeof FIELDS)[number];
  readonly value: string;
}

/** What a source with this spec follows; undefined where it says nothing. */
export function refOf(spec: Readonly<Record<string, unknown>>): Ref | undefined {
  for (const field of FIELDS) {
    const value = textAt(spec, "ref", field);
    if (value) return { field, value };
  }
  return undefined;
}

/** The branch that a GitRepository follows; `master` is its default, which nobody means. */
export function branchOf(spec: Readonly<Record<string, unknown>>): string | undefined {
  const ref = refOf(spec);
  return ref?.field === "branch" ? ref.value : undefined;
}
