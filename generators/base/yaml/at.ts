import type { Step } from "./parse.ts";

/** What is at a path of keys and indexes of plain data, or undefined. */
export function at(value: unknown, ...steps: readonly Step[]): unknown {
  return steps.reduce<unknown>(
    (found, step) =>
      found !== null && typeof found === "object" && Object.hasOwn(found, step)
        ? (found as Record<Step, unknown>)[step]
        : undefined,
    value,
  );
}

/** The string at a path, or undefined for anything else. */
export function textAt(value: unknown, ...steps: readonly Step[]): string | undefined {
  const found = at(value, ...steps);
  return typeof found === "string" ? found : undefined;
}

/** The items of the list at a path, or none. */
export function listAt(value: unknown, ...steps: readonly Step[]): readonly unknown[] {
  const found = at(value, ...steps);
  return Array.isArray(found) ? found : [];
}

/** The entries of the mapping at a path, or none. */
export function entriesAt(value: unknown, ...steps: readonly Step[]): [string, unknown][] {
  const found = at(value, ...steps);
  return found !== null && typeof found === "object" && !Array.isArray(found)
    ? Object.entries(found)
    : [];
}
