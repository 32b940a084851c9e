import { UserError } from "../../base/problem/problem.ts";
import { at } from "../../base/yaml/at.ts";
import { placeAt } from "../../base/yaml/place.ts";
import { editObject } from "../../edit/manifests/edit.ts";
import { removeObject } from "../../edit/manifests/remove-object.ts";
import type { Tree } from "../../edit/tree.ts";
import { setValues } from "../../edit/yaml/mapping.ts";
import { type Dependent, fileOf, type Source } from "../../model/views/objects.ts";
import { defineCommand } from "../command/command.ts";
import type { Plan, PlanContext } from "../command/plan.ts";
import { orphanSync } from "./left/orphan-sync.ts";
import { secondStep } from "./left/second-step.ts";
import { removalOptions } from "./options.ts";
import { REMOVE_ENVIRONMENT } from "./remove-environment.ts";
import { removeFromAlerts } from "./wiring/alerts.ts";
import { refuseDangling, selectorNotes } from "./wiring/dangling.ts";
import { consumersOf, removableIn } from "./wiring/source-consumers.ts";
import { readersOf, removeArtifact } from "./wiring/sources.ts";

const OPTIONS = removalOptions({
  label: "Source",
  value: "[KIND/]NAME",
  help: "the source; its kind where two have the name",
  example: "shop",
  names: (repository) => removableIn(repository).map((each) => nameIn(repository.sources, each)),
  known: ({ sources }) => sources.map((each) => nameIn(sources, each)),
  isNamed: (name, { sources }) => sourceNamed(name, sources) !== undefined,
});

const REMOVE_SOURCE = { name: "remove:source", options: OPTIONS };

/** `remove:source`: the inverse of `new:source`, from what the repository holds now. */
export const removeSource = defineCommand({
  ...REMOVE_SOURCE,
  summary: "Remove a source of the bootstrap, and what reads it.",
  plan({ name, orphan }, context) {
    const source = sourceNamed(name, context.repository.sources) as Source;
    return orphan ? planOrphan(source, context) : planRemoval(source, context);
  },
});

/** The source of a name, with its kind or, where one has the name, without. */
function sourceNamed(name: string, sources: readonly Source[]): Source | undefined {
  return sources.find(
    (each) => `${each.kind}/${each.name}` === name || nameIn(sources, each) === name,
  );
}

/** A source's name, with its kind where another kind has a source of that name. */
function nameIn(all: readonly Source[], { kind, name }: Source): string {
  return all.filter((each) => each.name === name).length > 1 ? `${kind}/${name}` : name;
}

function planRemoval(source: Source, context: PlanContext): Plan {
  const { repository, tree } = context;
  takeOut(source, context);
  const told = removeFromAlerts(repository, tree);
  refuseDangling(repository.files, tree);
  return {
    notes: [...told, ...selectorNotes(repository.files, tree)],
    subject: `Remove ${source.kind} ${source.name}`,
    next: [],
    typed: source.name,
    removes: tree,
  };
}

/** @throws UserError with every other place where the source is read. */
function takeOut(source: Source, { repository, tree, commandLine }: PlanContext): void {
  const { syncs, releases } = consumersOf(source, repository);
  for (const { object } of [...syncs, ...releases]) removeObject(object, tree);
  for (const sync of syncs) removeArtifact(sync, repository, tree);
  const problems = readersOf(source, tree).map(({ place }) => {
    const { path, document, steps, owner } = place;
    const environment = repository.environments.find(
      ({ sync }) => fileOf(sync.object) === path,
    )?.name;
    return {
      rule: "used",
      message: `${owner} reads the ${source.kind} ${source.name}.`,
      path,
      ...placeAt(path, tree.read(path) ?? "", document, [...steps, "name"]),
      hint:
        environment === undefined
          ? "Let it read another source, or remove it first."
          : `${commandLine(REMOVE_ENVIRONMENT, { name: environment })} removes both.`,
    };
  });
  if (problems.length > 0) throw new UserError(problems);
  removeObject(source, tree);
}

/** The first of two pull requests: what was applied, or installed, stays when the second comes. */
function planOrphan(source: Source, context: PlanContext): Plan {
  const { repository, tree, commandLine } = context;
  const again = commandLine(REMOVE_SOURCE, { name: nameIn(repository.sources, source) });
  const { syncs, releases } = consumersOf(source, repository);
  if (syncs.length + releases.length === 0) {
    throw UserError.of("orphan", `Nothing that runs comes from ${source.name} alone.`, {
      path: fileOf(source),
      hint: `${again} says who reads it.`,
    });
  }
  return {
    notes: [
      ...syncs.map((sync) => orphanSync(sync, again, tree)),
      ...releases.map((release) => suspend(release, again, tree)),
    ],
    subject: `Let go of ${source.kind} ${source.name}`,
    next: [`Once Flux has applied this, the second step: ${again}`],
    ...secondStep(repository, tree, (next, second) => {
      const { kind, name } = source;
      const same = next.sources.find((each) => each.kind === kind && each.name === name);
      planRemoval(same as Source, { ...context, repository: next, tree: second });
    }),
  };
}

/** Of a HelmRelease that is suspended when it is deleted, helm-controller uninstalls nothing. */
function suspend({ object, name }: Dependent, again: string, tree: Tree): string {
  const path = fileOf(object);
  if (at(object.data, "spec", "suspend") === true) {
    throw UserError.of("orphan", `${name} is suspended already: the release stays as it is.`, {
      path,
      hint: `${again} can follow at once.`,
    });
  }
  editObject(object, tree, (file, document) =>
    setValues(file, document, ["spec"], { suspend: true }),
  );
  return `${name} is suspended.`;
}
