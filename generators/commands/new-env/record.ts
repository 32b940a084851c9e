import type { Files } from "../../base/files.ts";
import { type Given, given, listGiven } from "../../base/options/given.ts";
import { nodeAt, type YamlFile } from "../../base/yaml/parse.ts";
import { versionOf } from "../../edit/templates/version.ts";
import { replaceScalar, replaceScalars } from "../../edit/yaml/edit.ts";
import { recordText } from "../command/record.ts";
import type { Sizing } from "./sizing/sizing.ts";

/** What of a record says the size. */
export const FIGURES = ["min-replicas", "max-replicas", "cpu", "memory"] as const;

/** The folder of an overlay's templates. */
export const TEMPLATES = "environment";

/**
 * What an overlay was made from. `apps` are those that the quota was for: which ones it runs
 * now, and its place in the rollout order, is in its own files.
 */
export function environmentRecord(
  sizing: Sizing,
  apps: readonly string[],
  templates: Files,
): string {
  const { min, max, cpu, memory } = sizing;
  const figures = { minReplicas: min, maxReplicas: max, cpu, memory };
  const answers = { ...given(figures, ...FIGURES), apps };
  return recordText({ templates: versionOf(templates, TEMPLATES), answers }, TEMPLATES);
}

/** The record of a copy: its original's, byte for byte but for the figures that were given. */
export function copiedRecord(original: YamlFile, sizing: Partial<Sizing>): string {
  const { min, max, cpu, memory } = sizing;
  const figures = { "min-replicas": min, "max-replicas": max, cpu, memory };
  const edits = FIGURES.flatMap((name) => {
    const value = figures[name];
    const node = nodeAt(original.documents[0]?.contents, "answers", name);
    return value === undefined || node === undefined ? [] : [replaceScalar(original, node, value)];
  });
  return replaceScalars(original, edits);
}

/**
 * The apps that the quota of an overlay was for. They have stood in records since `--app` was
 * called `--apps`; so they are written still, and every version reads every record.
 */
export function quotaApps({ apps }: Given): readonly string[] {
  return listGiven(apps) ?? [];
}
