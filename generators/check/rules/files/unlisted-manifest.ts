import { posix } from "node:path";
import { UserError } from "../../../base/problem/problem.ts";
import { textAt } from "../../../base/yaml/at.ts";
import { dataOf } from "../../../base/yaml/data.ts";
import { mentionedIn } from "../../../model/fleet/clusters.ts";
import { kustomizationFileIn, referencesOf } from "../../../model/kustomize/references.ts";
import { isFluxKustomization } from "../../../model/objects/flux.ts";
import type { KubernetesObject } from "../../../model/objects/object.ts";
import { whereInFile } from "../../locate/where.ts";
import type { Rule, Subject } from "../../rule.ts";

/**
 * Every manifest is read by something. Only folders are looked at from which kustomization files
 * read manifests; and what somebody may well have left out on purpose is left out here too: see
 * `isMeant`.
 */
export const unlistedManifest: Rule = {
  name: "unlisted-manifest",
  needs: "whole",
  summary: "Every manifest beside a kustomization file is listed in one.",
  why: "A manifest that nothing includes is never applied, though it was reviewed, merged and lies where it belongs. With a NetworkPolicy or a PodDisruptionBudget nobody notices until it is needed.",
  fix: "List it under `resources`, or delete it. What is kept on purpose needs a word: a file that a YAML file, a document or a script of its folder mentions, in a comment too, is not reported; nor are CustomResourceDefinitions kept for reference, objects with the annotation `config.kubernetes.io/local-config`, and what is below a folder named `examples`, `docs`, `test` or the like.",
  check(subject) {
    const read = readPaths(subject);
    const folders = new Set([...read].map((path) => posix.dirname(path)));
    return [...objectsByFile(subject)].flatMap(([path, held]) => {
      const isManifests = held.length === documentsIn(path, subject);
      const folder = posix.dirname(path);
      if (read.has(path) || !folders.has(folder) || !isManifests) return [];
      if (isMeant(path, held, subject)) return [];
      const [first] = held as [KubernetesObject, ...KubernetesObject[]];
      const more = held.length > 1 ? ` and ${held.length - 1} more` : "";
      // A sync is listed by what applies syncs, which its own folder hardly is.
      const isSync = held.some(isFluxKustomization);
      const listing = isSync ? undefined : kustomizationFileIn(subject.files, folder);
      return {
        rule: this.name,
        message: `Nothing includes this file: ${first.kind} ${first.name}${more} is never applied.`,
        ...whereInFile(subject, path, [], first.origin?.document),
        hint: `List it under resources${listing === undefined ? "" : ` in ${listing}`}, or delete it.`,
      };
    });
  },
};

/** Every file that a build reads, or that a kustomization file names. */
function readPaths({ files, documents, renderings }: Subject): ReadonlySet<string> {
  const paths = new Set(documents.paths);
  return new Set([
    ...renderings.flatMap(({ planned }) => [...planned.closure.files]),
    ...documents.kustomizationFiles,
    ...documents.kustomizationFiles
      .flatMap((path) => referencesOf(path, files.read(path) ?? ""))
      .flatMap(({ path }) => (path !== undefined && paths.has(path) ? [path] : [])),
  ]);
}

function objectsByFile({ documents }: Subject): ReadonlyMap<string, KubernetesObject[]> {
  const found = new Map<string, KubernetesObject[]>();
  for (const object of documents.objects) {
    const path = object.origin?.path ?? "";
    found.set(path, [...(found.get(path) ?? []), object]);
  }
  return found;
}

/** Documents of a file that hold something: of a manifest, all of them are objects. */
function documentsIn(path: string, { files }: Subject): number {
  return dataOf(path, files.read(path) ?? "").filter((data) => data !== null).length;
}

const ASIDE = /(?:^|\/)(?:docs?|examples?|samples?|tests?|testdata|fixtures|hack)\//i;

/** What may well lie there without being listed. */
function isMeant(path: string, objects: readonly KubernetesObject[], subject: Subject): boolean {
  return (
    ASIDE.test(path) ||
    objects.some(isLocal) ||
    objects.every(({ kind }) => kind === "CustomResourceDefinition") ||
    objects.some((object) => isFluxKustomization(object) && begins(object, subject)) ||
    isMentioned(path, subject)
  );
}

/** Configuration of kustomize, kind, kubectl and other programs; no cluster has such objects. */
function isLocal({ group, name, kind, apiVersion, data }: KubernetesObject): boolean {
  const annotation = "config.kubernetes.io/local-config";
  return (
    name === "" ||
    apiVersion === "builtin" ||
    /(?:^|\.)config\.k8s\.io$|^(?:skaffold|viaduct\.ai|kind\.x-k8s\.io)$/.test(group) ||
    (apiVersion === "v1" && kind === "Config") ||
    textAt(data, "metadata", "annotations", annotation) !== undefined
  );
}

/**
 * A Flux Kustomization with which a cluster begins: applied by hand, once. One that applies no
 * Flux Kustomizations itself, while others are applied by a parent, is a forgotten line instead.
 */
function begins({ origin }: KubernetesObject, { clusters, renderings }: Subject): boolean {
  const isOf = (object: KubernetesObject) => object.origin?.path === origin?.path;
  const syncs = clusters.flatMap((cluster) => cluster.syncs);
  const applies = (objects: readonly KubernetesObject[]) => objects.some(isFluxKustomization);
  return (
    !renderings.some(({ objects }) => applies(objects)) ||
    syncs.some((sync) => isOf(sync.flux.object) && applies(mentionedIn(sync)))
  );
}

/** YAML, documents and scripts. */
const MENTIONS = /\.(?:ya?ml|json|md|sh|mk)$|^(?:kustomization|makefile|justfile|readme)$/i;

/** Whether a file of its folder, or of one around, names it by its path from there. */
function isMentioned(path: string, { files }: Subject): boolean {
  for (let folder = posix.dirname(path); ; folder = posix.dirname(folder)) {
    const named = posix.relative(folder, path).replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    const pattern = new RegExp(`(?<![\\w./-])(?:\\./)?${named}(?![\\w-])`);
    const mentions = files.list(folder).some((entry) => {
      const other = posix.join(folder, entry.name);
      return MENTIONS.test(entry.name) && other !== path && pattern.test(textOf(other, files));
    });
    if (mentions) return true;
    if (folder === ".") return false;
  }
}

/** Nothing for what is not text. */
function textOf(path: string, files: Subject["files"]): string {
  try {
    return files.read(path) ?? "";
  } catch (error) {
    if (error instanceof UserError) return "";
    throw error;
  }
}
