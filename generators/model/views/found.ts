import { posix } from "node:path";
import type { Files } from "../../base/files.ts";
import { pathFrom } from "../../base/paths.ts";
import { textAt } from "../../base/yaml/at.ts";
import { dataOf } from "../../base/yaml/data.ts";
import { itemsAt, stringAt, type YamlFile } from "../../base/yaml/parse.ts";
import { closureOf } from "../kustomize/closure.ts";
import { kustomizationFileIn } from "../kustomize/references.ts";
import type { Layout } from "../layouts/layout.ts";

/** Where it is looked for. */
interface Place {
  readonly files: Files;
  readonly layout: Layout;
}

/** A component of the infrastructure. */
export interface Component {
  readonly name: string;
  readonly folder: string;
}

/** The apps that have a base, by name. */
export function appsIn({ files, layout }: Place): string[] {
  return layout
    .found("base", files)
    .flatMap(({ parts, path }) =>
      kustomizationFileIn(files, path) === undefined ? [] : (parts.app ?? []),
    )
    .sort();
}

/** The components, by name. */
export function componentsIn({ files, layout }: Place): Component[] {
  return layout
    .found("component", files)
    .filter(({ path }) => files.list(path).length > 0)
    .map(({ parts, path }) => ({ name: parts.component ?? "", folder: path }));
}

/** The namespaces that components create. @throws UserError for one that is no YAML. */
export function namespacesIn({ files, layout }: Place): ReadonlySet<string> {
  const found = componentsIn({ files, layout }).flatMap(({ folder }) => {
    const path = posix.join(folder, "namespace.yaml");
    const text = files.read(path);
    return text === undefined ? [] : (textAt(dataOf(path, text)[0], "metadata", "name") ?? []);
  });
  return new Set(found);
}

/** The files that the bootstrap's kustomization lists. @throws UserError where there is none. */
export function bootstrapFilesIn(place: Place & { yaml(path: string): YamlFile }): string[] {
  const { files, layout } = place;
  const folder = layout.path("bootstrap");
  const root = place.yaml(posix.join(folder, "kustomization.yaml")).documents[0]?.contents;
  return itemsAt(root, "resources")
    .map((item) => pathFrom(folder, stringAt(item) ?? ""))
    .filter((path) => files.read(path) !== undefined);
}

/** The manifests of the components, those that their kustomizations do not list left out. */
export function componentFilesIn({ files, layout }: Place): string[] {
  const read = closureOf(files, [layout.path("components")]).files;
  return [...read].filter((path) => /\.ya?ml$/.test(path));
}
