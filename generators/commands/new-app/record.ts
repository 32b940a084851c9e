import type { Files } from "../../base/files.ts";
import { given } from "../../base/options/given.ts";
import { versionOf } from "../../edit/templates/version.ts";
import { recordText } from "../command/record.ts";
import type { OPTIONS } from "./options.ts";

/** The folder of an app's templates. */
export const TEMPLATES = "app";

/** What of a record is answered. */
const RECORDED = [
  "image",
  "port",
  "expose",
  "host",
  "health-path",
  "ready-path",
  "metrics-path",
  "start-seconds",
  "config",
  "secret",
  "secret-store",
  "cpu",
  "memory",
  "cpu-limit",
  "memory-limit",
  "replicas",
] as const;

/**
 * What an app's base was made from, its defaults included: a default that changes is not an
 * app's. Its name is its folder's, and who runs it is in the overlays.
 */
export function applicationRecord(answers: (typeof OPTIONS)["answers"], templates: Files): string {
  return recordText(
    { templates: versionOf(templates, TEMPLATES), answers: given(answers, ...RECORDED) },
    TEMPLATES,
  );
}
