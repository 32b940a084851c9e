import type { FileChange } from "../base/files.ts";
import type { Given } from "../base/options/given.ts";
import { answersTo } from "../base/options/settle.ts";
import { check, keyOf } from "../check/checks.ts";
import type { Finding, Subject } from "../check/rule.ts";
import { keepArtifacts } from "../commands/artifacts/cover.ts";
import type { Generator } from "../commands/command/command.ts";
import { commandLine } from "../commands/command/command-line.ts";
import type { Plan } from "../commands/command/plan.ts";
import type { Context } from "../commands/context/context.ts";
import { openKustomize } from "../commands/context/kustomize.ts";
import { Tree } from "../edit/tree.ts";
import type { Analysis } from "../model/fleet/analysis.ts";
import { analyseChange } from "../model/fleet/change.ts";
import type { FileReference } from "../model/kustomize/references.ts";
import type { Render } from "../model/rendering/renderings.ts";
import { foldersOf } from "../model/views/environment.ts";
import type { Repository } from "../model/views/repository.ts";
import type { Program } from "../platform/programs/kustomize.ts";
import { onlyThese } from "../review/compare/changed-files.ts";
import { notRenderedNote } from "../review/deletions/notes.ts";
import { tellDeletions } from "../review/deletions/tell.ts";
import { type Common, sameFor } from "./line/common.ts";
import { changedByMoves } from "./moves.ts";

/** A plan with its changes, and what the checks say of them. */
export interface Prepared {
  /** With what Flux deletes among its notes. */
  readonly plan: Plan;
  /** As the command made it. */
  readonly planned: Plan;
  readonly tree: Tree;
  readonly changes: readonly FileChange[];
  /** Problems that the change would bring in: it is refused until there are none. */
  readonly introduced: readonly Finding[];
  /** Problems that the repository has without the change. */
  readonly earlier: readonly Finding[];
  readonly rendering: PlanRendering;
}

/** What was built, or why nothing was. */
export interface PlanRendering {
  readonly program: string | undefined;
  readonly folders: readonly string[];
  /** Folders that need something from the network, which nothing here fetches. */
  readonly remote: readonly FileReference[];
  readonly skipped: boolean;
}

/** One run of a generator: all but what is given, which a person changes on the way. */
export interface Run {
  readonly command: Generator;
  readonly common: Common;
  readonly before: Repository;
  readonly context: Context;
}

/**
 * Answers, plan, artifacts, checks. Writes nothing but kustomize's temporary copy.
 * @throws UserError for answers that are wrong, and for what can't be planned.
 */
export async function prepare(run: Run, given: Given): Promise<Prepared> {
  const { command, common, before, context } = run;
  const answers = answersTo(command.options, given, before);
  const tree = new Tree(before.files, before.layout);
  const plan = command.plan(answers as never, {
    repository: before,
    tree,
    templates: context.templates,
    commandLine: (other, others) => commandLine(other, others, sameFor(run.command, common)),
  });
  const kept = keepArtifacts(before, tree);
  return checked({ planned: { ...plan, notes: [...plan.notes, ...kept] }, tree }, run);
}

/** Checks a plan again, after fixes were applied to its tree. */
export async function checked(
  { planned, tree }: Pick<Prepared, "planned" | "tree">,
  { common, before, context }: Run,
): Promise<Prepared> {
  const changes = tree.changes();
  const changed = changes.map(({ path }) => path);
  const existing = changes.filter(({ kind }) => kind !== "create").map(({ path }) => path);
  const repository = tree.model;
  const { schemas } = context;
  const lookAt = async (
    { files, fluxFiles, environments }: Repository,
    paths: readonly string[],
    render: Render | undefined,
  ): Promise<Subject> => {
    const together = environments.map(foldersOf);
    const change = { changed: paths, existing, fluxFiles, together };
    return { ...(await analyseChange(files, change, render)), schemas };
  };

  const found = check(await lookAt(repository, changed, undefined), FILES);
  // What was so before matters only where there is something now.
  const known = new Set(
    found.length === 0 ? [] : check(await lookAt(before, existing, undefined), FILES).map(keyOf),
  );
  const introduced = found.filter((finding) => !known.has(keyOf(finding)));
  const earlier = found.filter((finding) => known.has(keyOf(finding)));
  const unasked = { planned, plan: planned, tree, changes, earlier };
  if (introduced.length > 0 || changes.length === 0 || common.noRender) {
    const plan = withDeletions(planned, notRendered(planned, "--no-render"));
    return { ...unasked, plan, introduced, rendering: NOT_RENDERED };
  }

  const kustomize = await openKustomize(context);
  const after = await lookAt(repository, changed, kustomize?.render);
  const rendering = renderingOf(after, kustomize?.program);
  const inBuilds = check(after, BUILDS);
  const told =
    kustomize === undefined
      ? notRendered(planned, "neither kustomize nor kubectl is installed")
      : await deletionsOf({ planned, tree }, before, kustomize.render);
  const base = { ...unasked, plan: withDeletions(planned, told) };
  const { moves = [] } = planned;
  if (inBuilds.length === 0 && moves.length === 0) return { ...base, introduced: [], rendering };
  // A build that fails can't be checked, whoever broke it. Of the rest, what was so before
  // is not this change's.
  const old = await lookAt(before, existing, kustomize?.render);
  const wasSo = new Set(check(old, BUILDS).map(keyOf));
  const isEarlier = (finding: Finding) => finding.rule !== "build" && wasSo.has(keyOf(finding));
  return {
    ...base,
    introduced: [
      ...inBuilds.filter((finding) => !isEarlier(finding)),
      ...changedByMoves(moves, old, after),
    ],
    earlier: [...earlier, ...inBuilds.filter(isEarlier)],
    rendering,
  };
}

const FILES = ["files"] as const;
const BUILDS = ["builds"] as const;
const NOT_RENDERED: PlanRendering = { program: undefined, folders: [], remote: [], skipped: true };

function notRendered({ removes }: Plan, why: string): string[] {
  return removes === undefined ? [] : [notRenderedNote(`nothing was rendered (${why})`)];
}

/** What Flux deletes with what a plan takes away; of the first of two steps, with the second. */
export async function deletionsOf(
  { planned: { removes }, tree }: Pick<Prepared, "planned" | "tree">,
  before: Repository,
  render: Render,
): Promise<string[]> {
  if (removes === undefined) return [];
  const base = removes === tree ? before.files : tree;
  const changed = onlyThese(removes.changes().map(({ path }) => path));
  const names = new Map(before.environments.map(({ name, sync }) => [sync.name, name]));
  const notes = await tellDeletions(base, removes, changed, render, names);
  return removes === tree ? notes : notes.map((note) => `With the second step: ${note}`);
}

function withDeletions(plan: Plan, told: readonly string[]): Plan {
  return { ...plan, notes: [...told, ...plan.notes] };
}

function renderingOf({ renderings }: Analysis, program: Program | undefined): PlanRendering {
  return {
    program: program?.name,
    folders: renderings.flatMap(({ folder, build }) => (build === undefined ? [] : [folder])),
    remote: renderings.flatMap(({ planned }) => planned.closure.remote),
    skipped: false,
  };
}
