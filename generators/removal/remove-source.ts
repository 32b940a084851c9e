import { objectsIn as manifestsIn } from "../cluster/documents.ts";
import { type Generator, one, type Plan, type Raw } from "../generator/generator.ts";
import { UserError } from "../problem/problem.ts";
import { type Located, objectsIn, type Source } from "../repository/objects.ts";
import { type ObjectReference, objectReferences } from "../repository/readers.ts";
import type { Repository } from "../repository/repository.ts";
import type { Tree } from "../tree/tree.ts";
import { appendEntry, replaceScalar, replaceScalars } from "../yaml/edit.ts";
import { nodeAt, parseYaml } from "../yaml/parse.ts";
import { placeAt } from "../yaml/place.ts";
import { refuseDangling, selectorNotes } from "./dangling.ts";
import { letGo } from "./let-go.ts";
import { deletionBy, objectsOf, prunedNotes, releaseNotes } from "./pruned.ts";
import { removeObject } from "./remove-object.ts";
import { ORPHAN, subjectOf, subjectRow } from "./rows.ts";

interface Answers {
  readonly source: Source;
  readonly orphan: boolean;
}

/** `remove:source`: the inverse of `new:source`, from what the repository holds now. */
export const removeSource: Generator<Answers> = {
  name: "remove:source",
  summary: "Remove a source of the bootstrap, and what reads it.",
  example: "--name shop",
  flags: [
    { name: "name", value: "[KIND/]NAME", help: "the source; its kind where two have the name" },
    ORPHAN,
  ],
  rows: (repository) => [subjectRow("Source", () => removableIn(repository))],
  answers(raw: Raw, repository: Repository): Answers {
    const all = [...repository.sources];
    const name = subjectOf(
      { ...raw, name: fullName(one(raw, "name"), all) },
      "Source",
      namesOf(all),
    );
    const source = all.find((each) => nameIn(all, each) === name) as Source;
    return { source, orphan: raw.orphan === true };
  },
  plan: ({ source, orphan }: Answers, repository: Repository, tree: Tree): Plan =>
    orphan ? planOrphan(source, repository, tree) : planRemoval(source, repository, tree),
};

/** A source's name, with its kind where another kind has a source of that name. */
function nameIn(all: readonly Source[], { kind, name }: Source): string {
  return all.filter((each) => each.name === name).length > 1 ? `${kind}/${name}` : name;
}

function namesOf(all: readonly Source[]): string[] {
  return all.map((each) => nameIn(all, each));
}

/** `GitRepository/shop` means the same as `shop` where no other source is called so. */
function fullName(text: string | undefined, all: readonly Source[]): string | undefined {
  const found = all.find(({ kind, name }) => `${kind}/${name}` === text);
  return found === undefined ? text : nameIn(all, found);
}

/** Those that only what goes with them reads. */
function removableIn(repository: Repository): string[] {
  const references = objectReferences(repository.files);
  return repository.sources
    .filter((source) => strangersTo(source, repository, references).length === 0)
    .map((source) => nameIn(repository.sources, source));
}

/** What `new:source` writes beside a source: the Flux Kustomization or HelmRelease in its own file. */
function consumersOf({ name, namespace, kind }: Source, repository: Repository): Located[] {
  const path = repository.layout.bootstrapFile(name);
  if (repository.files.read(path) === undefined) return [];
  const reading = new Set(
    objectReferences(repository.files)
      .filter((each) => each.kind === kind && each.name === name && each.namespace === namespace)
      .filter(({ place }) => place.path === path)
      .map(({ place }) => place.owner),
  );
  const file = repository.yaml(path);
  return [
    ...objectsIn(file, "kustomize.toolkit.fluxcd.io/", "Kustomization").filter((each) =>
      reading.has(`Kustomization ${each.name}`),
    ),
    ...objectsIn(file, "helm.toolkit.fluxcd.io/", "HelmRelease").filter((each) =>
      reading.has(`HelmRelease ${each.name}`),
    ),
  ];
}

/** What else names the source. */
function strangersTo(
  source: Source,
  repository: Repository,
  references: readonly ObjectReference[] = objectReferences(repository.files),
): ObjectReference[] {
  const own = new Set(
    consumersOf(source, repository).map(({ file, name }) => `${file.path}\0${name}`),
  );
  return references.filter(
    ({ kind, name, namespace, place }) =>
      kind === source.kind &&
      name === source.name &&
      namespace === source.namespace &&
      !own.has(`${place.path}\0${place.owner.replace(/^\S+ /, "")}`),
  );
}

