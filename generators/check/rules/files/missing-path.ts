import type { Files } from "../../../base/files.ts";
import { UserError } from "../../../base/problem/problem.ts";
import {
  type FileReference,
  isKustomizationFile,
  isOutside,
  kustomizationFileIn,
  referencesOf,
} from "../../../model/kustomize/references.ts";
import type { Rendering } from "../../../model/rendering/renderings.ts";
import { whereInFile } from "../../locate/where.ts";
import type { Rule } from "../../rule.ts";

/** Every file and folder that a kustomization file names exists, inside the repository. */
export const missingPath: Rule = {
  name: "missing-path",
  needs: "files",
  summary: "Every file and folder that a kustomization file names exists, inside the repository.",
  why: "kustomize refuses to build the folder, and whatever includes it.",
  fix: "Correct the path, or add the file. A folder needs a kustomization file of its own.",
  check(subject) {
    const { files, documents, renderings } = subject;
    const named = documents.kustomizationFiles.flatMap((path) =>
      referencesOf(path, files.read(path) ?? ""),
    );
    return [...named, ...missingOfPlugins(renderings)]
      .filter((reference) => !reference.remote && !exists(reference, files))
      .map((reference) => {
        const { from, steps, field, value } = reference;
        const isOut = isOutside(reference, files);
        return {
          rule: this.name,
          message: `${field} names ${value}, which ${isOut ? "is outside of the repository" : "does not exist"}.`,
          ...whereInFile(subject, from, steps),
          hint: isOut
            ? "Flux has no other files, and nothing is built."
            : "kustomize refuses to build it.",
        };
      });
  },
};

/** What files with plugins name, each once. */
function missingOfPlugins(renderings: readonly Rendering[]): FileReference[] {
  const missing = renderings.flatMap(({ planned }) =>
    planned.closure.missing.filter(({ from }) => !isKustomizationFile(from)),
  );
  return [
    ...new Map(missing.map((each) => [JSON.stringify([each.from, each.steps]), each])).values(),
  ];
}

function exists(reference: FileReference, files: Files): boolean {
  const { path } = reference;
  if (path === undefined || isOutside(reference, files)) return false;
  if (path === ".") return kustomizationFileIn(files, ".") !== undefined;
  return isFile(path, files) || kustomizationFileIn(files, path) !== undefined;
}

/** Also what is there and can't be read. */
function isFile(path: string, files: Files): boolean {
  try {
    return files.read(path) !== undefined;
  } catch (error) {
    if (error instanceof UserError) return true;
    throw error;
  }
}
