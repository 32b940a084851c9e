import { type FileReference, referencesOf } from "../../../model/kustomize/references.ts";
import { whereInFile } from "../../locate/where.ts";
import type { Finding, Rule, Subject } from "../../rule.ts";
import { INCLUDING, twiceIn } from "./twice.ts";

/** No build includes a file or folder twice. */
export const includedTwice: Rule = {
  name: "included-twice",
  needs: "builds",
  summary: "No kustomization file includes a path twice, and no build reads a base on two ways.",
  why: "kustomize refuses an object that the build has already (`already registered id`), and names the object instead of the two lines that brought it in. A component that is listed twice is applied twice.",
  fix: "Take one of the two lines out. A base that two others share belongs where both are listed. Only with a different `namePrefix`, `nameSuffix` or `namespace` on each way are two copies two objects.",
  check(subject) {
    const { files, documents, renderings } = subject;
    const listed = documents.kustomizationFiles.flatMap((path) =>
      repeated(referencesOf(path, files.read(path) ?? "")),
    );
    const built = renderings.flatMap((rendering) => {
      const twice = twiceIn(rendering, subject);
      return twice?.kind === "included" ? [[twice.first, twice.second] as const] : [];
    });
    return [...listed, ...built].map(([first, second]) => findingOf(first, second, subject));
  },
};

type Pair = readonly [first: FileReference, second: FileReference];

/** Each reference of a file to a path that it has included before. */
function repeated(references: readonly FileReference[]): Pair[] {
  const seen = new Map<string, FileReference>();
  return references.flatMap((reference): Pair[] => {
    const { field, path } = reference;
    if (!INCLUDING.has(field) || path === undefined) return [];
    const first = seen.get(path);
    if (first === undefined) seen.set(path, reference);
    return first === undefined ? [] : [[first, reference]];
  });
}

function findingOf(first: FileReference, second: FileReference, subject: Subject): Finding {
  const { line } = whereInFile(subject, first.from, first.steps);
  const isOneFile = first.from === second.from;
  return {
    rule: includedTwice.name,
    message: isOneFile
      ? `${second.field} includes ${second.value}, which is included already.`
      : `${second.field} includes ${second.value}, and so does ${first.from}: one build gets it twice.`,
    ...whereInFile(subject, second.from, second.steps),
    hint: `The other line is ${first.from}:${line}. Take one of them out.`,
  };
}
