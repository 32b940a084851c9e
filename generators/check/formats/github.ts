import { shownPath } from "../../base/text/diff.ts";
import { visible } from "../../base/text/text.ts";
import { summaryText } from "./findings-summary.ts";
import type { Report, ReportedFinding } from "./report.ts";

/**
 * Workflow commands of GitHub Actions, an annotation each, and what was looked at for the log.
 * https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
 */
export function githubAnnotations(report: Report): string {
  const annotations = report.findings.map((finding) => annotation(finding, report.label));
  return `${annotations.join("")}${summaryText(report)}`;
}

function annotation(
  { rule, message, path, line, column, hint }: ReportedFinding,
  label: string,
): string {
  const properties = Object.entries({
    file: path === undefined ? undefined : shownPath(label, path),
    line,
    col: column,
    title: rule,
  }).flatMap(([key, value]) => (value === undefined ? [] : [`${key}=${property(String(value))}`]));
  const text = hint === undefined ? message : `${message}\n${hint}`;
  return `::error ${properties.join(",")}::${data(text)}\n`;
}

/** As the toolkit of GitHub Actions escapes it, other control characters made visible. */
function data(text: string): string {
  return visible(text).replaceAll("%", "%25").replaceAll("\n", "%0A");
}

function property(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
