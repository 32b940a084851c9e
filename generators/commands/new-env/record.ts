import type { Files } from "../../base/files.ts";
import { nodeAt, type YamlFile } from "../../base/yaml/parse.ts";
import { versionOf } from "../../edit/templates/version.ts";
import { replaceScalar, replaceScalars } from "../../edit/yaml/edit.ts";
import { recordText } from "../command/record.ts";
import { TEMPLATES } from "./flags.ts";
import type { Sizing } from "./sizing/sizing.ts";

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
  const edits = Object.entries(figures(sizing)).flatMap(([name, value]) => {
    const node = nodeAt(original.documents[0]?.contents, "answers", name);
    return node === undefined ? [] : [replaceScalar(original, node, value)];
  });
  return replaceScalars(original, edits);
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
