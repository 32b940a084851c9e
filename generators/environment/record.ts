import type { Raw } from "../generator/generator.ts";
import { recordText, type Unit } from "../generator/record.ts";
import { versionOf } from "../templates/version.ts";
import type { Files } from "../tree/tree.ts";
import { TEMPLATES } from "./flags.ts";
import type { Sizing } from "./sizing.ts";

/**
 * What an overlay was made from. `apps` are those that the quota was for: which ones it runs
 * now, and its place in the rollout order, is in its own files.
 */
export function environmentRecord(
  sizing: Sizing,
  apps: readonly string[],
  templates: Files,
): string {
  const answers = { ...figures(sizing), apps };
  return recordText({ templates: versionOf(templates, TEMPLATES), answers }, TEMPLATES);
}

/** The record of a copy: its original's, with the figures that were given for the copy. */
export function copiedRecord({ templates, answers }: Unit, sizing: Partial<Sizing>): string {
  return recordText({ templates, answers: { ...answers, ...figures(sizing) } }, TEMPLATES);
}

function figures({ min, max, cpu, memory }: Partial<Sizing>): Raw {
  return {
    ...(min === undefined ? {} : { "min-replicas": String(min) }),
    ...(max === undefined ? {} : { "max-replicas": String(max) }),
    ...(cpu === undefined ? {} : { cpu }),
    ...(memory === undefined ? {} : { memory }),
  };
}
