import { availableParallelism } from "node:os";
import { type Batch, batchOf } from "./batch.ts";
import type { Planned } from "./build-request.ts";

/**
 * Builds that share a process. A process costs about 0.2 s to start and loads kustomize's
 * schema once; the work of an aggregate grows with the square of its members. In between is the
 * least time in all (docs/performance.md).
 */
const BATCH_MAX = 15;
/**
 * Objects that share a process, as far as the files tell: it is their number that is squared. An
 * overlay of fifty apps has 650 and takes 3 s of a processor; four of those take 27 s in one
 * process, and 13 s in four.
 */
const OBJECTS_MAX = 300;

/** Builds that can share a copy: to all of them a file is the same. */
export function compatible(planned: readonly Planned[]): Planned[][] {
  const groups: { members: Planned[]; texts: Map<string, string | undefined> }[] = [];
  for (const each of planned) {
    const { files, structure } = each.closure;
    const own = [...files].map((path) => [path, structure.get(path)] as const);
    const isAlike = ({ texts }: (typeof groups)[number]) =>
      own.every(([path, text]) => !texts.has(path) || texts.get(path) === text);
    let group = groups.find(isAlike);
    if (group === undefined) {
      group = { members: [], texts: new Map() };
      groups.push(group);
    }
    group.members.push(each);
    for (const [path, text] of own) group.texts.set(path, text);
  }
  return groups.map(({ members }) => members);
}

/** Builds that share a process, and the kustomization that builds them. */
export interface Members {
  readonly members: readonly Planned[];
  readonly batch: Batch;
  readonly name: string;
}

/** Some builds as batches: what is sure to fail is alone in one. */
export function batchesOf(planned: readonly Planned[], copy: string): Members[] {
  // What is sure to fail would take its whole batch with it.
  const failing = planned.filter(({ closure }) => closure.missing.length > 0);
  const sound = planned.filter((each) => !failing.includes(each));
  // One that reads what is elsewhere would take a batch's confinement away.
  const confined = sound.filter(isConfined);
  const free = sound.filter((each) => !isConfined(each));
  // No more processes than there are processors, where that is enough.
  const size = Math.min(BATCH_MAX, Math.ceil(sound.length / availableParallelism()));
  const groups = [...groupsOf(confined, size), ...groupsOf(free, size)];
  return [
    ...failing.map((each, index) => together([each], `failing-${index}`, copy)),
    ...groups.map((members, index) => together(members, String(index), copy)),
  ];
}

/** Whether each kustomization of a build reads files below its own folder only. */
export function isConfined({ request, resources, closure }: Planned): boolean {
  return !closure.leavesFolder && resources.every((each) => each === request.folder);
}

/** Neighbours together, up to `size` of them and to as many objects as are worth it. */
function groupsOf(planned: readonly Planned[], size: number): Planned[][] {
  const groups: Planned[][] = [];
  let objects = 0;
  for (const each of planned) {
    const own = each.closure.objects.size;
    const group = groups.at(-1);
    if (group !== undefined && group.length < size && objects + own <= OBJECTS_MAX) {
      group.push(each);
      objects += own;
    } else {
      groups.push([each]);
      objects = own;
    }
  }
  return groups;
}

/** The same builds in two batches. */
export function halvesOf({ members, name }: Members, copy: string): Members[] {
  const middle = Math.ceil(members.length / 2);
  return [
    together(members.slice(0, middle), `${name}a`, copy),
    together(members.slice(middle), `${name}b`, copy),
  ];
}

function together(members: readonly Planned[], name: string, copy: string): Members {
  return { members, batch: batchOf(members, name, copy), name };
}
