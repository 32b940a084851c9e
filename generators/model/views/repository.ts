import { posix } from "node:path";
import type { Files } from "../../base/files.ts";
import { normalPath } from "../../base/paths.ts";
import { UserError } from "../../base/problem/problem.ts";
import { listAt, textAt } from "../../base/yaml/at.ts";
import { itemsAt, parseYaml, stringAt, type YamlFile } from "../../base/yaml/parse.ts";
import { kustomizationFileIn } from "../kustomize/references.ts";
import { FLUX_CD } from "../layouts/flux-cd.ts";
import type { Layout } from "../layouts/layout.ts";
import { objectsIn } from "../objects/documents.ts";
import type { FluxKustomization } from "../objects/flux.ts";
import { type Artifact, artifactsOf } from "../sources/artifacts.ts";
import { type Environment, inRolloutOrder, syncsOf } from "./environment.ts";
import {
  appsIn,
  bootstrapFilesIn,
  type Component,
  componentFilesIn,
  componentsIn,
  namespacesIn,
} from "./found.ts";
import { listedEnvironments } from "./listed-environments.ts";
import {
  type Dependent,
  fileOf,
  placeOf,
  releasesIn,
  type Source,
  sourcesIn,
  syncsIn,
} from "./objects.ts";

/**
 * What a monorepo holds, read from its files. Each part is read when it is first asked
 * for; a repository of a thousand apps costs no more than one of ten to whoever asks only
 * for its environments.
 */
export class Repository {
  readonly files: Files;
  readonly layout: Layout;
  #environments: readonly Environment[] | undefined;
  #sources: readonly Source[] | undefined;
  #artifacts: ReadonlyMap<string, Artifact> | undefined;

  /** @throws UserError when the files are not a monorepo of this layout. */
  constructor(files: Files, layout: Layout = FLUX_CD) {
    this.files = files;
    this.layout = layout;
    for (const path of [
      layout.path("sources"),
      posix.join(layout.path("environments"), "kustomization.yaml"),
    ]) {
      if (files.read(path) !== undefined) continue;
      throw UserError.of(
        "repository",
        `This is not a monorepo that the generators know: it has no ${path}.`,
        {
          hint: "--repo names the folder of the monorepo, by default flux-cd/.",
        },
      );
    }
  }

  /** A file of the repository, parsed once. @throws UserError when it is absent or no YAML. */
  yaml(path: string): YamlFile {
    const text = this.files.read(path);
    if (text === undefined) throw UserError.of("missing-file", `${path} does not exist.`, { path });
    return parseYaml(path, text);
  }

  /** The environments in the order in which a change reaches them. */
  get environments(): readonly Environment[] {
    this.#environments ??= inRolloutOrder(listedEnvironments(this));
    return this.#environments;
  }

  environment(name: string): Environment | undefined {
    return this.environments.find((environment) => environment.name === name);
  }

  /** The apps that have a base, by name. */
  get apps(): readonly string[] {
    return appsIn(this);
  }

  /** The components of the infrastructure, by name. */
  get components(): readonly Component[] {
    return componentsIn(this);
  }

  /** The namespaces that components of the infrastructure create. */
  get namespaces(): ReadonlySet<string> {
    return namespacesIn(this);
  }

  /** The sources of the bootstrap, of one kind after the other, in the file's order. */
  get sources(): readonly Source[] {
    this.#sources ??= sourcesIn(this.layout.path("sources"), this.files);
    return this.#sources;
  }

  /** The sources that components of the infrastructure bring along. */
  get componentSources(): readonly Source[] {
    return componentFilesIn(this).flatMap((path) => sourcesIn(path, this.files));
  }

  /** The HelmReleases of the bootstrap and of the infrastructure. */
  get releases(): readonly Dependent[] {
    return [...bootstrapFilesIn(this), ...componentFilesIn(this)].flatMap((path) =>
      releasesIn(path, this.files),
    );
  }

