import { posix } from "node:path";
import { stringAt, type YamlFile } from "../../base/yaml/parse.ts";
import { type FileReference, referencesOf } from "../../model/kustomize/references.ts";
import type { Repository } from "../../model/views/repository.ts";

/** A key that a `configMapGenerator` reads from a file. */
export interface FileKey {
  readonly key: string;
  readonly value: string;
  readonly path: string;
  /** The index of the generator. */
  readonly generator: number;
}

/** The keys of the `files`, `envs` and `env` of a kustomization file's generators of ConfigMaps. */
export function fileKeys(overlay: YamlFile, { files }: Repository): FileKey[] {
  return referencesOf(overlay.path, overlay.text).flatMap((reference) => {
    const [field, generator, list] = reference.steps;
    if (field !== "configMapGenerator" || reference.path === undefined) return [];
    const { path } = reference;
    // A build says of a file that is missing what there is to say.
    const text = files.read(path);
    if (text === undefined) return [];
    const pairs =
      list === "files" ? [[nameOf(reference, overlay), text] as const] : variables(text);
    return pairs.map(([key, value]) => ({ key, value, path, generator: Number(generator) }));
  });
}

/** `name=path`, or the name of the file itself. */
function nameOf({ steps, value }: FileReference, overlay: YamlFile): string {
  const written = stringAt(overlay.documents[0]?.contents, ...steps) ?? value;
  const equals = written.indexOf("=");
  return equals > 0 ? written.slice(0, equals) : posix.basename(value);
}

/** The lines of an env file, as kustomize takes them apart (api/kv, keyValuesFromLine). */
function variables(text: string): (readonly [string, string])[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const [, key, value = ""] = /^\s*([^\s#=][^=]*)(?:=(.*))?$/.exec(line) ?? [];
    return key === undefined ? [] : [[key, value] as const];
  });
}
