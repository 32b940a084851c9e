import { posix } from "node:path";
import { type Problem, UserError } from "../../base/problem/problem.ts";
import type { Repository } from "../../model/views/repository.ts";
import { RECORD, readRecord, type UnitRecord } from "../command/record.ts";
import type { UnitKind } from "../command/unit.ts";
import { applicationUnit } from "../new-app/unit.ts";
import { componentUnit } from "../new-component/unit.ts";
import { environmentUnit } from "../new-env/unit.ts";

/** What has a record. */
export const UNITS: readonly UnitKind[] = [environmentUnit, applicationUnit, componentUnit];

/** A unit that has a record. */
export interface Recorded extends UnitRecord {
  readonly kind: UnitKind;
  readonly name: string;
  /** The path of its record. */
  readonly record: string;
}

/** `app checkout`, as in the flag that names it. */
export function label({ kind, name }: Pick<Recorded, "kind" | "name">): string {
  return `${kind.name} ${name}`;
}

/** The units that have a record, by kind and name. */
export function recordedUnits(
  repository: Repository,
): Pick<Recorded, "kind" | "name" | "record">[] {
  return UNITS.flatMap((kind) =>
    [...kind.folders(repository)].flatMap(([name, folder]) => {
      const record = posix.join(folder, RECORD);
      return repository.files.read(record) === undefined ? [] : [{ kind, name, record }];
    }),
  );
}

/** The names that were given, by the kind of unit. */
type Selection = { readonly [Kind in UnitKind["name"]]?: readonly string[] | undefined };

/**
 * The units that options name; without any of these options all that have a record.
 * @throws UserError for a name without a unit, a unit without a record, a record of no form.
 */
export function selectedUnits(named: Selection, repository: Repository): Recorded[] {
  const problems: Problem[] = [];
  const all = recordedUnits(repository);
  const isNamed = UNITS.some(({ name }) => named[name] !== undefined);
  for (const kind of UNITS) {
    for (const name of named[kind.name] ?? []) {
      if (all.some((each) => each.kind === kind && each.name === name)) continue;
      problems.push(missing(kind, name, repository, all));
    }
  }
  const chosen = all.filter(
    ({ kind, name }) => !isNamed || named[kind.name]?.includes(name) === true,
  );
  const units = chosen.flatMap((each) => {
    try {
      return [{ ...each, ...readRecord(each.record, repository.files.read(each.record) ?? "") }];
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      problems.push(...error.problems);
      return [];
    }
  });
  if (problems.length > 0) throw new UserError(problems);
  return units;
}

/** The options that name these units. */
export function named(units: readonly Recorded[]): Selection {
  const given = UNITS.map(({ name }): [string, string[]] => [
    name,
    units.filter(({ kind }) => kind.name === name).map((unit) => unit.name),
  ]);
  return Object.fromEntries(given.filter(([, names]) => names.length > 0));
}

function missing(
  kind: UnitKind,
  name: string,
  repository: Repository,
  all: readonly Pick<Recorded, "kind" | "name">[],
): Problem {
  const folder = kind.folders(repository).get(name);
  const known = all.filter((each) => each.kind === kind).map((each) => each.name);
  const hint = `With a record: ${known.join(", ") || "none"}.`;
  return folder === undefined
    ? { rule: "name", message: `There is no ${kind.name} ${JSON.stringify(name)}.`, hint }
    : {
        rule: "record",
        message: `${label({ kind, name })} has no ${RECORD}: what it was made from is not known.`,
        path: folder,
        hint,
      };
}
