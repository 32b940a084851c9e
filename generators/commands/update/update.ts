import { type Problem, UserError } from "../../base/problem/problem.ts";
import { firstDocument, nodeAt } from "../../base/yaml/parse.ts";
import { type Templates, versionOf } from "../../edit/templates/version.ts";
import type { Tree } from "../../edit/tree.ts";
import { replaceScalar, replaceScalars } from "../../edit/yaml/edit.ts";
import type { Repository } from "../../model/views/repository.ts";
import { defineCommand } from "../command/command.ts";
import type { Plan, PlanContext } from "../command/plan.ts";
import type { MergeSide } from "./merge.ts";
import { OPTIONS, type UpdateAnswers } from "./options.ts";
import { named, type Recorded, selectedUnits } from "./selection.ts";
import { type UnitOutcome, updateFiles } from "./unit-files.ts";
import { behindProblem, listed, notesOn, ofEarlier, ofUnit, withHint } from "./words.ts";

const UPDATE = { name: "update", options: OPTIONS };

/** `update`: what the templates have changed since, in what was generated from them. */
export const update = defineCommand({
  ...UPDATE,
  summary: "Bring later changes of the templates into what was made from them; edits stay.",
  looks: "check",
  plan: planUpdate,
});

function planUpdate(answers: UpdateAnswers, context: PlanContext): Plan {
  const { repository, tree, templates, commandLine } = context;
  const { conflicts: side, check } = answers;
  const units = selectedUnits(answers, repository);
  const commandFor = (some: readonly Recorded[]) => commandLine(UPDATE, named(some));
  const behind = units.flatMap((unit) => {
    const version = versionOf(templates, unit.kind.templates);
    return unit.templates === version ? [] : [{ unit, version }];
  });
  if (behind.length === 0) {
    return { notes: [`Up to date: ${listed(units)}.`], subject: "Update nothing", next: [] };
  }
  if (check) {
    throw new UserError(behind.map(({ unit }) => behindProblem(unit, commandFor([unit]))));
  }

  const problems: Problem[] = [];
  const failed = new Set<Recorded>();
  const notes: string[] = [];
  for (const { unit, version } of behind) {
    try {
      const outcome = updateUnit(unit, repository, tree, templates, side);
      setVersion(unit, version, tree);
      notes.push(...notesOn(unit, outcome));
      if (outcome.conflicts.length > 0) failed.add(unit);
      problems.push(...outcome.conflicts);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      failed.add(unit);
      problems.push(...error.problems.map((problem) => ofUnit(unit, problem)));
    }
  }
  const updated = behind.map(({ unit }) => unit);
  if (problems.length > 0) throw new UserError(withHint(problems, failed, updated, commandFor));
  const folders = [...new Set(updated.map(({ kind }) => `templates/${kind.templates}`))];
  return {
    notes: [...notes, `What has changed in the templates: git log -p -- ${folders.join(" ")}`],
    subject: `Update ${listed(updated)} to the templates`,
    next: [],
  };
}

function updateUnit(
  unit: Recorded,
  repository: Repository,
  tree: Tree,
  templates: Templates,
  side: MergeSide | undefined,
): UnitOutcome {
  const { kind, name, answers } = unit;
  // First as they are: what is wrong with the answers is said before any history is read.
  const now = kind.render(name, answers, repository, templates);
  const earlier = templates.at(unit.templates, kind.templates);
  try {
    return updateFiles(kind.render(name, answers, repository, earlier), now, tree, side);
  } catch (error) {
    throw error instanceof UserError ? new UserError(error.problems.map(ofEarlier(unit))) : error;
  }
}

function setVersion({ record }: Recorded, version: string, tree: Tree): void {
  const file = tree.yaml(record);
  const node = nodeAt(firstDocument(file).contents, "templates");
  tree.edit(record, replaceScalars(file, [replaceScalar(file, node, version)]));
}
