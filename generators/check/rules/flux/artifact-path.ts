import { posix } from "node:path";
import { normalPath, pathFrom } from "../../../base/paths.ts";
import type { Sync } from "../../../model/fleet/clusters.ts";
import { isUnknown } from "../../../model/objects/unknown.ts";
import { type Artifact, artifactsOf, placeInArtifact } from "../../../model/sources/artifacts.ts";
import { some } from "../../facts/sync-graph.ts";
import { whereIs } from "../../locate/locate.ts";
import type { Finding, Rule, Subject } from "../../rule.ts";

/** An artifact holds everything that the builds made of it read. */
export const artifactPath: Rule = {
  name: "artifact-path",
  needs: "whole",
  summary:
    "The copies of an ArtifactGenerator take everything that the Flux Kustomizations build which read the artifact.",
  why: "kustomize-controller builds in the artifact alone: a base that was not copied there does not exist, and the Flux Kustomization fails. Here, where all files are at hand, the same folder builds.",
  fix: "Add a copy of what is missing to the artifact, to the same place relative to the folder that is built, or take it out of `exclude`.",
  check(subject) {
    return subject.clusters.flatMap((cluster) => {
      const artifacts = artifactsOf(cluster.sources);
      return cluster.syncs.flatMap((sync) => {
        const { kind, namespace, name } = sync.flux.source;
        const artifact = artifacts.get(`${kind}/${namespace}/${name}`);
        return artifact === undefined ? [] : missingIn(artifact, sync, subject);
      });
    });
  },
};

function missingIn(
  { name, generator, index, copies }: Artifact,
  { flux, folder, rendering }: Sync,
  subject: Subject,
): Finding[] {
  // That nothing is known of it is said elsewhere.
  if (isUnknown(folder) || copies.some(({ isExtracted }) => isExtracted)) return [];
  const sources = new Set(copies.map(({ source }) => JSON.stringify(source)));
  // What comes from another repository is not to be seen here.
  if (sources.size !== 1) return [];
  const left = [...(rendering?.planned.closure.files ?? [])].filter((file) => {
    const place = pathFrom(flux.path, posix.relative(folder, file));
    const path = posix.join(subject.prefix, file);
    return copies.every((copy) => placeInArtifact(path, copy) !== normalPath(place));
  });
  if (left.length === 0) return [];
  return [
    {
      rule: artifactPath.name,
      message: `The artifact ${name} leaves out ${some(left)}, which ${flux.name} builds.`,
      ...whereIs(subject, generator, ["spec", "artifacts", index, "copy"]),
      hint: "Add a copy of it: kustomize-controller sees nothing but the artifact.",
    },
  ];
}
