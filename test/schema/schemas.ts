import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import { openSchemas, type SchemaSet } from "../../generators/model/schema/schemas.ts";
import { openFolder } from "../../generators/platform/disk/disk.ts";
import { filesBelow, ROOT } from "../support/project.ts";

export const DATA = join(ROOT, "generators", "model", "schema", "data");
export const schemas: SchemaSet = openSchemas(openFolder(DATA));

export type Manifest = Record<string, unknown> & { apiVersion: string; kind: string };

export interface Found {
  readonly path: string;
  readonly manifest: Manifest;
}

/** The objects in the YAML files below a folder of the project, without kustomization files and records. */
export function manifestsBelow(folder: string): Found[] {
  return [...filesBelow(join(ROOT, folder))]
    .filter(
      ([path]) => /\.yaml$/.test(path) && !/(?:^|\/)(?:kustomization|\.[^/]*)\.yaml$/.test(path),
    )
    .flatMap(([path, text]) =>
      [...parseAllDocuments(text)].map((document) => ({
        path: `${folder}/${path}`,
        manifest: document.toJS() as Manifest,
      })),
    );
}

/** One manifest from YAML. */
export function manifest(text: string): Manifest {
  return parseAllDocuments(text)[0]?.toJS() as Manifest;
}

/** The parsed content of a file of data/. */
export function dataFile(name: string): Record<string, unknown> {
  return JSON.parse(readFileSync(join(DATA, name), "utf8")) as Record<string, unknown>;
}
