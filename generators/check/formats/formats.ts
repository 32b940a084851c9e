import { findingsJson } from "./findings-json.ts";
import { findingsText } from "./findings-text.ts";
import { githubAnnotations } from "./github.ts";
import { junit } from "./junit.ts";
import type { ReportFormat } from "./report.ts";
import { sarif } from "./sarif.ts";

/** By the value of `--format`. */
export const FORMATS: Readonly<Record<string, ReportFormat>> = {
  text: findingsText,
  json: findingsJson,
  sarif,
  github: githubAnnotations,
  junit,
};
