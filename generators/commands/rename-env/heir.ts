import { posix } from "node:path";
import type { Files } from "../../base/files.ts";
import { parseYaml } from "../../base/yaml/parse.ts";
import { markIn, putFirstLine, removeMark } from "../../edit/manifests/first-line.ts";
import type { Tree } from "../../edit/tree.ts";
import type { Environment } from "../../model/views/environment.ts";
import { fileOf } from "../../model/views/objects.ts";
import type { Repository } from "../../model/views/repository.ts";

/**
 * The first line of the new environment's sync, from the first step to the second: the reviewer of
 * either sees why there are two, and no other environment is ever taken for the copy.
 */
const MARK = /^# Takes the place of (\S+), which /;

/** Writes into the new environment's sync whose place it takes. */
export function markHeir({ sync }: Environment, from: string, command: string, tree: Tree): void {
  putFirstLine(
    fileOf(sync.object),
    `# Takes the place of ${from}, which "${command}" removes.`,
    tree,
  );
}

/** Whose place an environment takes, or undefined. */
export function isHeirOf({ sync }: Environment, files: Files): string | undefined {
  return markIn(files.read(fileOf(sync.object)) ?? "", MARK)?.[1];
}

/** Takes the line out again. */
export function unmarkHeir({ sync }: Environment, tree: Tree): void {
  removeMark(fileOf(sync.object), MARK, tree);
}

/**
 * The files of two overlays that differ in more than the environment's name, as paths from the
 * overlay: one was changed after the other was copied.
 * @param copy the files that a copy of the first would have now, by their path from the overlay.
 */
export function differences(
  copy: ReadonlyMap<string, string>,
  { folder, sync }: Environment,
  repository: Repository,
  tree: Tree,
): string[] {
  const own = posix.relative(folder, fileOf(sync.object));
  const there = tree.files(folder).map((path) => posix.relative(folder, path));
  return [...new Set([...copy.keys(), ...there])]
    .filter((path) => path !== own)
    .filter((path) => !isSame(copy.get(path), repository.files.read(posix.join(folder, path))))
    .sort();
}

/** Line ends and comments do not count. */
function isSame(one: string | undefined, other: string | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  if (one === other) return true;
  try {
    const data = (text: string) => parseYaml("", text).documents.map((each) => each.toJS());
    return JSON.stringify(data(one)) === JSON.stringify(data(other));
  } catch {
    return false;
  }
}
