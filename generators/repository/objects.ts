import type { Document, Node } from "yaml";
import { at } from "../yaml/at.ts";
import { documentData } from "../yaml/meaning.ts";
import { itemsAt, lineOfNode, nodeAt, stringAt, type YamlFile } from "../yaml/parse.ts";

/** Where an object stands. */
interface Located {
  readonly file: YamlFile;
  readonly document: Document.Parsed;
  readonly line: number | undefined;
  readonly name: string;
  readonly namespace: string;
}

/** A Flux Kustomization (kustomize.toolkit.fluxcd.io), not kustomize's own file. */
export interface FluxKustomization extends Located {
  /** `spec.path` as written, for example `./flux-cd/applications`. */
  readonly path: string;
  readonly source: { readonly kind: string; readonly name: string; readonly namespace: string };
  readonly dependsOn: readonly Dependency[];
}

interface Dependency {
  readonly name: string;
  readonly namespace: string;
  /** The scalar that holds the name. */
  readonly node: Node;
}

/** A GitRepository (source.toolkit.fluxcd.io). */
export interface GitSource extends Located {
  /** The whole spec, as plain data. */
  readonly spec: Record<string, unknown>;
}

/** The Flux Kustomizations that a file defines. */
export function fluxKustomizationsIn(file: YamlFile): FluxKustomization[] {
  return objectsIn(file, "kustomize.toolkit.fluxcd.io/", "Kustomization").map((object) => {
    const spec = nodeAt(object.document.contents, "spec");
    return {
      ...object,
      path: stringAt(spec, "path") ?? "",
      source: {
        kind: stringAt(spec, "sourceRef", "kind") ?? "",
        name: stringAt(spec, "sourceRef", "name") ?? "",
        namespace: stringAt(spec, "sourceRef", "namespace") ?? object.namespace,
      },
      dependsOn: itemsAt(spec, "dependsOn").flatMap((item) => {
        const node = nodeAt(item, "name");
        const name = stringAt(item, "name");
        if (node === undefined || name === undefined) return [];
        return [{ name, namespace: stringAt(item, "namespace") ?? object.namespace, node }];
      }),
    };
  });
}

/** The GitRepositories that a file defines. */
export function gitSourcesIn(file: YamlFile): GitSource[] {
  return objectsIn(file, "source.toolkit.fluxcd.io/", "GitRepository").map((object) => ({
    ...object,
    spec: entries(documentData(object.file, object.document)),
  }));
}

/** The spec of an object; nothing where it is no mapping. */
function entries(data: unknown): Record<string, unknown> {
  const spec = at(data, "spec");
  return spec !== null && typeof spec === "object" ? (spec as Record<string, unknown>) : {};
}

function objectsIn(file: YamlFile, group: string, kind: string): Located[] {
  return file.documents.flatMap((document) => {
    const root = document.contents;
    const matches =
      stringAt(root, "apiVersion")?.startsWith(group) && stringAt(root, "kind") === kind;
    if (!matches) return [];
    return [
      {
        file,
        document,
        line: lineOfNode(file, root),
        name: stringAt(root, "metadata", "name") ?? "",
        namespace: stringAt(root, "metadata", "namespace") ?? "default",
      },
    ];
  });
}
