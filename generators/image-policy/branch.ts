/** The branch that a GitRepository follows; `master` is its default, which nobody means. */
export function branchOf(spec: Readonly<Record<string, unknown>>): string | undefined {
  const ref = (spec.ref ?? {}) as Readonly<Record<string, string>>;
  return ref.commit || ref.name || ref.semver || ref.tag ? undefined : ref.branch;
}