  /** The artifacts that ArtifactGenerators of the bootstrap make. */
  get artifacts(): ReadonlyMap<string, Artifact> {
    this.#artifacts ??= artifactsOf(
      bootstrapFilesIn(this).flatMap((path) => objectsIn(path, this.files)),
    );
    return this.#artifacts;
  }

  /** The ExternalArtifact that a Flux Kustomization reads, as its generator describes it. */
  artifactOf({ source }: Pick<FluxKustomization, "source">): Artifact | undefined {
    return this.artifacts.get(`${source.kind}/${source.namespace}/${source.name}`);
  }

  /** What a Flux Kustomization reads; for an ExternalArtifact what it is made of, else its namesake. */
  gitSourceOf(sync: Pick<FluxKustomization, "source">): Source | undefined {
    const { kind, name } = sync.source;
    if (kind !== "ExternalArtifact") return this.source(kind, name);
    const made = listAt(this.artifactOf(sync)?.generator.data, "spec", "sources");
    const git = made.find((each) => textAt(each, "kind") === "GitRepository");
    return this.source("GitRepository", textAt(git, "name") ?? name);
  }

  /** Whether a Flux Kustomization reads this repository, and not one of somebody else. */
  readsItself(sync: Pick<FluxKustomization, "source">): boolean {
    const url = this.gitSourceOf(sync)?.spec.url;
    return url !== undefined && url === this.gitSourceOf(this.applicationsSync)?.spec.url;
  }

  /** A source of the bootstrap. */
  source(kind: string, name: string): Source | undefined {
    return this.sources.find((source) => source.kind === kind && source.name === name);
  }

  /** Every Flux Kustomization: the bootstrap's, then the environments'. */
  get syncs(): readonly FluxKustomization[] {
    return [...this.#bootstrapSyncs(), ...this.environments.flatMap(syncsOf)];
  }

  /** The files of all sources and Flux Kustomizations that the generators know. */
  get fluxFiles(): readonly string[] {
    const objects = [
      ...this.syncs.map(({ object }) => object),
      ...[...this.artifacts.values()].map(({ generator }) => generator),
    ];
    return [...new Set([this.layout.path("sources"), ...objects.map(fileOf)])];
  }

  /**
   * The kustomization file that says what every app of an environment gets: its overlay's, or that
   * of the component which the overlays of its apps share.
   */
  overlayFile({ folder }: Pick<Environment, "folder">): YamlFile {
    const path =
      kustomizationFileIn(this.files, this.layout.path("everyApp", { environment: folder })) ??
      kustomizationFileIn(this.files, folder);
    return this.yaml(path ?? posix.join(folder, "kustomization.yaml"));
  }

  /** Whose overlay an app's images and configuration stand in: its own, or the environment's. */
  overlayOf(environment: Environment, app: string): Pick<Environment, "folder"> {
    return environment.appSyncs?.find((each) => each.app === app) ?? environment;
  }

  /** The apps that an environment runs. */
  appsOf(environment: Pick<Environment, "folder" | "appSyncs">): string[] {
    if (environment.appSyncs !== undefined) return environment.appSyncs.map(({ app }) => app);
    const file = this.overlayFile(environment);
    return itemsAt(file.documents[0]?.contents, "resources").flatMap((_, index) => {
      const entry = stringAt(file.documents[0]?.contents, "resources", index) ?? "";
      return this.layout.appOfBase(posix.join(environment.folder, entry)) ?? [];
    });
  }

  /**
   * What `spec.path` has before a path of the repository (`./flux-cd` in this project),
   * taken from the Flux Kustomization that applies the environments.
   */
  get pathPrefix(): string {
    const { path, object } = this.applicationsSync;
    const suffix = `/${this.layout.path("applications")}`;
    if (path.endsWith(suffix)) return path.slice(0, -suffix.length);
    throw UserError.of(
      "layout",
      `${textAt(object.data, "spec", "path") ?? "The path"} of ${this.layout.name("applicationsSync")} does not end in ${suffix}.`,
      placeOf(object, this.files),
    );
  }

  /** The Flux Kustomization that applies the environments' own ones. */
  get applicationsSync(): FluxKustomization {
    const name = this.layout.name("applicationsSync");
    const found = this.#bootstrapSyncs().find((sync) => sync.name === name);
    if (found !== undefined) return found;
    throw UserError.of(
      "layout",
      `${this.layout.path("bootstrap")} has no Flux Kustomization ${name}.`,
      {
        hint: "It applies the environments' sync objects; the generators read the repository's path from it.",
      },
    );
  }

  /** The folder in this repository that a Flux Kustomization applies, or undefined. */
  folderOf(sync: Pick<FluxKustomization, "path">): string | undefined {
    const path = normalPath(`./${sync.path}`);
    const prefix = normalPath(`./${this.pathPrefix}`);
    if (path === prefix) return ".";
    return path.startsWith(`${prefix}/`)
      ? path.slice(prefix.length + 1).replace(/\/$/, "")
      : undefined;
  }

  #bootstrapSyncs(): FluxKustomization[] {
    return bootstrapFilesIn(this).flatMap((path) => syncsIn(path, this.files));
  }
}
