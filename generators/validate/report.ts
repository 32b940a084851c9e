import type { Inspection } from "../checks/checks.ts";
import type { Finding, Rule, Subject } from "../checks/rule.ts";
import { titleOf } from "../cluster/object.ts";
import type { Found, Report } from "../report/formats.ts";
import { readIfPossible } from "../tree/files.ts";
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

function found({ about, each: _, ...problem }: Finding): Found {
  return about === undefined ? problem : { ...problem, object: titleOf(about) };
}
