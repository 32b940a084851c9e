import { isDeepStrictEqual } from "node:util";
import type { Files } from "../../../base/files.ts";
import { type Problem, UserError } from "../../../base/problem/problem.ts";
import { at, listAt, textAt } from "../../../base/yaml/at.ts";
import { dataOf } from "../../../base/yaml/data.ts";
import { placeAt } from "../../../base/yaml/place.ts";
import { kustomizationFileIn, referencesOf } from "../../../model/kustomize/references.ts";
import { readDocuments } from "../../../model/objects/documents.ts";
import {
  fieldOf,
  objectReferences,
  placesIn,
  type ReaderPlace,
} from "../../../model/views/readers.ts";
import { type RemovedObjects, removedObjects } from "./removed-objects.ts";

/** The files of a repository now, and as they would be. */
interface Sides {
  readonly before: Files;
  readonly after: Files;
}

/**
 * Refuses a removal that leaves something which names what is gone: a kustomization file a file
 * or folder, a manifest an object, a namespace, or a kind of object.
 * @throws UserError with each of these places.
 */
export function refuseDangling(before: Files, after: Files): void {
  const gone = removedObjects(before, after);
  const sides = { before, after };
  const found = [
    ...danglingPaths(sides),
    ...danglingObjects(gone, sides),
    ...danglingNamespaces(gone, sides),
    ...danglingKinds(gone, sides),
  ];
  // One line may name an object and its namespace.
  const seen = new Set<string>();
  const problems = found.filter(({ path, line }) => {
    const place = `${path}:${line}`;
    const isNew = !seen.has(place);
    seen.add(place);
    return isNew;
  });
  if (problems.length > 0) throw new UserError(problems);
}

function danglingPaths({ before, after }: Sides): Problem[] {
  const isThere = (files: Files, path: string) =>
    (path !== "." && files.read(path) !== undefined) ||
    kustomizationFileIn(files, path) !== undefined;
  return readDocuments(after).kustomizationFiles.flatMap((from) => {
    const text = after.read(from) ?? "";
    return referencesOf(from, text)
      .filter(({ path }) => path !== undefined && isThere(before, path) && !isThere(after, path))
      .map(({ value, steps, field }) =>
        problem(
          { before, after },
          { path: from, document: 0, steps },
          `${field} of ${from} names ${value}`,
        ),
      );
  });
}

function danglingObjects(gone: RemovedObjects, { before, after }: Sides): Problem[] {
  return objectReferences(after)
    .filter(gone.isNamed)
    .map(({ kind, name, place }) => {
      const steps = [...place.steps, "name"];
      const what = `${fieldOf(place.steps)} of ${place.owner} names the ${kind} ${name}`;
      return problem({ before, after }, { ...place, steps }, what);
    });
}

/** Objects in the namespace, and whatever else names it. */
function danglingNamespaces(gone: RemovedObjects, { before, after }: Sides): Problem[] {
  const namespaces = namesOf(gone, "Namespace");
  if (namespaces.size === 0) return [];
  return placesIn(after).flatMap(({ place, value }) => {
    const field = place.steps.at(-1);
    if (field !== "namespace" && field !== "targetNamespace") return [];
    if (typeof value !== "string" || !namespaces.has(value)) return [];
    const what =
      place.steps[0] === "metadata"
        ? `${place.owner} is in the namespace ${value}`
        : `${place.owner} names the namespace ${value}`;
    return [problem({ before, after }, place, what)];
  });
}

/** Objects of a CustomResourceDefinition. */
function danglingKinds(gone: RemovedObjects, { before, after }: Sides): Problem[] {
  const kinds = new Set(
    gone.objects
      .filter(({ kind }) => kind === "CustomResourceDefinition")
      .map(({ data }) => `${textAt(data, "spec", "group")}/${at(data, "spec", "names", "kind")}`),
  );
  if (kinds.size === 0) return [];
  return readDocuments(after)
    .objects.filter(({ group, kind }) => kinds.has(`${group}/${kind}`))
    .flatMap(({ kind, name, origin }) =>
      origin === undefined
        ? []
        : [
            problem(
              { before, after },
              { ...origin, steps: ["kind"] },
              `${kind} ${name} needs the CustomResourceDefinition of its kind`,
            ),
          ],
    );
}

/** Places that are shown of what may be in every app. */
const SHOWN = 3;

/** What will select a namespace that is gone, in one sentence: that breaks nothing. */
export function selectorNotes(before: Files, after: Files): string[] {
  const namespaces = namesOf(removedObjects(before, after), "Namespace");
  if (namespaces.size === 0) return [];
  const places = placesIn(after).flatMap(({ place, value }) => {
    const isName = place.steps.at(-1) === "kubernetes.io/metadata.name";
    if (!isName || typeof value !== "string" || !namespaces.has(value)) return [];
    const found = placeAt(place.path, after.read(place.path) ?? "", place.document, place.steps);
    return [`${place.path}:${found?.line}`];
  });
  if (places.length === 0) return [];
  const more = places.length > SHOWN ? ` and ${places.length - SHOWN} more` : "";
  return [
    `Selectors that will find ${[...namespaces].join(", ")} no more: ${places.slice(0, SHOWN).join(", ")}${more}.`,
  ];
}

function namesOf({ objects }: RemovedObjects, kind: string): ReadonlySet<string> {
  return new Set(objects.filter((each) => each.kind === kind).map(({ name }) => name));
}

function problem(
  { before, after }: Sides,
  place: Pick<ReaderPlace, "path" | "document" | "steps">,
  what: string,
): Problem {
  return {
    rule: "dangling",
    message: `${what}, which would be gone.`,
    path: place.path,
    ...placeBefore({ before, after }, place),
    hint: "Take it out there first.",
  };
}

/**
 * Where a place of the files as they would be is now: that is the file that a person opens. In a
 * list from which items would go it is further down.
 */
function placeBefore(
  { before, after }: Sides,
  { path, document, steps }: Pick<ReaderPlace, "path" | "document" | "steps">,
): ReturnType<typeof placeAt> {
  const [now = "", planned = ""] = [before.read(path), after.read(path)];
  const wanted = at(dataOf(path, planned)[document], ...steps);
  const index = steps.findIndex((step) => typeof step === "number");
  const first = Number(steps[index]);
  const length = listAt(dataOf(path, now)[document], ...steps.slice(0, index)).length;
  const tries =
    index < 0
      ? [steps]
      : Array.from({ length: Math.max(length - first, 0) }, (_, more) =>
          steps.with(index, first + more),
        );
  const found = tries.find((each) =>
    isDeepStrictEqual(at(dataOf(path, now)[document], ...each), wanted),
  );
  return placeAt(path, now, document, found ?? steps);
}
