import { isMap, isScalar, type Node, visit } from "yaml";
import { type Problem, UserError } from "../../base/problem/problem.ts";
import { at, listAt } from "../../base/yaml/at.ts";
import { dataOf } from "../../base/yaml/data.ts";
import { lineOfNode, stringAt, type YamlFile } from "../../base/yaml/parse.ts";
import { closureOf } from "../../model/kustomize/closure.ts";
import { isKustomizationFile } from "../../model/kustomize/references.ts";
import { overlaysOf } from "../../model/views/app-overlays.ts";
import type { Environment } from "../../model/views/environment.ts";
import { containersOf, entriesIn, type ImagesEntry } from "../../model/views/images.ts";
import type { Repository } from "../../model/views/repository.ts";
import { patchesOf } from "./patches.ts";

/**
 * Refuses an app whose image is set where the `images` entries of its overlays do not reach (a
 * patch, a component), or in a way that has no fixed result (`tagSuffix`).
 * @throws UserError with each of these places.
 */
export function refuseHidden(
  app: string,
  environments: readonly Environment[],
  repository: Repository,
): void {
  const problems = environments.flatMap((environment) =>
    filesFor(app, environment, repository).flatMap((file) => {
      const inEntries = hiddenEntries(file, app, environment, repository);
      const inPatches = patchesOf(file, repository)
        .filter(({ name }) => name === undefined || name === app)
        .flatMap(({ yaml, file: holder }) =>
          imagesSetIn(yaml, app, repository).map((node) => problem(holder.path, yaml, node, app)),
        );
      return [...inEntries.map((node) => problem(file.path, file, node, app)), ...inPatches];
    }),
  );
  if (problems.length > 0) throw new UserError(problems);
}

function problem(path: string, file: YamlFile, node: Node, app: string): Problem {
  const line = lineOfNode(file, node);
  return {
    rule: "images",
    message: `${path} sets the image of ${app} in a way that can't be carried.`,
    path,
    ...(line === undefined ? {} : { line }),
    hint: "Write it as newTag or digest under images: of the overlay.",
  };
}

/**
 * Refuses tags and digests that YAML takes for a number or a boolean. kustomize refuses them too,
 * and what was meant (1.10, or 1.1?) only their author knows.
 * @throws UserError with each of these places.
 */
export function refuseUnquoted(
  app: string,
  environments: readonly Environment[],
  repository: Repository,
): void {
  const files = environments.flatMap((each) => filesFor(app, each, repository));
  const problems = [...new Map(files.map((file) => [file.path, file])).values()].flatMap((file) => {
    // Of the other parser, which reads `yes` as Kubernetes does.
    const read = listAt(dataOf(file.path, file.text)[0], "images");
    return entriesIn(file).flatMap((entry, index) =>
      (["newTag", "digest"] as const).flatMap((field) => {
        const type = typeof at(read[index], field);
        const isText = type !== "number" && type !== "boolean";
        return isText ? [] : [unquoted(file, entry, field, type)];
      }),
    );
  });
  if (problems.length > 0) throw new UserError(problems);
}

function unquoted(
  file: YamlFile,
  entry: ImagesEntry,
  field: "newTag" | "digest",
  type: "number" | "boolean",
): Problem {
  const node = entry[field];
  const line = lineOfNode(file, node ?? entry.node);
  const written = isScalar(node) ? (node.source ?? "") : "";
  return {
    rule: "images",
    message: `The ${field} ${written} of ${entry.name} is a ${type} to YAML: kustomize refuses it.`,
    path: file.path,
    ...(line === undefined ? {} : { line }),
    hint: `Quote it: ${field}: ${JSON.stringify(written)}`,
  };
}

/** The kustomization files of an environment that can touch an app: not those of other bases. */
function filesFor(app: string, environment: Environment, repository: Repository): YamlFile[] {
  const { layout } = repository;
  const { folder } = repository.overlayOf(environment, app);
  const others = repository.apps.filter((each) => each !== app);
  return [...closureOf(repository.files, [folder]).files]
    .filter(isKustomizationFile)
    .filter(
      (path) => !others.some((each) => path.startsWith(`${layout.path("base", { app: each })}/`)),
    )
    .map((path) => repository.yaml(path));
}

function hiddenEntries(
  file: YamlFile,
  app: string,
  environment: Environment,
  repository: Repository,
): Node[] {
  const names = new Set(containersOf(repository, app).map(({ image }) => image.name));
  const isSeen =
    file.path.startsWith(`${repository.layout.path("base", { app })}/`) ||
    overlaysOf(app, environment, repository).some(({ path }) => path === file.path);
  return entriesIn(file).flatMap(({ node, name = "", tagSuffix, newTag, digest }) => {
    const isUnfixed = tagSuffix !== undefined && newTag === undefined && digest === undefined;
    return names.has(name) && (isUnfixed || !isSeen) ? [node] : [];
  });
}

/** Where a patch gives a container of the app another image; a container that it adds is its own. */
function imagesSetIn(patch: YamlFile, app: string, repository: Repository): Node[] {
  const names = new Set(containersOf(repository, app).map(({ name }) => name));
  const found: Node[] = [];
  for (const { contents } of patch.documents) {
    visit(contents, {
      Map(_, map) {
        const pointer = stringAt(map, "path") ?? "";
        const isOperation =
          /\/(?:init)?containers\/\d+\/image$/i.test(pointer) ||
          (stringAt(map, "op") === "replace" && /\/(?:init)?containers\/\d+$/i.test(pointer));
        const isContainer =
          names.has(stringAt(map, "name") ?? "") && isScalar(map.get("image", true));
        if (isOperation || isContainer) found.push(map);
      },
    });
  }
  return found.filter(isMap);
}
