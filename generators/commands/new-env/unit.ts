import type { Given } from "../../base/options/given.ts";
import { answersTo } from "../../base/options/settle.ts";
import { UserError } from "../../base/problem/problem.ts";
import { firstDocument, nodeAt, parseYaml } from "../../base/yaml/parse.ts";
import type { RenderedFile } from "../../edit/templates/templates.ts";
import { replaceScalar, replaceScalars } from "../../edit/yaml/edit.ts";
import type { FluxKustomization } from "../../model/objects/flux.ts";
import { fileOf } from "../../model/views/objects.ts";
import type { Repository } from "../../model/views/repository.ts";
import type { UnitKind } from "../command/unit.ts";
import { OPTIONS } from "./options.ts";
import { dependencyIn } from "./order.ts";
import { overlayFiles } from "./overlay.ts";
import { FIGURES, quotaApps, TEMPLATES } from "./record.ts";
import type { Sizing } from "./sizing/sizing.ts";

/** An environment's overlay. Its source is a document among others in the bootstrap. */
export const environmentUnit: UnitKind = {
  name: "env",
  templates: TEMPLATES,
  folders: ({ environments }) => new Map(environments.map(({ name, folder }) => [name, folder])),
  render(name, given, repository, templates) {
    const environment = repository.environment(name);
    if (environment === undefined) return [];
    const { folder, sync } = environment;
    const overlay = {
      name,
      folder,
      path: `${repository.pathPrefix}/${folder}`,
      dependsOn: dependencyIn(sync, repository)?.name,
      apps: repository.appsOf(environment),
      quotaFor: quotaApps(given),
      sizing: recordedSizing(given, repository),
      split: environment.appSyncs !== undefined,
    };
    const files = overlayFiles(overlay, repository, templates);
    return environment.appSyncs === undefined
      ? files
      : files.map((file) =>
          file.path === fileOf(sync.object) ? withAppSyncs(file, sync, repository) : file,
        );
  },
};

/** What stands in the file of the syncs beside what its template makes: the apps' own, the artifact. */
function withAppSyncs(
  { path, text }: RenderedFile,
  { source, object }: FluxKustomization,
  repository: Repository,
): RenderedFile {
  const file = repository.yaml(path);
  const document = file.documents[object.origin?.document ?? 0];
  const behind = file.text.slice(document?.range[2]).replaceAll("\r\n", "\n");
  const made = parseYaml(path, text);
  const kind = nodeAt(firstDocument(made).contents, "spec", "sourceRef", "kind");
  return { path, text: replaceScalars(made, [replaceScalar(made, kind, source.kind)]) + behind };
}

/** @throws UserError where a figure is missing or wrong. */
function recordedSizing(given: Given, repository: Repository): Sizing {
  const { minReplicas, maxReplicas, cpu, memory } = answersTo(SIZING, given, repository);
  if (
    FIGURES.every((name) => given[name] !== undefined) &&
    minReplicas !== undefined &&
    maxReplicas !== undefined &&
    cpu !== undefined &&
    memory !== undefined
  ) {
    return { min: minReplicas, max: maxReplicas, cpu, memory };
  }
  throw UserError.of("missing", "min-replicas, max-replicas, cpu or memory is missing.");
}

/** What is read of a record; the rest is in the overlay's own files. */
const SIZING = OPTIONS.without("name", "from", "after", "app", "branch", "tag", "semver");
