import { posix } from "node:path";
import type { Generator, Plan, Raw } from "../generator/generator.ts";
import { one } from "../generator/generator.ts";
import { UserError } from "../problem/problem.ts";
import type { Environment } from "../repository/environment.ts";
import { Repository } from "../repository/repository.ts";
import type { Tree } from "../tree/tree.ts";
import { replaceScalar, replaceScalars } from "../yaml/edit.ts";
import { firstDocument, nodeAt, parseYaml } from "../yaml/parse.ts";
import { removeDocument, removeItems } from "../yaml/removal.ts";
import { refuseDangling } from "./dangling.ts";
import { objectsOf, prunedNotes } from "./pruned.ts";
import { ORPHAN, subjectRow } from "./rows.ts";

interface Answers {
  readonly environment: Environment;
  /** Only the first of the two steps: what runs stays when its sync goes. */
  readonly orphan: boolean;
}

/** `remove:env`: the inverse of `new:env`, from what the repository holds now. */
export const removeEnvironment: Generator<Answers> = {
  name: "remove:env",
  summary:
    "Remove an environment: its overlay, sync and source; the next one waits for the one before.",
  example: "--name qa",
  flags: [{ name: "name", value: "NAME", help: "the environment" }, ORPHAN],
  rows: (repository) => [
    subjectRow("Environment", () => repository.environments.map(({ name }) => name)),
  ],
  answers(raw: Raw, repository: Repository): Answers {
    const name = one(raw, "name");
    const environment = name === undefined ? undefined : repository.environment(name);
    if (environment !== undefined) return { environment, orphan: raw.orphan === true };
    const listed = repository.environments.map((each) => each.name).join(", ") || "none";
    throw UserError.of(
      name === undefined ? "missing" : "name",
      name === undefined
        ? "--name is missing."
        : `There is no environment ${JSON.stringify(name)}.`,
      { hint: `Environments: ${listed}.` },
    );
  },
  plan({ environment, orphan }: Answers, repository: Repository, tree: Tree): Plan {
    return orphan ? planOrphan(environment, tree) : planRemoval(environment, repository, tree);
  },
};

function planRemoval(environment: Environment, repository: Repository, tree: Tree): Plan {
  const { name, folder, sync } = environment;
  const { layout } = repository;
  const objects = objectsOf(tree, folder);
  const prunes = nodeAt(sync.document.contents, "spec", "prune")?.toJSON() === true;
  const notes = [
    ...(prunes
      ? prunedNotes(objects)
      : [`${sync.name} does not prune: Flux deletes nothing, what runs goes on running.`]),
    ...closeGap(environment, repository, tree),
  ];
  const list = repository.yaml(posix.join(layout.environments, "kustomization.yaml"));
  const line = posix.relative(layout.environments, sync.file.path);
  const isOwn = (entry: unknown) => posix.normalize(String(entry)) === line;
  tree.edit(list.path, removeItems(list, firstDocument(list), ["resources"], isOwn));
  for (const path of tree.files(folder)) tree.remove(path);
  notes.push(...removeSource(environment, repository, tree));
  refuseDangling(tree, folder);
  const order = new Repository(tree, layout).environments.map((each) => each.name);
  return {
    notes: [`Rollout order: ${order.join(" -> ") || "no environment is left"}.`, ...notes],
    subject: `Remove environment ${name}`,
    next: [],
    typed: name,
  };
}

/** Whoever waits for the environment waits for what it waited for. */
function closeGap({ name, sync }: Environment, repository: Repository, tree: Tree): string[] {
  const [before] = sync.dependsOn;
  return repository.environments.flatMap((next) => {
    const waits = next.sync.dependsOn.find((each) => each.name === sync.name);
    if (waits === undefined || next.name === name) return [];
    const { file, document } = next.sync;
    const isKept = next.sync.dependsOn.some((each) => each.name === before?.name);
    if (before === undefined || isKept) {
      const isGone = (item: unknown) => (item as { name?: unknown }).name === sync.name;
      tree.edit(file.path, removeItems(file, document, ["spec", "dependsOn"], isGone, "absent"));
      return [`${next.name} no longer waits for ${sync.name}.`];
    }
    tree.edit(file.path, replaceScalars(file, [replaceScalar(file, waits.node, before.name)]));
    return [`${next.name} now waits for ${before.name} instead of ${sync.name}.`];
  });
}

/** The environment's own source goes; one that others read too stays. */
function removeSource({ name, sync }: Environment, repository: Repository, tree: Tree): string[] {
  const source = repository.sources.find(
    (each) => each.name === sync.source.name && each.namespace === sync.source.namespace,
  );
  if (source === undefined) return [];
  const readers = repository.syncs.filter(
    (each) => each.source.name === source.name && each.name !== sync.name,
  );
  if (readers.length > 0) {
    const names = readers.map((each) => each.name).join(", ");
    return [`${source.name} stays: ${names} reads it too.`];
  }
  const file = parseYaml(source.file.path, tree.read(source.file.path) ?? "");
  const document = file.documents.find(
    ({ contents }) =>
      nodeAt(contents, "kind")?.toJSON() === "GitRepository" &&
      nodeAt(contents, "metadata", "name")?.toJSON() === source.name,
  );
  if (document !== undefined) tree.edit(file.path, removeDocument(file, document));
  return document === undefined ? [`${name}'s source ${source.name} was not found.`] : [];
}

/** The first of two pull requests: Flux lets go of what it applied. */
function planOrphan({ name, sync }: Environment, tree: Tree): Plan {
  const prune = nodeAt(sync.document.contents, "spec", "prune");
  if (prune?.toJSON() !== true) {
    throw UserError.of("orphan", `${sync.name} does not prune: what runs stays as it is.`, {
      path: sync.file.path,
      hint: `npm run remove:env -- --name ${name} can follow at once.`,
    });
  }
  const splice = replaceScalar(sync.file, prune, false);
  tree.edit(sync.file.path, replaceScalars(sync.file, [splice]));
  return {
    notes: [`${sync.name} no longer prunes: when it is removed, what it applied goes on running.`],
    subject: `Let go of environment ${name}`,
    next: [`Once Flux has applied this, the second step: npm run remove:env -- --name ${name}`],
  };
}
