import { readIfPossible } from "../../base/files.ts";
import type { Inspection } from "../../check/checks.ts";
import type { Report, ReportedFinding } from "../../check/formats/report.ts";
import type { Finding, Rule, Subject } from "../../check/rule.ts";
import { titleOf } from "../../model/objects/object.ts";
import { summaryOf } from "./summary.ts";

/** What rules found, for a reader. */
export function reportOf(
  { findings, ignored }: Inspection,
  rules: readonly Rule[],
  subject: Subject,
  { program, label }: { readonly program: string | undefined; readonly label: string },
): Report {
  return {
    findings: findings.map(found),
    ignored: ignored.map(({ finding, exception: { reason, path, line } }) => ({
      finding: found(finding),
      reason,
      path,
      line,
    })),
    rules,
    summary: summaryOf(subject, program),
    label,
    textOf: (path) => (path === "" ? undefined : readIfPossible(subject.files, path)),
  };
}

function found({ about, each: _, ...problem }: Finding): ReportedFinding {
  return about === undefined ? problem : { ...problem, object: titleOf(about) };
}
