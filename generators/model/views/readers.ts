import { posix } from "node:path";
import type { Files } from "../../base/files.ts";
import { own } from "../../base/own.ts";
import { UserError } from "../../base/problem/problem.ts";
import { entriesAt, textAt } from "../../base/yaml/at.ts";
import { dataOf } from "../../base/yaml/data.ts";
import type { Step } from "../../base/yaml/parse.ts";
import { isKustomizationFile } from "../kustomize/references.ts";

/** A place where a manifest names an object. */
export interface ObjectReference {
  readonly kind: string;
  /** Undefined where any will do: the target of a patch. Empty where the manifest says none. */
  readonly namespace: string | undefined;
  readonly name: string;
  readonly place: ReaderPlace;
}

/** A value in a manifest. */
export interface ReaderPlace {
  readonly path: string;
  /** Which document of the file, and where in it. */
  readonly document: number;
  readonly steps: readonly Step[];
  /** Whose manifest it is: `Alert slack-error`, or the file itself. */
  readonly owner: string;
  readonly ownerKind: string;
}

/** What fields without a `kind` refer to. `dependsOn` is of the kind of who waits. */
const KINDS: Readonly<Record<string, string>> = {
  repository: "GitRepository",
  imageRepositoryRef: "ImageRepository",
  providerRef: "Provider",
};

/**
 * Every place where a manifest of the repository names an object: `kind` and `name` side by side,
 * as in a `sourceRef`, an event source or the target of a patch, and the few fields whose kind
 * goes without saying. Manifests are taken as they are written.
 */
export function objectReferences(files: Files): ObjectReference[] {
  return placesIn(files).flatMap(({ place, value, namespace }) => {
    const name = textAt(value, "name");
    const field = fieldOf(place.steps);
    if (name === undefined || field === undefined || field === "metadata") return [];
    const implied = field === "dependsOn" ? place.ownerKind : own(KINDS, field);
    const kind = textAt(value, "kind") ?? implied;
    if (kind === undefined) return [];
    return [{ kind, namespace: textAt(value, "namespace") ?? namespace, name, place }];
  });
}

/** Whether some manifest refers to a source of this kind and name. */
export function isRead(files: Files, kind: string, name: string): boolean {
  return objectReferences(files).some((each) => each.kind === kind && each.name === name);
}

interface Found {
  readonly place: ReaderPlace;
  readonly value: unknown;
  /** That of its document; undefined in a kustomization file. */
  readonly namespace: string | undefined;
}

/** Every value of every manifest, the documents themselves included. */
export function placesIn(files: Files): Found[] {
  return manifestsBelow(files, ".").flatMap(({ path, documents }) => {
    const isKustomization = isKustomizationFile(path);
    return documents.flatMap((data, document) => {
      const ownerKind = textAt(data, "kind") ?? "";
      const name = textAt(data, "metadata", "name") ?? "";
      const owner = isKustomization || name === "" ? path : `${ownerKind} ${name}`;
      const namespace = isKustomization ? undefined : (textAt(data, "metadata", "namespace") ?? "");
      return valuesIn(data, []).map(({ steps, value }) => ({
        place: { path, document, steps, owner, ownerKind },
        value,
        namespace,
      }));
    });
  });
}

/** The key that a value, or the list that it is in, stands behind. */
export function fieldOf(steps: readonly Step[]): string | undefined {
  return steps.findLast((step) => typeof step === "string");
}

interface Value {
  readonly steps: readonly Step[];
  readonly value: unknown;
}

function valuesIn(value: unknown, steps: readonly Step[]): Value[] {
  const inner: [Step, unknown][] = Array.isArray(value) ? [...value.entries()] : entriesAt(value);
  return [{ steps, value }, ...inner.flatMap(([step, item]) => valuesIn(item, [...steps, step]))];
}

/** Manifests that can be read: what is wrong with the others is said elsewhere. */
function manifestsBelow(
  files: Files,
  folder: string,
): { readonly path: string; readonly documents: readonly unknown[] }[] {
  return files.list(folder).flatMap((entry) => {
    const path = posix.join(folder, entry.name);
    if (entry.folder) return entry.name.startsWith(".") ? [] : manifestsBelow(files, path);
    if (!/\.ya?ml$/.test(entry.name) && !isKustomizationFile(path)) return [];
    try {
      return [{ path, documents: dataOf(path, files.read(path) ?? "") }];
    } catch (error) {
      if (error instanceof UserError) return [];
      throw error;
    }
  });
}
