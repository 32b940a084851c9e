import type { Document, Node } from "yaml";
import { at } from "../../base/yaml/at.ts";
import { dataOf } from "../../base/yaml/data.ts";
import { itemsAt, lineOfNode, nodeAt, stringAt, type YamlFile } from "../../base/yaml/parse.ts";

/** Where an object stands. */
export interface LocatedObject {
  readonly file: YamlFile;
  readonly document: Document.Parsed;
  readonly line: number | undefined;
  readonly name: string;
  readonly namespace: string;
}

/** An object that waits for others of its kind. */
export interface Dependent extends LocatedObject {
  readonly dependsOn: readonly Dependency[];
}

/** A Flux Kustomization (kustomize.toolkit.fluxcd.io), not kustomize's own file. */
export interface SyncDocument extends Dependent {
  /** `spec.path` as written, for example `./deploy/production`. */
  readonly path: string;
  readonly source: { readonly kind: string; readonly name: string; readonly namespace: string };
}

interface Dependency {
  readonly name: string;
  readonly namespace: string;
  /** The scalar that holds the name. */
  readonly node: Node;
}

/** The kinds of source.toolkit.fluxcd.io that fetch something from elsewhere. */
const SOURCE_KINDS = ["GitRepository", "OCIRepository", "Bucket", "HelmRepository"];

/** A source (source.toolkit.fluxcd.io). */
export interface Source extends LocatedObject {
  readonly kind: string;
  /** The whole spec, as plain data. */
  readonly spec: Record<string, unknown>;
}

/** The Flux Kustomizations that a file defines. */
export function fluxKustomizationsIn(file: YamlFile): SyncDocument[] {
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
      dependsOn: dependenciesOf(object),
    };
  });
}

/** The HelmReleases that a file defines. */
export function helmReleasesIn(file: YamlFile): Dependent[] {
  return objectsIn(file, "helm.toolkit.fluxcd.io/", "HelmRelease").map((object) => ({
    ...object,
    dependsOn: dependenciesOf(object),
  }));
}

/** The sources that a file defines, by kind. */
export function sourcesIn(file: YamlFile): Source[] {
  return SOURCE_KINDS.flatMap((kind) =>
    objectsIn(file, "source.toolkit.fluxcd.io/", kind).map((object) => ({
      ...object,
      kind,
      spec: entries(
        dataOf(object.file.path, object.file.text)[object.file.documents.indexOf(object.document)],
      ),
    })),
  );
}

/** An ArtifactGenerator (source.extensions.fluxcd.io), which makes ExternalArtifacts of sources. */
export interface ArtifactGenerator extends LocatedObject {
  readonly sources: readonly {
    readonly alias: string;
    readonly kind: string;
    readonly name: string;
  }[];
  readonly artifacts: readonly Artifact[];
}

/** An ExternalArtifact as its generator describes it. */
interface Artifact {
  readonly name: string;
  /** What is copied into it: from `@<alias>/<glob>` to `@artifact/<path>`. */
  readonly copy: readonly { readonly from: string; readonly to: string; readonly whole: boolean }[];
}

/** The ArtifactGenerators that a file defines. */
export function artifactGeneratorsIn(file: YamlFile): ArtifactGenerator[] {
  return objectsIn(file, "source.extensions.fluxcd.io/", "ArtifactGenerator").map((object) => {
    const spec = nodeAt(object.document.contents, "spec");
    return {
      ...object,
      sources: itemsAt(spec, "sources").map((item) => ({
        alias: stringAt(item, "alias") ?? "",
        kind: stringAt(item, "kind") ?? "",
        name: stringAt(item, "name") ?? "",
      })),
      artifacts: itemsAt(spec, "artifacts").map((item) => ({
        name: stringAt(item, "name") ?? "",
        copy: itemsAt(item, "copy").map((operation) => ({
          from: stringAt(operation, "from") ?? "",
          to: stringAt(operation, "to") ?? "",
          whole:
            nodeAt(operation, "exclude") === undefined &&
            nodeAt(operation, "strategy") === undefined,
        })),
      })),
    };
  });
}

function dependenciesOf({ document, namespace }: LocatedObject): Dependency[] {
  return itemsAt(document.contents, "spec", "dependsOn").flatMap((item) => {
    const node = nodeAt(item, "name");
    const name = stringAt(item, "name");
    if (node === undefined || name === undefined) return [];
    return [{ name, namespace: stringAt(item, "namespace") ?? namespace, node }];
  });
}

/** The spec of an object; nothing where it is no mapping. */
function entries(data: unknown): Record<string, unknown> {
  const spec = at(data, "spec");
  return spec !== null && typeof spec === "object" ? (spec as Record<string, unknown>) : {};
}

/** The objects of a kind that a file defines. @param group the API group, with its slash. */
export function objectsIn(file: YamlFile, group: string, kind: string): LocatedObject[] {
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
