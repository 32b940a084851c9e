import type { Files } from "../../../base/files.ts";
import { UserError } from "../../../base/problem/problem.ts";
import { appendObject } from "../../../edit/manifests/append-object.ts";
import { setField } from "../../../edit/manifests/fields.ts";
import type { Tree } from "../../../edit/tree.ts";
import type { FluxKustomization } from "../../../model/objects/flux.ts";
import { fileOf } from "../../../model/views/objects.ts";
import type { Repository } from "../../../model/views/repository.ts";
import { builtFor, copiesFor } from "../patterns.ts";

/** What has to run before a sync can read an ExternalArtifact. */
export const SOURCE_WATCHER =
  "Before the merge: source-watcher must run on the cluster, and kustomize-controller with the feature gate ExternalArtifact. flux install and flux bootstrap do both with --components-extra=source-watcher, and so does scripts/flux-install.sh.";

/** Whether a Flux Kustomization reads an artifact that this repository's generators describe. */
export function readsArtifact({ source }: Pick<FluxKustomization, "source">): boolean {
  return source.kind === "ExternalArtifact";
}

/**
 * Gives a Flux Kustomization an artifact of its own: an ArtifactGenerator that copies what
 * its build reads, and a sourceRef to what that makes. The artifact has the name of the
 * GitRepository, so that one scalar of the sync changes: the kind. Where several syncs read that,
 * it has the sync's own.
 * @param git the GitRepository that the artifact is made of.
 */
export function splitOff(
  sync: FluxKustomization,
  tree: Tree,
  templates: Files,
  git = tree.model.gitSourceOf(sync),
): void {
  const { model: repository, layout } = tree;
  const built = builtFor(sync, repository);
  if (git === undefined || built === undefined) {
    throw UserError.of("source", `${sync.name} does not read this repository.`, {
      path: fileOf(sync.object),
    });
  }
  const isShared = repository.syncs.some(
    (other) => other.name !== sync.name && repository.gitSourceOf(other)?.name === git.name,
  );
  const name = readsArtifact(sync) ? sync.source.name : isShared ? sync.name : git.name;
  if (![...repository.artifacts.values()].some(({ generator }) => generator.name === name)) {
    const copy = copiesFor(built, tree, layout, prefixOf(repository)).map(({ from, to }) => ({
      from: `@repo/${from}`,
      to: `@artifact/${to}`,
    }));
    const values = { name, sourceName: git.name, copy };
    const [path, listedIn] = [layout.path("artifacts"), layout.path("bootstrap")];
    appendObject({ template: "artifact-generator", values, path, listedIn }, tree, templates);
  }
  if (readsArtifact(sync)) return;
  setField(sync.object, ["spec", "sourceRef", "kind"], "ExternalArtifact", tree);
  if (name !== sync.source.name) setField(sync.object, ["spec", "sourceRef", "name"], name, tree);
}

/** What stands before a path of this repository in its sources: `flux-cd/`. */
export function prefixOf({ pathPrefix }: Repository): string {
  const prefix = pathPrefix.replace(/^(?:\.?\/)+|^\.$|\/$/g, "");
  return prefix === "" ? "" : `${prefix}/`;
}
