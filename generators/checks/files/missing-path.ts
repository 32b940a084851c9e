import { kustomizationFileIn, type Reference, referencesOf } from "../../kustomize/references.ts";
import { UserError } from "../../problem/problem.ts";
import type { Files } from "../../tree/tree.ts";
import { whereInFile } from "../locate.ts";
import type { Rule } from "../rule.ts";

/** Every file and folder that a kustomization file names exists, inside the repository. */
export const missingPath: Rule = {
  name: "missing-path",
  needs: "files",
  summary: "Every file and folder that a kustomization file names exists, inside the repository.",
  why: "kustomize refuses to build the folder, and whatever includes it.",
  fix: "Correct the path, or add the file. A folder needs a kustomization file of its own.",
  check(subject) {
    const { files, documents } = subject;
    return documents.kustomizationFiles
      .flatMap((path) => referencesOf(path, files.read(path) ?? ""))
      .filter((reference) => !reference.remote && !exists(reference, files))
      .map(({ from, steps, field, value, path }) => ({
        rule: this.name,
        message:
          path === undefined
            ? `${field} names ${value}, which is outside of the repository.`
            : `${field} names ${value}, which does not exist.`,
        ...whereInFile(subject, from, steps),
        hint: "kustomize refuses to build it.",
      }));
  },
};

function exists({ path }: Reference, files: Files): boolean {
  if (path === undefined) return false;
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
