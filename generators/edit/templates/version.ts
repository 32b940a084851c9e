import { createHash } from "node:crypto";
import type { Files } from "../../base/files.ts";
import { asEarlier } from "../../model/layouts/earlier-templates.ts";
import { templatesBelow } from "./templates.ts";

/** Templates as they are now, and as they were. */
export interface Templates extends Files {
  /**
   * All templates as they were when those of one folder had a version.
   * @throws UserError where they can't be found.
   */
  at(version: string, folder: string): Files;
}

/** Hexadecimal digits of a version: 48 bits, for some dozens of versions. */
const DIGITS = 12;

/**
 * The version of a folder of templates: a hash of the paths and the texts of its `.hbs` files.
 * Nobody has to raise it, and nobody can forget to; other files beside them do not count.
 */
export function versionOf(templates: Files, folder: string): string {
  const hash = createHash("sha256");
  for (const path of templatesBelow(templates, folder)) {
    hash.update(JSON.stringify(asEarlier(folder, path, templates.read(path) ?? "")));
  }
  return hash.digest("hex").slice(0, DIGITS);
}
