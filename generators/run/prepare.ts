import { posix } from "node:path";
import { checkBuilds, checkFiles, keyOf } from "../checks/checks.ts";
import type { Finding } from "../checks/rule.ts";
import type { Generator, Plan, Raw } from "../generator/generator.ts";
import { closureOf, type Reference } from "../kustomize/references.ts";
import type { Build } from "../kustomize/render.ts";
import { Repository } from "../repository/repository.ts";
import { type Change, Tree } from "../tree/tree.ts";
import type { Workplace } from "./workplace.ts";

/** A plan with its changes, and what the checks say of them. */
export interface Prepared {
  readonly plan: Plan;
  readonly tree: Tree;
  readonly changes: readonly Change[];
  /** Problems that the change would bring in: it is refused until there are none. */
  readonly introduced: readonly Finding[];
  /** Problems that the repository has without the change. */
  readonly earlier: readonly Finding[];
  readonly rendering: Rendering;
}

/** What was built, or why nothing was. */
export interface Rendering {
  readonly program: string | undefined;
  readonly folders: readonly string[];
  /** Folders that need something from the network, which nothing here fetches. */
  readonly remote: readonly Reference[];
  readonly skipped: boolean;
}

/** Makes the plan in memory and checks it. Writes nothing but kustomize's temporary copy. */
export async function prepare<A>(
  generator: Generator<A>,
  raw: Raw,
  before: Repository,
  workplace: Workplace,
): Promise<Prepared> {
  const answers = generator.answers(raw, before);
  const tree = new Tree(before.files);
  const plan = generator.plan(answers, before, tree, workplace.templates);
  return checked({ plan, tree }, before, raw, workplace);
}

/** Checks a plan again, after mends were applied to its tree. */
export async function checked(
  { plan, tree }: Pick<Prepared, "plan" | "tree">,
  before: Repository,
  raw: Raw,
  workplace: Workplace,
): Promise<Prepared> {
  const changes = tree.changes();
  const changed = changes.map(({ path }) => path);
  const repository = new Repository(tree, before.layout);
  const existing = changes.filter(({ kind }) => kind === "edit").map(({ path }) => path);
  const known = new Set(checkFiles(before, existing).map(keyOf));
  const found = checkFiles(repository, changed);
  const introduced = found.filter((finding) => !known.has(keyOf(finding)));
  const earlier = found.filter((finding) => known.has(keyOf(finding)));
  const base = { plan, tree, changes, earlier };
  if (introduced.length > 0 || raw["no-render"] === true) {
    return {
      ...base,
      introduced,
      rendering: { program: undefined, folders: [], remote: [], skipped: true },
    };
  }
  const { builds, rendering } = await build(repository, changed, workplace);
  const inBuilds = checkBuilds({ repository, changed, builds });
  if (inBuilds.length === 0) return { ...base, introduced: [], rendering };
  // A build that fails can't be checked, whoever broke it. Of the rest, what was so before
  // is not this change's.
  const { builds: old } = await build(before, existing, workplace);
  const wasSo = new Set(
    checkBuilds({ repository: before, changed: existing, builds: old }).map(keyOf),
  );
  const isEarlier = (finding: Finding) => finding.rule !== "build" && wasSo.has(keyOf(finding));
  return {
    ...base,
    introduced: inBuilds.filter((finding) => !isEarlier(finding)),
    earlier: [...earlier, ...inBuilds.filter(isEarlier)],
    rendering,
  };
}

/**
 * Builds what Flux builds of the change: the folder of every Flux Kustomization that reads
 * a changed file. (Of those that hold one; a new base is read by overlays that list it, and
 * hold a changed file too.)
 */
async function build(
  repository: Repository,
  changed: readonly string[],
  { env, label }: Workplace,
): Promise<{ builds: Build[]; rendering: Rendering }> {
  const holds = (folder: string) =>
    changed.some((path) => folder === "." || path.startsWith(`${folder}/`));
  const reached = [
    ...new Set(repository.syncs.flatMap((sync) => repository.folderOf(sync) ?? [])),
  ].filter(holds);
  // Loaded here: Node takes its time for child processes, and --no-render needs none.
  const { findKustomize, render } = await import("../kustomize/render.ts");
  const program = findKustomize(env);
  if (program === undefined) {
    return {
      builds: [],
      rendering: { program: undefined, folders: [], remote: [], skipped: false },
    };
  }
  const files = new Set<string>();
  const folders: string[] = [];
  const remote: Reference[] = [];
  for (const folder of reached) {
    const closure = closureOf(repository.files, folder);
    if (!changed.some((path) => closure.files.has(path))) continue;
    remote.push(...closure.remote);
    if (closure.remote.length > 0) continue;
    folders.push(posix.normalize(folder));
    for (const path of closure.files) files.add(path);
  }
  const builds = await render(program, repository.files, files, folders, label);
  return { builds, rendering: { program: program.name, folders, remote, skipped: false } };
}
