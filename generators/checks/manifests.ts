import { parse } from "yaml";

/** A rendered object. Its shape is Kubernetes' business; readers ask for what they need. */
export type Manifest = Record<string, unknown>;

/**
 * The objects of some kinds in kustomize's output. Others are not parsed, which is most of
 * the work in a large environment.
 */
export function manifestsOf(output: string, kinds: ReadonlySet<string>): Manifest[] {
  return output
    .split(/^---\n/m)
    .filter((text) => kinds.has(/^kind: (\S+)$/m.exec(text)?.[1] ?? ""))
    .map((text) => parse(text) as Manifest);
}

/** What is at a path of keys and indexes, or undefined. */
export function at(value: unknown, ...steps: readonly (string | number)[]): unknown {
  return steps.reduce<unknown>(
    (found, step) =>
      found !== null && typeof found === "object" && Object.hasOwn(found, step)
        ? (found as Record<string | number, unknown>)[step]
        : undefined,
    value,
  );
}
