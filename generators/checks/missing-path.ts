import { posix } from "node:path";
import { kustomizationFileIn, type Reference, referencesOf } from "../kustomize/references.ts";
import type { Repository } from "../repository/repository.ts";
import type { Rule } from "./rule.ts";

/** Every file and folder that a changed kustomization file names exists, inside the repository. */
export const missingPath: Rule = {
  name: "missing-path",
  check({ repository, changed }) {
    const { files } = repository;
    const kustomizations = changed.filter(
      (path) => kustomizationFileIn(files, posix.dirname(path)) === path,
    );
    return kustomizations
      .flatMap((path) => referencesOf(repository.yaml(path)))
      .filter((reference) => !reference.remote && !exists(reference, repository))
      .map(({ from, line, field, value, path }) => ({
        rule: this.name,
        message:
          path === undefined
            ? `${field} names ${value}, which is outside of the repository.`
            : `${field} names ${value}, which does not exist.`,
        path: from,
        ...(line === undefined ? {} : { line }),
        hint: "kustomize refuses to build it.",
      }));
  },
};

function exists({ path }: Reference, { files }: Repository): boolean {
  if (path === undefined) return false;
  return files.read(path) !== undefined || kustomizationFileIn(files, path) !== undefined;
}
