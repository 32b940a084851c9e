import type { Problem } from "../problem/problem.ts";
import { findingsText } from "./findings-text.ts";
import type { Paint } from "./text.ts";

/** What was looked at. */
export interface Summary {
  readonly files: number;
  readonly objects: number;
  readonly builds: number;
  /** What rendered; undefined where nothing was rendered. */
  readonly program: string | undefined;
  /** Why folders were not built, one sentence each without a full stop. */
  readonly notBuilt: readonly string[];
  /** Kinds that no schema is known for, and their objects: nobody looked at their fields. */
  readonly withoutSchema: readonly { readonly kind: string; readonly count: number }[];
}

/** What `validate` has to say. */
export interface Report {
  readonly findings: readonly Problem[];
  readonly summary: Summary;
  /** The repository as messages name it. */
  readonly label: string;
  /** The text of a file of the repository. */
  readonly textOf: (path: string) => string | undefined;
}

/** A report as text for a person or a program. */
export type Format = (report: Report, paint: Paint) => string;

/** By the value of `--format`. */
export const FORMATS: Readonly<Record<string, Format>> = { text: findingsText };
