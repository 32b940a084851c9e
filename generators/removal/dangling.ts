import { readDocuments } from "../cluster/documents.ts";
import { referencesOf } from "../kustomize/references.ts";
import { UserError } from "../problem/problem.ts";
import type { Files } from "../tree/tree.ts";
import { placeAt } from "../yaml/place.ts";

/**
 * Refuses a removal that leaves a kustomization file which names something in the folder.
 * @param files the repository as it would be.
 * @throws UserError with each of these places.
 */
export function refuseDangling(files: Files, folder: string): void {
  const problems = readDocuments(files).kustomizationFiles.flatMap((from) => {
    const text = files.read(from) ?? "";
    return referencesOf(from, text)
      .filter(({ path }) => path === folder || path?.startsWith(`${folder}/`))
      .map(({ value, steps, field }) => ({
        rule: "dangling",
        message: `${field} of ${from} names ${value}, which would be gone.`,
        path: from,
        ...placeAt(from, text, 0, steps),
        hint: "Take it out there first.",
      }));
  });
  if (problems.length > 0) throw new UserError(problems);
}
