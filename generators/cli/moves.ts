import { isDeepStrictEqual } from "node:util";
import type { Finding } from "../check/rule.ts";
import type { Move } from "../commands/command/plan.ts";
import type { Analysis } from "../model/fleet/analysis.ts";
import { kustomizationFileIn } from "../model/kustomize/references.ts";
import { type KubernetesObject, keyOfObject, titleOf } from "../model/objects/object.ts";

/** The first object of each move that would not be what it is now. What was not built has none. */
export function changedByMoves(
  moves: readonly Move[],
  before: Analysis,
  after: Analysis,
): Finding[] {
  return moves.flatMap(({ from, to }) => {
    const old = objectsOf([from], before);
    const now = objectsOf(to, after);
    if (old === undefined || now === undefined) return [];
    const isOther = (object: KubernetesObject, others: ReadonlyMap<string, KubernetesObject>) =>
      !isDeepStrictEqual(others.get(keyOfObject(object))?.data, object.data);
    const changed =
      [...old.values()].find((object) => isOther(object, now)) ??
      [...now.values()].find((object) => isOther(object, old));
    if (changed === undefined) return [];
    const path = kustomizationFileIn(before.files, from) ?? from;
    return [
      {
        rule: "split",
        path,
        message: `${titleOf(changed)} would not be what it is now: something in ${path} changes it together with objects that move.`,
        hint: "Move what changes it into its base first.",
      },
    ];
  });
}

/** Undefined where one of the folders was not built. */
function objectsOf(
  folders: readonly string[],
  { renderings }: Analysis,
): ReadonlyMap<string, KubernetesObject> | undefined {
  const found = folders.map((folder) => renderings.find((each) => each.folder === folder));
  if (!found.every((each) => each?.build?.ok)) return undefined;
  const objects = found.flatMap((each) => each?.objects ?? []);
  return new Map(objects.map((object) => [keyOfObject(object), object]));
}
