import { stringify } from "yaml";
import type { Files } from "../../base/files.ts";
import { renderFolder } from "../templates/templates.ts";
import type { Tree } from "../tree.ts";
import { append } from "./append-object.ts";

/** A source to write: its kind, its name, and its spec as plain data. */
export interface NewSource {
  readonly kind: string;
  readonly name: string;
  readonly spec: object;
}

/** Adds a source at the end of the bootstrap's file of sources. @throws UserError */
export function appendSource({ kind, name, spec }: NewSource, tree: Tree, templates: Files): void {
  const values = {
    kind,
    sourceName: name,
    // Kubernetes reads YAML 1.1: a word that is a boolean there is quoted.
    spec: stringify(spec, { lineWidth: 0, compat: "yaml-1.1" })
      .trimEnd()
      .replace(/^(?=.)/gm, "  "),
  };
  for (const { text } of renderFolder(templates, "source", values)) {
    append(text, tree.layout.path("sources"), tree);
  }
}
