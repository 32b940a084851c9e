import { recordText } from "../generator/record.ts";
import { versionOf } from "../templates/version.ts";
import type { Files } from "../tree/files.ts";
import { replaceScalar, replaceScalars } from "../yaml/edit.ts";
import { nodeAt, type YamlFile } from "../yaml/parse.ts";
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
  const texts = Object.entries(figures(sizing)).map(([name, value]) => [name, String(value)]);
  const answers = { ...Object.fromEntries(texts), apps };
  return recordText({ templates: versionOf(templates, TEMPLATES), answers }, TEMPLATES);
}

/** The record of a copy: its original's, byte for byte but for the figures that were given. */
export function copiedRecord(original: YamlFile, sizing: Partial<Sizing>): string {
  const splices = Object.entries(figures(sizing)).flatMap(([name, value]) => {
    const node = nodeAt(original.documents[0]?.contents, "answers", name);
    return node === undefined ? [] : [replaceScalar(original, node, value)];
  });
  return replaceScalars(original, splices);
}

/** Figures by the names of their flags. */
function figures({ min, max, cpu, memory }: Partial<Sizing>): Record<string, string | number> {
  return {
    ...(min === undefined ? {} : { "min-replicas": min }),
    ...(max === undefined ? {} : { "max-replicas": max }),
    ...(cpu === undefined ? {} : { cpu }),
    ...(memory === undefined ? {} : { memory }),
  };
}
