import { UserError } from "../../base/problem/problem.ts";
import { placeAt } from "../../base/yaml/place.ts";
import { closureOf } from "../../model/kustomize/closure.ts";
import type { Environment } from "../../model/views/environment.ts";
import type { Repository } from "../../model/views/repository.ts";

/**
 * Refuses an app whose base is not there, or misses a file that it names: what it runs is not
 * known then, and would pass as the same in both environments.
 * @throws UserError with each of these places.
 */
export function refuseMissing(
  app: string,
  environments: readonly Environment[],
  repository: Repository,
): void {
  const { files, layout } = repository;
  const base = layout.path("base", { app });
  const folders = environments.map((each) => repository.overlayOf(each, app).folder);
  const problems = closureOf(files, folders)
    .missing.filter(({ from, path }) => path === base || from.startsWith(`${base}/`))
    .map(({ from, steps, field, value }) => {
      const line = placeAt(from, files.read(from) ?? "", 0, steps)?.line;
      return {
        rule: "missing-path",
        message: `What ${app} runs can't be told: ${field} names ${value}, which does not exist.`,
        path: from,
        ...(line === undefined ? {} : { line }),
        hint: "Correct the path, or add the file; a folder needs a kustomization file of its own.",
      };
    });
  if (problems.length > 0) throw new UserError(problems);
}
