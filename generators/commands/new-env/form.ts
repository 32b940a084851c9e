import type { Repository } from "../../model/views/repository.ts";
import { readSizing } from "./sizing/overlay-sizing.ts";
import type { Sizing } from "./sizing/sizing.ts";

/** What the form says of each size. */
export function startOf<Name extends string>(
  sizes: Readonly<Record<Name, Sizing>>,
): Readonly<Record<Name, string>> {
  const said = Object.entries<Sizing>(sizes).map(([name, { min, max, cpu, memory }]) => [
    name,
    `${name}: ${min} to ${max} replicas, ${cpu} and ${memory} each`,
  ]);
  return Object.fromEntries(said);
}

/** A figure of an environment that is copied, where its overlay has one that is known. */
export function figureOf(figure: keyof Sizing, from = "", repository: Repository): string {
  const original = repository.environment(from);
  const sizing = original === undefined ? {} : readSizing(repository.overlayFile(original));
  return String(sizing[figure] ?? "as it is");
}

/** What the source of a new environment follows: as answered, else as its original or the others. */
export function followed(
  answers: { readonly [Kind in "from" | "branch" | "tag" | "semver"]?: string | undefined },
  repository: Repository,
): { kind: string; value: string } {
  for (const kind of ["branch", "tag", "semver"] as const) {
    const value = answers[kind];
    if (value !== undefined) return { kind, value };
  }
  const original = repository.environment(answers.from ?? "");
  const spec = repository.gitSourceOf(original?.sync ?? repository.applicationsSync)?.spec;
  const [kind = "branch", value = "main"] =
    Object.entries((spec?.ref ?? {}) as Record<string, string>)[0] ?? [];
  return { kind, value };
}
