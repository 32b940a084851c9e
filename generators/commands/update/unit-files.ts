import { posix } from "node:path";
import type { Problem } from "../../base/problem/problem.ts";
import type { RenderedFile } from "../../edit/templates/templates.ts";
import type { Tree } from "../../edit/tree.ts";
import { isSame, isTooLong, type MergeSide, mergeText } from "./merge.ts";

/** What became of the files of a unit. */
export interface UnitOutcome {
  /** Files that have edits of their own, which stay, beside what the templates changed. */
  readonly edited: string[];
  /** Files that somebody deleted, and that stay deleted though their template has changed. */
  readonly deleted: string[];
  readonly conflicts: Problem[];
}

/** Takes what the templates changed between two renderings into the files as they are. */
export function updateFiles(
  made: readonly RenderedFile[],
  now: readonly RenderedFile[],
  tree: Tree,
  side: MergeSide | undefined,
): UnitOutcome {
  const outcome: UnitOutcome = { edited: [], deleted: [], conflicts: [] };
  const [before, after] = [made, now].map(
    (files) => new Map(files.map(({ path, text }) => [path, text])),
  ) as [Map<string, string>, Map<string, string>];
  for (const path of new Set([...before.keys(), ...after.keys()])) {
    const versions = { made: before.get(path), now: after.get(path) };
    if (versions.made !== versions.now) updateFile(path, versions, tree, side, outcome);
  }
  return outcome;
}

function updateFile(
  path: string,
  { made, now }: { readonly made: string | undefined; readonly now: string | undefined },
  tree: Tree,
  side: MergeSide | undefined,
  { edited, deleted, conflicts }: UnitOutcome,
): void {
  const today = tree.read(path);
  const name = posix.basename(path);
  const refuse = (message: string) => conflicts.push({ rule: "conflict", message, path });
  if (today === undefined) {
    if (made !== undefined && now !== undefined) deleted.push(path);
    else if (now !== undefined) tree.create(path, now);
    return;
  }
  if (now === undefined) {
    if (isSame(today, made ?? "") || side === "theirs") tree.remove(path);
    else if (side === undefined) refuse(`${name} was edited, and the templates no longer have it.`);
    return;
  }
  if (isSame(today, now)) return;
  if (isTooLong(today)) {
    refuse(`${name} is too long to be merged.`);
    return;
  }
  const merged = mergeText({ made: made ?? "", today, now }, side);
  for (const conflict of merged.conflicts) {
    const message = `${name} and its template have both changed these lines.`;
    conflicts.push({ rule: "conflict", message, path, ...conflict });
  }
  if (made === undefined || !isSame(today, made)) edited.push(path);
  tree.edit(path, merged.text);
}
