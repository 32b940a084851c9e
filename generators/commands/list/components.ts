import { textAt } from "../../base/yaml/at.ts";
import type { KubernetesObject } from "../../model/objects/object.ts";
import type { Repository } from "../../model/views/repository.ts";

/** A folder of the infrastructure, with the Helm charts that it installs. */
export interface ListedComponent {
  readonly name: string;
  readonly charts: readonly { readonly chart: string; readonly version: string }[];
}

/** The components of the infrastructure, by name. */
export function componentsOf(
  { components }: Repository,
  objects: readonly KubernetesObject[],
): ListedComponent[] {
  return components.map(({ name, folder }) => {
    const charts = objects
      .filter(({ kind, origin }) => kind === "HelmRelease" && origin?.path.startsWith(`${folder}/`))
      .map(({ data }) => ({
        chart:
          textAt(data, "spec", "chart", "spec", "chart") ??
          textAt(data, "spec", "chartRef", "name") ??
          "",
        version: textAt(data, "spec", "chart", "spec", "version") ?? "",
      }));
    return { name, charts };
  });
}
