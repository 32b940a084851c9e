import type { Files } from "../../base/files.ts";
import { versionOf } from "../../edit/templates/version.ts";
import { many, one, type RawAnswers } from "../command/generator.ts";
import { recordText } from "../command/record.ts";

/** The folder of a component's templates. */
export const TEMPLATES = "component";

/**
 * What a component was made from. Its name is its folder's. The chart's values stand in its
 * ConfigMap, and belong to whoever edits them there: a record repeats no file of a user.
 */
export function componentRecord(answers: RawAnswers, templates: Files): string {
  const given = ["repo-url", "oci", "chart", "version", "namespace"];
  const raw = {
    ...Object.fromEntries(given.map((name) => [name, one(answers, name)])),
    "depends-on": many(answers, "depends-on"),
  };
  return recordText({ templates: versionOf(templates, TEMPLATES), answers: raw }, TEMPLATES);
}
