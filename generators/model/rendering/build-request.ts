import { createHash } from "node:crypto";
import { posix } from "node:path";
import { contentOf, type Files } from "../../base/files.ts";
import { entriesAt, textAt } from "../../base/yaml/at.ts";
import { dataOf } from "../../base/yaml/data.ts";
import { refuseBomb } from "../kustomize/bombs.ts";
import { type Closure, closureOf } from "../kustomize/closure.ts";
import { jsonOf } from "../kustomize/json.ts";
import { isKustomizationFile, kustomizationFileIn } from "../kustomize/references.ts";

/** A folder to build, as a Flux Kustomization or a person would build it. */
export interface BuildRequest {
  /** From the root of the repository, in its shortest form. */
  readonly folder: string;
  /** What a Flux Kustomization adds to the folder's kustomization: `namespace`, `patches` and the like. */
  readonly overlay?: Readonly<Record<string, unknown>>;
}

/** A request with everything that its build reads. */
export interface Planned {
  readonly request: BuildRequest;
  /** The folder itself, or what kustomize-controller's generated kustomization would list. */
  readonly resources: readonly string[];
  readonly closure: Closure;
  /** The kustomization files in it, the outermost first. */
  readonly kustomizationFiles: readonly string[];
  /** The fields of all kustomization files in it. */
  readonly fields: ReadonlySet<string>;
}

/** @throws UserError when one of the kustomization files does not parse. */
export function planBuild(files: Files, request: BuildRequest): Planned {
  const { folder, overlay } = request;
  if (overlay !== undefined) refuseBomb(folder, jsonOf(overlay));
  const resources =
    kustomizationFileIn(files, folder) === undefined ? manifestsBelow(files, folder) : [folder];
  const components = (overlay?.components ?? []) as readonly string[];
  const closure = closureOf(files, [...resources, ...components]);
  const kustomizationFiles = [...closure.files].filter(isKustomizationFile);
  const fields = kustomizationFiles.flatMap((path) =>
    entriesAt(dataOf(path, files.read(path) ?? "")[0]).map(([key]) => key),
  );
  return { request, resources, closure, kustomizationFiles, fields: new Set(fields) };
}

/**
 * The manifests that a folder without a kustomization file stands for: each folder below that
 * has one, and every other YAML file with an object in it. So kustomize-controller generates it
 * (fluxcd/pkg, kustomize/kustomize_generator.go).
 */
export function manifestsBelow(files: Files, folder: string): string[] {
  return files.list(folder).flatMap((entry) => {
    const path = posix.join(folder, entry.name);
    if (entry.folder) {
      if (kustomizationFileIn(files, path) !== undefined) return [path];
      return manifestsBelow(files, path);
    }
    if (!/\.ya?ml$/.test(entry.name)) return [];
    const text = files.read(path);
    if (text === undefined) return [];
    return dataOf(path, text).some((data) => textAt(data, "kind") !== undefined) ? [path] : [];
  });
}

/** The form in which builds are kept. Another number for another form: old entries are then not found. */
const KEPT_FORM = "4";

/**
 * The same for two builds that read the same bytes with the same program: everything that a
 * build reads is in its closure, since it runs in a copy that holds nothing else.
 */
export function cacheKeyOf(files: Files, planned: Planned, fingerprint: string): string {
  const hash = createHash("sha256");
  const add = (content: string | Uint8Array) => hash.update(`${content.length}:`).update(content);
  add(KEPT_FORM);
  add(fingerprint);
  add(JSON.stringify(planned.request));
  for (const resource of planned.resources) add(resource);
  for (const path of [...planned.closure.files].sort()) {
    add(path);
    add(contentOf(files, path) ?? "");
  }
  return hash.digest("hex");
}
