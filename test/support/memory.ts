import type { Files } from "../../generators/base/files.ts";
import type { Given } from "../../generators/base/options/given.ts";
import { answersTo } from "../../generators/base/options/settle.ts";
import { UserError } from "../../generators/base/problem/problem.ts";
import { GENERATORS } from "../../generators/cli/main.ts";
import { deletionsOf } from "../../generators/cli/prepare.ts";
import { keepArtifacts } from "../../generators/commands/artifacts/cover.ts";
import { commandLine } from "../../generators/commands/command/command-line.ts";
import type { Plan } from "../../generators/commands/command/plan.ts";
import { openKustomize } from "../../generators/commands/context/kustomize.ts";
import { openTemplates } from "../../generators/commands/context/templates.ts";
import { Tree } from "../../generators/edit/tree.ts";
import { Repository } from "../../generators/model/views/repository.ts";
import { openFolder } from "../../generators/platform/disk/disk.ts";
import { MONOREPO, ROOT } from "./project.ts";

const templates = openTemplates(ROOT);

/** Files in memory, by path. */
export type Texts = ReadonlyMap<string, string>;

/** The files of the shipped monorepo, each changed by `change`. */
export function shippedTexts(change: (text: string) => string = (text) => text): Texts {
  const tree = new Tree(openFolder(MONOREPO));
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

/** What a command would make of files, as its plan alone says it. @throws UserError */
export function apply(command: string, raw: Given, texts: Texts): Texts {
  return planned(command, raw, texts).texts;
}

/** The same, with what the plan says of it. @throws UserError */
export function planned(
  command: string,
  raw: Given,
  texts: Texts,
): {
  readonly texts: Texts;
  readonly plan: Plan;
  readonly before: Repository;
  readonly tree: Tree;
} {
  const generator = GENERATORS.find(({ name }) => name === command);
  if (generator === undefined) throw new Error(`There is no generator ${command}.`);
  const before = new Repository(filesOf(texts));
  const tree = new Tree(before.files);
  const answers = answersTo(generator.options, raw, before);
  const made = generator.plan(answers as never, {
    repository: before,
    tree,
    templates,
    commandLine: (other, given) => commandLine(other, given),
  });
  const plan = { ...made, notes: [...made.notes, ...keepArtifacts(before, tree)] };
  const after = new Map(texts);
  for (const change of tree.changes()) {
    if (change.kind === "remove") after.delete(change.path);
    else after.set(change.path, change.after);
  }
  return { texts: after, plan, before, tree };
}

/** What a command says of the clusters and of its plan, once kustomize has rendered both. @throws UserError */
export async function told(command: string, raw: Given, texts: Texts): Promise<string[]> {
  const kustomize = await openKustomize({ env: process.env, label: "repository" });
  if (kustomize === undefined) throw new Error("Neither kustomize nor kubectl is installed.");
  const { plan, tree, before } = planned(command, raw, texts);
  const deleted = await deletionsOf({ planned: plan, tree }, before, kustomize.render);
  return [...deleted, ...plan.notes];
}

/** Why a command is refused: each problem as `path:line message`. Empty where it is not. */
export function refusal(command: string, raw: Given, texts: Texts): string[] {
  try {
    apply(command, raw, texts);
    return [];
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return error.problems.map(({ path, line, message }) => `${path}:${line} ${message}`);
  }
}

/** Files after one text of one of them was put in another's place. */
export function edited(texts: Texts, path: string, from: string, to: string): Texts {
  const text = texts.get(path) ?? "";
  if (!text.includes(from)) throw new Error(`${path} does not hold ${from}.`);
  return new Map(texts).set(
    path,
    text.replace(from, () => to),
  );
}
