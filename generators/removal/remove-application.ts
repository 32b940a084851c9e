import { posix } from "node:path";
import { type Generator, one, type Plan, type Raw } from "../generator/generator.ts";
import { kustomizationFileIn } from "../kustomize/references.ts";
import { UserError } from "../problem/problem.ts";
import type { Repository } from "../repository/repository.ts";
import type { Tree } from "../tree/tree.ts";
import { appendItem } from "../yaml/edit.ts";
import { firstDocument } from "../yaml/parse.ts";
import { removeItems } from "../yaml/removal.ts";
import { refuseDangling } from "./dangling.ts";
import { objectsOf, prunedNotes } from "./pruned.ts";
import { ORPHAN, subjectRow } from "./rows.ts";

interface Answers {
  readonly app: string;
  readonly orphan: boolean;
}

const KEPT = "kustomize.toolkit.fluxcd.io/prune: disabled";
/** What makes kustomize-controller leave an object alone when it is no longer in Git. */
const KEEP = `target:
  kind: .*
patch: |-
  apiVersion: v1
  kind: any
  metadata:
    name: any
    annotations:
      ${KEPT}`;

/** `remove:app`: the inverse of `new:app`, from what the repository holds now. */
export const removeApplication: Generator<Answers> = {
  name: "remove:app",
  summary: "Remove an app: its base, and its line in every environment.",
  example: "--name checkout",
  flags: [{ name: "name", value: "NAME", help: "the app" }, ORPHAN],
  rows: (repository) => [subjectRow("App", () => repository.apps)],
  answers(raw: Raw, repository: Repository): Answers {
    const name = one(raw, "name");
    if (name !== undefined && repository.apps.includes(name)) {
      return { app: name, orphan: raw.orphan === true };
    }
    throw UserError.of(
      name === undefined ? "missing" : "name",
      name === undefined ? "--name is missing." : `There is no app ${JSON.stringify(name)}.`,
      { hint: `Apps: ${repository.apps.join(", ") || "none"}.` },
    );
  },
  plan({ app, orphan }: Answers, repository: Repository, tree: Tree): Plan {
    return orphan ? planOrphan(app, repository, tree) : planRemoval(app, repository, tree);
  },
};

function planRemoval(app: string, repository: Repository, tree: Tree): Plan {
  const { layout } = repository;
  const base = layout.base(app);
  const users = repository.environments.filter((each) => repository.appsOf(each).includes(app));
  const objects = objectsOf(tree, base);
  const isKept = kustomizationText(tree, base).includes(KEPT);
  for (const environment of users) {
    const overlay = repository.overlayFile(environment);
    const isOwn = (entry: unknown) =>
      layout.appOfBase(posix.join(environment.folder, String(entry))) === app;
    const text = removeItems(overlay, firstDocument(overlay), ["resources"], isOwn);
    tree.edit(overlay.path, text);
  }
  for (const path of tree.files(base)) tree.remove(path);
  refuseDangling(tree, base);
  const where = users.map(({ name }) => name).join(", ");
  return {
    notes:
      users.length === 0
        ? [`No environment runs ${app}: Flux deletes nothing.`]
        : isKept
          ? [`${app} is marked to stay: Flux deletes nothing, it goes on running in ${where}.`]
          : prunedNotes(objects, ` in each of ${where}`),
    subject: `Remove app ${app}`,
    next: [],
    typed: app,
  };
}

function kustomizationText(tree: Tree, base: string): string {
  const path = kustomizationFileIn(tree, base);
  return path === undefined ? "" : (tree.read(path) ?? "");
}

/** The first of two pull requests: every object of the app says that it is to stay. */
function planOrphan(app: string, repository: Repository, tree: Tree): Plan {
  const base = repository.layout.base(app);
  const path = kustomizationFileIn(tree, base) ?? posix.join(base, "kustomization.yaml");
  const file = repository.yaml(path);
  if (file.text.includes(KEPT)) {
    throw UserError.of("orphan", `${app} is marked already: what runs stays as it is.`, {
      path,
      hint: `npm run remove:app -- --name ${app} can follow at once.`,
    });
  }
  tree.edit(path, appendItem(file, firstDocument(file), ["patches"], { block: KEEP }));
  return {
    notes: [`Every object of ${app} is marked: when it is removed from Git, it goes on running.`],
    subject: `Let go of app ${app}`,
    next: [
      `Once Flux has applied this in every environment, the second step: npm run remove:app -- --name ${app}`,
    ],
  };
}
