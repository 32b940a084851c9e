import type { Problem } from "../../base/problem/problem.ts";
import { RECORD } from "../command/record.ts";
import { label, type Recorded } from "./selection.ts";
import type { UnitOutcome } from "./unit-files.ts";

/** Units by kind and name; how many there are where they would fill more than a line. */
export function listed(units: readonly Recorded[]): string {
  if (units.length === 0) return `nothing here has a ${RECORD}`;
  return units.length > 4 ? `${units.length} units` : units.map(label).join(", ");
}

/** @param command what brings it up to date. */
export function behindProblem(unit: Recorded, command: string): Problem {
  const { kind, record } = unit;
  return {
    rule: "behind",
    message: `${label(unit)} is behind: templates/${kind.templates}/ has changed since it was generated.`,
    path: record,
    hint: command,
  };
}

/** A problem of a unit's record or templates: the messages of its generator name no unit. */
export function ofUnit(unit: Recorded, problem: Problem): Problem {
  return { path: unit.record, ...problem, message: `${label(unit)}: ${problem.message}` };
}

/** A template of then that can't be rendered with the values that templates are given today. */
export function ofEarlier({ templates }: Recorded): (problem: Problem) => Problem {
  return (problem) =>
    problem.rule !== "template"
      ? problem
      : {
          ...problem,
          message: `As it was in ${templates}, ${problem.message}`,
          hint: "Templates are given other values today. Put the id of a later commit into the record, as `templates`: it then counts as made from those.",
        };
}

/** What to know of a unit that was updated, one sentence each. */
export function notesOn(unit: Recorded, { edited, deleted }: UnitOutcome): string[] {
  return [
    ...(edited.length === 0
      ? []
      : [`${label(unit)}: edits of its own stay in ${edited.map(fileName).join(", ")}.`]),
    ...deleted.map(
      (path) => `${path} was deleted and stays deleted, though its template has changed.`,
    ),
  ];
}

function fileName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** Says below the last conflict how to settle them, and how to go on with the rest meanwhile. */
export function withHint(
  problems: readonly Problem[],
  failed: ReadonlySet<Recorded>,
  behind: readonly Recorded[],
  commandFor: (units: readonly Recorded[]) => string,
): Problem[] {
  const rest = behind.filter((unit) => !failed.has(unit));
  const settle =
    "Give these lines the template's form in the file and run it again, or settle all with --conflicts ours (the file's lines) or theirs (the template's).";
  const others = rest.length === 0 ? "" : ` The others can go first: ${commandFor(rest)}`;
  const last = problems.findLastIndex(({ rule }) => rule === "conflict");
  return problems.map((problem, index) =>
    index === last ? { ...problem, hint: `${settle}${others}` } : problem,
  );
}
