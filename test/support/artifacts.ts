import { expect } from "vitest";
import { readDocuments } from "../../generators/model/objects/documents.ts";
import { artifactsOf, placeInArtifact } from "../../generators/model/sources/artifacts.ts";
import { filesOf, type Texts } from "./memory.ts";
import { filesBelow } from "./project.ts";

/** What source-watcher would put into each artifact: its files by path. */
export function contentsOf(texts: Texts): Map<string, Map<string, string>> {
  const files = [...texts].map(([path, text]) => [`flux-cd/${path}`, text] as const);
  const artifacts = [...artifactsOf(readDocuments(filesOf(texts)).objects).values()];
  return new Map(
    artifacts.map(({ name, copies }) => {
      const content = new Map<string, string>();
      for (const copy of copies) {
        const placed = files.flatMap(([path, text]) => {
          const place = placeInArtifact(path, copy);
          return place === undefined ? [] : [[place, text] as const];
        });
        // source-watcher fails the whole artifact where a copy finds nothing.
        expect(placed, copy.from).not.toEqual([]);
        for (const [place, text] of placed) content.set(place, text);
      }
      return [name, content];
    }),
  );
}

/** The artifacts whose content a commit changes: their syncs reconcile. */
export function changedArtifacts(before: Texts, after: Texts): string[] {
  const [was, is] = [before, after].map(
    (texts) =>
      new Map(
        [...contentsOf(texts)].map(([name, files]) => [name, JSON.stringify([...files].sort())]),
      ),
  ) as [Map<string, string>, Map<string, string>];
  return [...is].filter(([name, content]) => was.get(name) !== content).map(([name]) => name);
}

/** The artifacts that have another revision after a commit to a file. */
export function changedBy(folder: string, file: string): string[] {
  const before = filesBelow(folder);
  const text = `${before.get(file)}# A commit.\n`;
  return changedArtifacts(before, new Map(before).set(file, text));
}