function refuseStrangers(source: Source, repository: Repository): void {
  const problems = strangersTo(source, repository).map(({ place }) => {
    const { path, document, steps, owner } = place;
    const environment = repository.environments.find(({ sync }) => sync.file.path === path)?.name;
    return {
      rule: "used",
      message: `${owner} reads the ${source.kind} ${source.name}.`,
      path,
      ...placeAt(path, repository.files.read(path) ?? "", document, [...steps, "name"]),
      hint:
        environment === undefined
          ? "Let it read another source, or remove it first."
          : `npm run remove:env -- --name ${environment} removes both.`,
    };
  });
  if (problems.length > 0) throw new UserError(problems);
}

function planRemoval(source: Source, repository: Repository, tree: Tree): Plan {
  refuseStrangers(source, repository);
  const consumers = consumersOf(source, repository);
  const notes = consumers.flatMap((consumer) => deletionNotes(consumer, source, repository, tree));
  for (const each of [...consumers, source]) removeObject(each, tree);
  refuseDangling(repository.files, tree);
  return {
    notes: [
      ...(notes.length === 0 ? ["Nothing reads it: Flux deletes nothing but the source."] : notes),
      ...selectorNotes(repository.files, tree),
    ],
    subject: `Remove ${source.kind} ${source.name}`,
    next: [],
    typed: source.name,
  };
}

function deletionNotes(
  consumer: Located,
  source: Source,
  repository: Repository,
  tree: Tree,
): string[] {
  const sync = repository.syncs.find(({ document }) => document === consumer.document);
  if (sync === undefined) {
    const written = manifestsIn(consumer.file.path, tree);
    return releaseNotes(written.filter(({ name }) => name === consumer.name));
  }
  const { deletes, reason } = deletionBy(sync);
  if (!deletes) {
    return [`${sync.name} ${reason}: Flux deletes nothing, what runs goes on running.`];
  }
  const folder = repository.readsItself(sync) ? repository.folderOf(sync) : undefined;
  return folder === undefined
    ? [
        `FLUX WILL DELETE EVERYTHING that ${sync.name} applied. It is in ${source.spec.url ?? "a bucket"}, so nothing here can say what that is: flux tree kustomization ${sync.name} does.`,
      ]
    : prunedNotes(objectsOf(tree, folder));
}

/** The first of two pull requests: what was applied, or installed, stays when the second comes. */
function planOrphan(source: Source, repository: Repository, tree: Tree): Plan {
  refuseStrangers(source, repository);
  const again = `npm run remove:source -- --name ${nameIn(repository.sources, source)}`;
  const consumers = consumersOf(source, repository);
  if (consumers.length === 0) {
    throw UserError.of("orphan", `Nothing that runs is deleted with the source ${source.name}.`, {
      path: source.file.path,
      hint: `${again} can follow at once.`,
    });
  }
  return {
    notes: consumers.map((consumer) => {
      const sync = repository.syncs.find(({ document }) => document === consumer.document);
      return sync === undefined ? suspend(consumer, again, tree) : letGo(sync, again, tree);
    }),
    subject: `Let go of ${source.kind} ${source.name}`,
    next: [`Once Flux has applied this, the second step: ${again}`],
  };
}

/** Of a HelmRelease that is suspended when it is deleted, helm-controller uninstalls nothing. */
function suspend({ file: { path }, name }: Located, again: string, tree: Tree): string {
  const file = parseYaml(path, tree.read(path) ?? "");
  const [release] = objectsIn(file, "helm.toolkit.fluxcd.io/", "HelmRelease").filter(
    (each) => each.name === name,
  );
  if (release === undefined) return "";
  const { document } = release;
  const now = nodeAt(document.contents, "spec", "suspend");
  if (now?.toJSON() === true) {
    throw UserError.of("orphan", `${name} is suspended: the release stays as it is.`, {
      path,
      hint: `${again} can follow at once.`,
    });
  }
  const text =
    now === undefined
      ? appendEntry(file, document, ["spec"], "suspend", true)
      : replaceScalars(file, [replaceScalar(file, now, true)]);
  tree.edit(path, text);
  return `${name} is suspended: when it is removed, Helm uninstalls nothing, and the release is Helm's alone.`;
}
