import { many, type Raw } from "../generator/generator.ts";
import type { UnitKind } from "../generator/unit.ts";
import { type Problem, UserError } from "../problem/problem.ts";
import type { FluxKustomization } from "../repository/objects.ts";
import type { Rendered } from "../templates/templates.ts";
import { replaceScalar, replaceScalars } from "../yaml/edit.ts";
import { firstDocument, nodeAt, parseYaml } from "../yaml/parse.ts";
import { TEMPLATES } from "./flags.ts";
import { dependencyIn } from "./order.ts";
import { overlayFiles } from "./overlay.ts";
import type { Sizing } from "./sizing.ts";
import { sizingOf } from "./sizing-answers.ts";

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
      : files.map((file) => (file.path === sync.file.path ? withAppSyncs(file, sync) : file));
  },
};

/** What stands in the file of the syncs beside what its template makes: the apps' own, the artifact. */
function withAppSyncs({ path, text }: Rendered, { source, file, document }: FluxKustomization) {
  const behind = file.text.slice(document.range[2]).replaceAll("\r\n", "\n");
  const made = parseYaml(path, text);
  const kind = nodeAt(firstDocument(made).contents, "spec", "sourceRef", "kind");
  return { path, text: replaceScalars(made, [replaceScalar(made, kind, source.kind)]) + behind };
}

/** @throws UserError where a figure is missing or wrong. */
function recordedSizing(answers: Raw): Sizing {
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
