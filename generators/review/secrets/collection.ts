import { posix } from "node:path";
import { type Files, readIfPossible } from "../../base/files.ts";
import { pathFrom } from "../../base/paths.ts";
import { entriesAt, listAt, textAt } from "../../base/yaml/at.ts";
import { dataOf } from "../../base/yaml/data.ts";
import type { Analysis } from "../../model/fleet/analysis.ts";
import { mentionedIn } from "../../model/fleet/clusters.ts";
import type { Both } from "../../model/fleet/pairs.ts";
import { isKustomizationFile } from "../../model/kustomize/references.ts";
import type { KubernetesObject } from "../../model/objects/object.ts";
import { SecretValues } from "./values.ts";

/**
 * The values of every Secret of both sides: what is rendered, what is written in files, and what
 * generators make Secrets of.
 */
export function secretsIn({ base, head }: Both): SecretValues {
  const values = new SecretValues();
  for (const { documents, renderings, clusters, files } of [base, head]) {
    const rendered = new Set(renderings.flatMap(({ objects }) => objects));
    const substituted = clusters.flatMap(({ syncs }) => syncs.flatMap(mentionedIn));
    for (const object of new Set([...documents.objects, ...rendered, ...substituted])) {
      addSecret(object, values);
    }
    for (const path of kustomizationFilesOf({ documents, renderings })) {
      addGenerators(path, files, values);
    }
  }
  return values;
}

function kustomizationFilesOf({
  documents,
  renderings,
}: Pick<Analysis, "documents" | "renderings">): Set<string> {
  const read = renderings.flatMap(({ planned }) => planned.kustomizationFiles);
  return new Set([...documents.kustomizationFiles, ...read]);
}

function addSecret({ group, kind, data }: KubernetesObject, values: SecretValues): void {
  if (group !== "" || kind !== "Secret") return;
  for (const [key, value] of entriesAt(data, "data")) {
    const base64 = String(value ?? "");
    values.add(key, base64);
    values.add(key, Buffer.from(base64, "base64").toString("utf8"));
  }
  for (const [key, value] of entriesAt(data, "stringData")) values.add(key, String(value ?? ""));
}

/** What `secretGenerator` reads: literals, files, files of variables. */
function addGenerators(path: string, files: Files, values: SecretValues): void {
  if (!isKustomizationFile(path)) return;
  const text = readIfPossible(files, path) ?? "";
  if (!text.includes("secretGenerator")) return;
  const read = (file: string) => readIfPossible(files, pathFrom(posix.dirname(path), file)) ?? "";
  for (const generator of listAt(dataOf(path, text)[0], "secretGenerator")) {
    const pairs = listAt(generator, "literals").map(String);
    const envs = [...listAt(generator, "envs"), textAt(generator, "env") ?? []].flat();
    for (const env of envs) pairs.push(...read(String(env)).split("\n"));
    for (const pair of pairs) {
      const at = pair.indexOf("=");
      const value = pair.slice(at + 1).replace(/^(["'])(.*)\1$/, "$2");
      if (at > 0) values.add(pair.slice(0, at), value);
    }
    for (const entry of listAt(generator, "files").map(String)) {
      const file = entry.includes("=") ? entry.slice(entry.indexOf("=") + 1) : entry;
      values.add(entry, read(file));
    }
  }
}
