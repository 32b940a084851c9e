import { shownPath } from "../../base/text/diff.ts";
import { jsonDocument } from "../../base/text/json.ts";
import type { Report, ReportedFinding } from "./report.ts";

/** One JSON document; docs/validate.md describes it. What is not known is left out. */
export function findingsJson({ findings, ignored, summary, label }: Report): string {
  const plain = ({ rule, message, path, line, column, object, hint }: ReportedFinding) => ({
    rule,
    message,
    path: path === undefined ? undefined : shownPath(label, path),
    line,
    column,
    object,
    hint,
  });
  const document = {
    repository: label,
    findings: findings.map(plain),
    ignored: ignored.map(({ finding, reason, path, line }) => ({
      ...plain(finding),
      ignored: { reason, path: shownPath(label, path), line },
    })),
    summary: { ...summary, program: summary.program ?? null },
  };
  return jsonDocument(document);
}
