import { application } from "../../generators/application/application.ts";
import { openFolder } from "../../generators/disk/disk.ts";
import { environment } from "../../generators/environment/environment.ts";
import type { Generator, Raw } from "../../generators/generator/generator.ts";
import { promote } from "../../generators/promotion/promotion.ts";
import { removeApplication } from "../../generators/removal/remove-application.ts";
import { removeEnvironment } from "../../generators/removal/remove-environment.ts";
import { Repository } from "../../generators/repository/repository.ts";
import { type Files, Tree } from "../../generators/tree/tree.ts";
import { ROOT } from "./project.ts";

// biome-ignore lint/suspicious/noExplicitAny: each generator has answers of its own type
const GENERATORS: Readonly<Record<string, Generator<any>>> = Object.fromEntries(
  [environment, application, removeEnvironment, removeApplication, promote].map((each) => [
    each.name,
    each,
  ]),
);
const templates = openFolder(`${ROOT}/templates`);

/** Files in memory, by path. */
export type Texts = ReadonlyMap<string, string>;

/** The files of the shipped monorepo, each changed by `change`. */
export function shippedTexts(change: (text: string) => string = (text) => text): Texts {
  const tree = new Tree(openFolder(`${ROOT}/flux-cd`));
  return new Map(tree.files("").map((path) => [path, change(tree.read(path) ?? "")]));
}

export function filesOf(texts: Texts): Files {
  return {
    read: (path) => texts.get(path),
    list(folder) {
      const prefix = folder === "" || folder === "." ? "" : `${folder}/`;
      const entries = new Map<string, boolean>();
      for (const path of texts.keys()) {
        if (!path.startsWith(prefix)) continue;
        const [name = "", ...below] = path.slice(prefix.length).split("/");
        entries.set(name, below.length > 0);
      }
      return [...entries]
        .map(([name, isFolder]) => ({ name, folder: isFolder }))
        .sort((a, b) => (a.name < b.name ? -1 : 1));
    },
  };
}

/** What a command would make of files, without its checks. @throws UserError */
export function apply(command: string, raw: Raw, texts: Texts): Texts {
  const generator = GENERATORS[command];
  if (generator === undefined) throw new Error(`There is no generator ${command}.`);
  const before = new Repository(filesOf(texts));
  const tree = new Tree(before.files);
  generator.plan(generator.answers(raw, before), before, tree, templates);
  const after = new Map(texts);
  for (const change of tree.changes()) {
    if (change.kind === "remove") after.delete(change.path);
    else after.set(change.path, change.after);
  }
  return after;
}
