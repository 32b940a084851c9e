import type { Step } from "../../../base/yaml/parse.ts";
import type { Cluster, Sync } from "../../../model/fleet/clusters.ts";
import { kustomizationFileIn } from "../../../model/kustomize/references.ts";
import { isFirstSource, type ObjectRef } from "../../../model/objects/flux.ts";
import { isUnknown } from "../../../model/objects/unknown.ts";
import { manifestsBelow } from "../../../model/rendering/build-request.ts";
import { artifactsOf, keyOfRef } from "../../../model/sources/artifacts.ts";
import { whereIs } from "../../locate/locate.ts";
import type { Finding, Rule, Subject } from "../../rule.ts";

/** Every Flux Kustomization's source, dependencies and path exist. */
export const syncReference: Rule = {
  name: "sync-reference",
  needs: "files",
  summary: "The source, the dependencies and the path of every Flux Kustomization exist.",
  why: "Without its source or path a Flux Kustomization applies nothing and is not ready; for a dependency that does not exist it waits for ever.",
  fix: "Correct the name or the path, or add what is missing. Names are those in the same cluster; without a namespace they are in the namespace of the Flux Kustomization.",
  check(subject) {
    return subject.clusters.flatMap((cluster) => {
      const exists = existingIn(cluster);
      return cluster.syncs.flatMap((sync) => faultsOf(sync, exists, subject));
    });
  },
};

function existingIn({ syncs, sources }: Cluster): (ref: ObjectRef) => boolean {
  const artifacts = artifactsOf(sources);
  // Other controllers than source-watcher make artifacts too, and no manifest says so.
  const mayBeMade = ({ kind, namespace }: ObjectRef) =>
    kind === "ExternalArtifact" &&
    ![...artifacts.values()].some(({ generator }) => generator.namespace === namespace);
  const keys = new Set([
    ...sources.map(keyOfRef),
    ...artifacts.keys(),
    ...syncs.map(({ flux }) => keyOfRef({ ...flux, kind: "Kustomization" })),
  ]);
  const isInstalled = !sources.some(isFirstSource);
  return (ref) =>
    keys.has(keyOfRef(ref)) ||
    mayBeMade(ref) ||
    (isInstalled && isFirstSource(ref)) ||
    [ref.namespace, ref.name].some((each) => each.includes("${"));
}

function faultsOf(
  { flux, folder }: Sync,
  exists: (ref: ObjectRef) => boolean,
  subject: Subject,
): Finding[] {
  const say = (message: string, steps: readonly Step[], hint: string) => ({
    rule: syncReference.name,
    message,
    ...whereIs(subject, flux.object, ["spec", ...steps]),
    hint,
  });
  const found: Finding[] = [];
  if (!exists(flux.source)) {
    const { kind, name } = flux.source;
    found.push(
      say(
        `${flux.name} reads the ${kind} ${name}, which does not exist.`,
        ["sourceRef", "name"],
        "Correct the name, or add the source.",
      ),
    );
  }
  flux.dependsOn.forEach((dependency, index) => {
    if (exists(dependency)) return;
    const hint = "Flux waits for it for ever.";
    const message = `${flux.name} depends on ${dependency.name}, which does not exist.`;
    found.push(say(message, ["dependsOn", index, "name"], hint));
  });
  const isEmpty =
    !isUnknown(folder) &&
    !folder.includes("${") &&
    kustomizationFileIn(subject.files, folder) === undefined &&
    manifestsBelow(subject.files, folder).length === 0;
  if (isEmpty) {
    const what = subject.files.list(folder).length === 0 ? "does not exist" : "holds no manifest";
    const message = `${flux.name} applies ${flux.path}, which ${what}.`;
    found.push(say(message, ["path"], "Correct spec.path."));
  }
  return found;
}
