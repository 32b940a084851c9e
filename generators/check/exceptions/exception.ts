import type { Finding } from "../rule.ts";

/** A rule that does not count in one place, and why. */
export interface Exception {
  readonly rule: string;
  readonly reason: string;
  /** Where it is written. */
  readonly path: string;
  readonly line: number;
  readonly column: number;
  /** Whether a finding is its own. */
  covers(finding: Finding): boolean;
  /** Whether what it says concerns a file. */
  reaches(path: string): boolean;
}

/** The exceptions of a repository, and what is wrong with those that don't count. */
export interface Exceptions {
  readonly exceptions: readonly Exception[];
  readonly faults: readonly Finding[];
}

/** A finding that does not count, and the exception that says so. */
export interface Ignored {
  readonly finding: Finding;
  readonly exception: Exception;
}

/** The rule that looks at exceptions themselves. */
export const EXCEPTION = "exception";
