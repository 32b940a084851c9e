import { entriesAt, listAt, textAt } from "../../base/yaml/at.ts";
import type { Analysis } from "../../model/fleet/analysis.ts";
import { mentionedIn } from "../../model/fleet/clusters.ts";
import type { KubernetesObject } from "../../model/objects/object.ts";
import { isSource } from "../../model/sources/sources.ts";
import { syncsOf } from "../../model/views/environment.ts";
import type { Repository } from "../../model/views/repository.ts";
import { componentsOf, type ListedComponent } from "./components.ts";
import { environmentOf, inEnvironments, type ListedEnvironment } from "./environments.ts";

/** What `list` tells of a monorepo, as data: the shape of `--format json`. */
export interface Listing {
  /** In the order in which a change reaches them. */
  readonly environments: readonly ListedEnvironment[];
  readonly apps: readonly ListedApp[];
  readonly sources: readonly ListedSource[];
  readonly components: readonly ListedComponent[];
  readonly syncs: readonly ListedSync[];
  /** False where kustomize did not render: then figures are as the bases have them. */
  readonly rendered: boolean;
}

interface ListedApp {
  readonly name: string;
  /** The image of the app's first container, by environment. */
  readonly images: Readonly<Record<string, string>>;
}

interface ListedSource {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly url: string;
  readonly ref: string;
}

interface ListedSync {
  readonly namespace: string;
  readonly name: string;
  readonly path: string;
  readonly source: string;
  readonly dependsOn: readonly string[];
  readonly wait: boolean;
  readonly prune: boolean;
}

/** Everything that `list` tells. */
export function listingOf(repository: Repository, analysis: Analysis): Listing {
  const syncs = inEnvironments(
    analysis.clusters.flatMap((cluster) => cluster.syncs),
    repository,
  );
  const objects = [
    ...analysis.clusters.flatMap(({ byHand }) => byHand),
    ...syncs.flatMap(mentionedIn),
  ];
  const sources = objects.filter(isSource);
  const environments = repository.environments.map((environment) => {
    const names = syncsOf(environment).map(({ name }) => name);
    const applied = syncs.filter(({ flux }) => names.includes(flux.name));
    const flux = applied.find((each) => each.flux.name === environment.sync.name)?.flux;
    return { environment, flux, objects: applied.flatMap(mentionedIn) };
  });
  return {
    environments: environments.map(({ environment, flux, objects }) => {
      // What an artifact follows is what it is made of.
      const isMade = flux?.source.kind === "ExternalArtifact";
      const followed = isMade ? repository.gitSourceOf(flux) : flux?.source;
      const source = sources.find(
        ({ kind, name }) => kind === followed?.kind && name === followed.name,
      );
      const ref = source === undefined ? "" : refOf(source.data);
      return environmentOf(environment, flux, objects, ref);
    }),
    apps: repository.apps.map((name) => ({
      name,
      images: Object.fromEntries(
        environments.flatMap(({ environment, objects }) => {
          const image = imageOf(name, objects);
          return image === undefined ? [] : [[environment.name, image]];
        }),
      ),
    })),
    sources: sources.map(({ kind, namespace, name, data }) => ({
      kind,
      namespace,
      name,
      url: textAt(data, "spec", "url") ?? textAt(data, "spec", "endpoint") ?? "",
      ref: refOf(data),
    })),
    components: componentsOf(repository, objects),
    syncs: syncs.map(({ flux }) => ({
      namespace: flux.namespace,
      name: flux.name,
      path: flux.path,
      source: `${flux.source.kind}/${flux.source.name}`,
      dependsOn: flux.dependsOn.map(({ name }) => name),
      wait: flux.wait,
      prune: flux.prune,
    })),
    rendered: analysis.renderings.every(({ build }) => build?.ok !== undefined),
  };
}

function imageOf(app: string, objects: readonly KubernetesObject[]): string | undefined {
  const workload = objects.find(
    ({ kind, name }) => (kind === "Deployment" || kind === "StatefulSet") && name === app,
  );
  const [container] = listAt(workload?.data, "spec", "template", "spec", "containers");
  return textAt(container, "image");
}

/** What a source follows, in words: `branch main`, `semver >=1.0.0`; empty for its default. */
function refOf(data: unknown): string {
  const [entry] = entriesAt(data, "spec", "ref");
  return entry === undefined ? "" : `${entry[0]} ${String(entry[1])}`;
}
