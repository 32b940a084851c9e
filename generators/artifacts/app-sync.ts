import { posix } from "node:path";
import { UserError } from "../problem/problem.ts";
import type { Environment } from "../repository/environment.ts";
import { Repository } from "../repository/repository.ts";
import { renderFolder } from "../templates/templates.ts";
import type { Files, Tree } from "../tree/tree.ts";
import { appendDocument } from "../yaml/edit.ts";
import { parseYaml } from "../yaml/parse.ts";
import { splitOff } from "./split.ts";

/** The longest name of an object that becomes a label of what it applies. */
const LABEL_MAX = 63;

/**
 * Gives an app of an environment an overlay, a Flux Kustomization and an artifact of its own: a
 * commit to another app does not reconcile it.
 * @throws UserError where another object has the name, or the name is too long.
 */
export function addAppSync(
  app: string,
  environment: Environment,
  layout: Repository["layout"],
  tree: Tree,
  templates: Files,
): void {
  const repository = new Repository(tree, layout);
  const folder = layout.appOverlay(environment.folder, app);
  const syncName = freeName(layout.appSyncOf(environment.name, app), repository);
  const overlay = {
    base: posix.relative(folder, layout.base(app)),
    everyApp: posix.relative(folder, layout.everyApp(environment.folder)),
  };
  for (const { path, text } of renderFolder(templates, "app-overlay", overlay)) {
    tree.create(posix.join(folder, path), text);
  }
  const values = {
    syncName,
    sourceName: repository.gitSourceOf(environment.sync)?.name ?? "",
    path: `${repository.pathPrefix}/${folder}`,
    environmentSync: environment.sync.name,
  };
  const { path } = environment.sync.file;
  for (const { text } of renderFolder(templates, "app-sync", values)) {
    tree.edit(path, appendDocument(parseYaml(path, tree.read(path) ?? ""), text));
  }
  const after = new Repository(tree, layout);
  const sync = after.syncs.find(({ name }) => name === syncName);
  if (sync !== undefined) splitOff(sync, after, tree, templates);
}

function freeName(name: string, { syncs }: Repository): string {
  if (name.length > LABEL_MAX) {
    throw UserError.of(
      "name",
      `The Flux Kustomization ${name} would have a name of ${name.length} characters; Flux makes a label of it, which has ${LABEL_MAX} at most.`,
      { hint: "Choose a shorter name." },
    );
  }
  const taken = syncs.find((each) => each.name === name);
  if (taken === undefined) return name;
  throw UserError.of("exists", `The Flux Kustomization ${name} exists already.`, {
    path: taken.file.path,
    ...(taken.line === undefined ? {} : { line: taken.line }),
    hint: "Choose another name.",
  });
}
