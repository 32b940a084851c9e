import { type Problem, UserError } from "../../base/problem/problem.ts";
import { firstDocument, nodeAt, parseYaml } from "../../base/yaml/parse.ts";
import type { RenderedFile } from "../../edit/templates/templates.ts";
import { replaceScalar, replaceScalars } from "../../edit/yaml/edit.ts";
import type { FluxKustomization } from "../../model/objects/flux.ts";
import { fileOf } from "../../model/views/objects.ts";
import type { Repository } from "../../model/views/repository.ts";
import { many, type RawAnswers } from "../command/generator.ts";
import type { UnitKind } from "../command/unit.ts";
import { TEMPLATES } from "./flags.ts";
import { dependencyIn } from "./order.ts";
import { overlayFiles } from "./overlay.ts";
import type { Sizing } from "./sizing/sizing.ts";
import { sizingOf } from "./sizing/sizing-answers.ts";

/** An environment's overlay. Its source is a document among others in the bootstrap. */
export const environmentUnit: UnitKind = {
  name: "env",
  templates: TEMPLATES,
  folders: ({ environments }) => new Map(environments.map(({ name, folder }) => [name, folder])),
  render(name, answers, repository, templates) {
    const environment = repository.environment(name);
    if (environment === undefined) return [];
    const { folder, sync } = environment;
    const overlay = {
      name,
      folder,
      path: `${repository.pathPrefix}/${folder}`,
      dependsOn: dependencyIn(sync, repository)?.name,
      apps: repository.appsOf(environment),
      quotaFor: many(answers, "apps") ?? [],
      sizing: recordedSizing(answers),
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
function recordedSizing(answers: RawAnswers): Sizing {
  const problems: Problem[] = [];
  const sizing = sizingOf(answers, undefined, (rule, message) => {
    if (message !== undefined) problems.push({ rule, message });
  });
  const { min, max, cpu, memory } = sizing;
  if (problems.length > 0) throw new UserError(problems);
  if (min !== undefined && max !== undefined && cpu !== undefined && memory !== undefined) {
    return { min, max, cpu, memory };
  }
  throw UserError.of("missing", "min-replicas, max-replicas, cpu or memory is missing.");
}
