import type { Files } from "../../base/files.ts";
import { given } from "../../base/options/given.ts";
import { versionOf } from "../../edit/templates/version.ts";
import { recordText } from "../command/record.ts";
import type { ComponentAnswers } from "./options.ts";

/** The folder of a component's templates. */
export const TEMPLATES = "component";

/**
 * What a component was made from. Its name is its folder's. The chart's values stand in its
 * ConfigMap, and belong to whoever edits them there: a record repeats no file of a user.
 */
export function componentRecord(answers: ComponentAnswers, templates: Files): string {
  const names = ["repo-url", "oci", "chart", "version", "namespace", "depends-on"] as const;
  return recordText(
    { templates: versionOf(templates, TEMPLATES), answers: given(answers, ...names) },
    TEMPLATES,
  );
}
