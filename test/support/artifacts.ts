import { createHash } from "node:crypto";
import { appendFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { placeInArtifact } from "../../generators/cluster/artifacts.ts";
import { artifactGeneratorsIn } from "../../generators/repository/objects.ts";
import { parseYaml } from "../../generators/yaml/parse.ts";
import { filesBelow } from "./project.ts";

/** What source-watcher would put into each artifact: its files by path. */
export function artifactsOf(folder: string): Map<string, Map<string, string>> {
  const path = join(folder, "bootstrap", "artifacts.yaml");
  const generators = artifactGeneratorsIn(parseYaml(path, readFileSync(path, "utf8")));
  const files = [...filesBelow(folder)].map(([file, text]) => [`flux-cd/${file}`, text] as const);
  return new Map(
    generators.flatMap(({ artifacts }) =>
      artifacts.map(({ name, copy }) => {
        const content = new Map<string, string>();
        for (const { from, to } of copy) {
          const operation = {
            from: from.replace("@repo/", ""),
            to: to.replace("@artifact/", ""),
            source: undefined,
            exclude: [],
            isExtracted: false,
          };
          const placed = files.flatMap(([file, text]) => {
            const place = placeInArtifact(file, operation);
            return place === undefined ? [] : [[place, text] as const];
          });
          // source-watcher fails the whole artifact where a copy finds nothing.
          expect(placed, from).not.toEqual([]);
          for (const [place, text] of placed) content.set(place, text);
        }
        return [name, content] as const;
      }),
    ),
  );
}

function revisions(folder: string): Record<string, string> {
  return Object.fromEntries(
    [...artifactsOf(folder)].map(([name, files]) => [
      name,
      createHash("sha256")
        .update(JSON.stringify([...files].sort()))
        .digest("hex"),
    ]),
  );
}

/** The artifacts that have another revision after a commit to a file. */
export function changedBy(folder: string, file: string): string[] {
  const before = revisions(folder);
  appendFileSync(join(folder, file), "# A commit.\n");
  const now = revisions(folder);
  return Object.keys(before).filter((name) => before[name] !== now[name]);
}
