import type { FileChange } from "../files.ts";
import type { Problem } from "../problem/problem.ts";
import { shownPath, unifiedDiff } from "./diff.ts";
import { escaped } from "./text.ts";

/** What `--json` tells of a change. */
export interface Result {
  readonly command: string;
  readonly repository: string;
  readonly written: boolean;
  readonly changes: readonly FileChange[];
  readonly notes: readonly string[];
  readonly next: readonly string[];
  /** Folders that kustomize built, and the program; none where rendering was not checked. */
  readonly built: readonly string[];
  readonly program: string | undefined;
  readonly earlier: readonly Problem[];
  /** With `--commit`; the id once there is one. */
  readonly commit?: { readonly branch: string; readonly message: string; readonly id?: string };
}

/** One JSON document for a change that was planned, with a line end. */
export function resultJson(result: Result): string {
  const { command, repository, written, changes, notes, next, built, program, earlier } = result;
  const { commit } = result;
  return jsonDocument({
    command,
    repository,
    written,
    ...(commit === undefined ? {} : { commit }),
    changes: changes.map(({ kind, path }) => ({ kind, path: shownPath(repository, path) })),
    diff: unifiedDiff(changes, repository),
    notes,
    next,
    rendering: { program: program ?? null, built },
    problems: [],
    earlierProblems: earlier.map(plain),
  });
}

/** One JSON document for a command that was refused. */
export function refusalJson(command: string, problems: readonly Problem[]): string {
  return jsonDocument({ command, written: false, changes: [], problems: problems.map(plain) });
}

/** A problem without what only the program itself can use. */
function plain({ rule, message, path, line, lines, hint }: Problem): object {
  return { rule, message, path, line, lines, hint };
}

/** The same JSON whatever reads it, and harmless on a terminal. */
export function jsonDocument(value: object): string {
  return `${escaped(JSON.stringify(value, null, 2))}\n`;
}
