import type { Problem } from "../../base/problem/problem.ts";
import type { Paint } from "../../base/text/text.ts";

/** What was looked at. */
export interface Summary {
  readonly files: number;
  readonly objects: number;
  readonly builds: number;
  /** What rendered; undefined where nothing was rendered. */
  readonly program: string | undefined;
  /** Why folders were not built, one sentence each. */
  readonly notBuilt: readonly string[];
  /** Kinds that no schema is known for, and their objects: nobody looked at their fields. */
  readonly withoutSchema: readonly { readonly kind: string; readonly count: number }[];
}

/** A rule as it is told to people. */
export interface RuleText {
  readonly name: string;
  readonly summary: string;
  readonly why: string;
  readonly fix: string;
}

/** A problem, and the object that it is about. */
export interface ReportedFinding extends Problem {
  /** For example `Deployment dev/app`. */
  readonly object?: string;
}

/** A problem that does not count, why, and where that is written. */
interface IgnoredFound {
  readonly finding: ReportedFinding;
  readonly reason: string;
  readonly path: string;
  readonly line: number;
}

/** What `validate` has to say. */
export interface Report {
  /** Sorted by place. */
  readonly findings: readonly ReportedFinding[];
  readonly ignored: readonly IgnoredFound[];
  /** The rules that ran. */
  readonly rules: readonly RuleText[];
  readonly summary: Summary;
  /** The repository as messages name it. */
  readonly label: string;
  /** The text of a file of the repository. */
  readonly textOf: (path: string) => string | undefined;
}

/** Where a report is read. */
export interface Screen {
  readonly paint: Paint;
  /** Characters in a line; undefined where nobody minds. */
  readonly width: number | undefined;
}

/** A report as text for a person or a program. */
export type ReportFormat = (report: Report, screen: Screen) => string;
