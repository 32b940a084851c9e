import { availableParallelism } from "node:os";
import { posix } from "node:path";
import type { Cache } from "../disk/cache.ts";
import { withTemporaryFiles } from "../disk/temporary.ts";
import { contentOf, type Files } from "../tree/tree.ts";
import { type Batch, batchOf, copyOf, type Manifest, split, WORK_TREE } from "./batch.ts";
import { whyRefused } from "./closure.ts";
import { type Outcome, type Program, readable, runKustomize } from "./program.ts";
import { type BuildRequest, cacheKeyOf, type Planned } from "./request.ts";

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

/** What a build gave: its objects, or kustomize's own message. */
export type Build = {
  readonly request: BuildRequest;
  readonly folder: string;
} & (
  | { readonly ok: true; readonly objects: readonly Manifest[]; readonly warning: string }
  | { readonly ok: false; readonly message: string }
);

/** What a rendering needs beside the builds themselves. */
export interface Renderer {
  readonly program: Program;
  readonly cache: Cache;
  /** What the temporary folder is called in messages, for example `flux-cd`. */
  readonly label: string;
  /** Is told how many builds are done, of how many. */
  readonly progress?: (done: number, total: number) => void;
}

type Kept = Pick<Build & { ok: true }, "objects" | "warning">;

/**
 * Builds with real kustomize, in a temporary copy of what the builds read: several builds a
 * process, as many processes as processors. A build whose bytes were built before comes from
 * the cache. What would read anything but files of the work tree is not built: of it the result is
 * why.
 * @returns one build for each of `planned`, in their order.
 */
export async function render(
  planned: readonly Planned[],
  files: Files,
  renderer: Renderer,
): Promise<Build[]> {
  const { program, cache, progress } = renderer;
  const keys = planned.map((each) => cacheKeyOf(files, each, program.fingerprint));
  const builds = new Map<Planned, Build>();
  const done = (each: Planned, build: Build) => {
    builds.set(each, build);
    progress?.(builds.size, planned.length);
  };
  planned.forEach((each, index) => {
    const refused = whyRefused(each.closure);
    const kept = refused === undefined ? cache.get(keys[index] as string) : undefined;
    if (refused !== undefined) done(each, { ...named(each), ok: false, message: refused });
    if (kept !== undefined) done(each, { ...named(each), ok: true, ...(JSON.parse(kept) as Kept) });
  });
  const left = planned.filter((each) => !builds.has(each));
  for (const group of compatible(left)) await renderTogether(group, files, renderer, done);
  planned.forEach((each, index) => {
    const build = builds.get(each);
    if (!left.includes(each) || !build?.ok) return;
    const { objects, warning } = build;
    cache.put(keys[index] as string, JSON.stringify({ objects, warning } satisfies Kept));
  });
  return planned.map((each) => builds.get(each) as Build);
}

/** Builds that can share a copy: to all of them a file is the same. */
function compatible(planned: readonly Planned[]): Planned[][] {
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

async function renderTogether(
  planned: readonly Planned[],
  files: Files,
  renderer: Renderer,
  done: (each: Planned, build: Build) => void,
): Promise<void> {
  const copy = copyOf(files, renderer.label);
  const copied = new Map(
    planned.flatMap(({ closure }) =>
      [...closure.files].map((path) => [
        posix.join(copy, path),
        closure.structure.get(path) ?? contentOf(files, path) ?? "",
      ]),
    ),
  );
  const batches = batchesOf(planned, copy);
  const wrappers = batches.flatMap(({ batch }) => batch.files);
  await withTemporaryFiles([...copied, ...wrappers], async (folder, add) => {
    const queue = [...batches];
    const work = async () => {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
        const built = await buildBatch(next, folder, copy, renderer);
        if (built !== undefined) {
          built.forEach((build, index) => {
            done(next?.members[index] as Planned, build);
          });
          continue;
        }
        // One of them fails, or two render the same object: each half for itself.
        const halves = halvesOf(next, copy);
        add(halves.flatMap(({ batch }) => batch.files));
        queue.unshift(...halves);
      }
    };
    const workers = Math.min(availableParallelism(), planned.length);
    await Promise.all(Array.from({ length: workers }, work));
  });
}

interface Members {
  readonly members: readonly Planned[];
  readonly batch: Batch;
  readonly name: string;
}

function batchesOf(planned: readonly Planned[], copy: string): Members[] {
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
function isConfined({ request, resources, closure }: Planned): boolean {
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

function halvesOf({ members, name }: Members, copy: string): Members[] {
  const middle = Math.ceil(members.length / 2);
  return [
    together(members.slice(0, middle), `${name}a`, copy),
    together(members.slice(middle), `${name}b`, copy),
  ];
}

function together(members: readonly Planned[], name: string, copy: string): Members {
  return { members, batch: batchOf(members, name, copy), name };
}

/** Undefined where the batch fails and has to be split. */
async function buildBatch(
  { members, batch }: Members,
  folder: string,
  copyName: string,
  { program, label }: Renderer,
): Promise<Build[] | undefined> {
  const confined = members.every(isConfined);
  const outcome = await runKustomize(program, posix.join(folder, batch.folder), confined);
  const objects = outcome.ok ? split(outcome.output, members.length) : undefined;
  if (outcome.ok && objects !== undefined) {
    return members.map((member, index) => ({
      ...named(member),
      ok: true,
      objects: objects[index] ?? [],
      warning: warningOf(member, outcome.warning),
    }));
  }
  const [member] = members;
  if (member === undefined || members.length > 1) return undefined;
  // Built as a person would, for the message: it then speaks of the folder and of nothing else.
  const [resource = ""] = member.resources;
  const copy = posix.join(folder, copyName);
  const alone = await runKustomize(program, posix.join(copy, resource), confined);
  const message = alone.ok ? wordsOf(outcome) : alone.message;
  const text = readable(message, copy, posix.join(folder, WORK_TREE), label);
  return [{ ...named(member), ok: false, message: text }];
}

function wordsOf(outcome: Outcome): string {
  return outcome.ok ? "What it renders can't be told from what is around it." : outcome.message;
}

function named({ request }: Planned): Pick<Build, "request" | "folder"> {
  return { request, folder: request.folder };
}

/**
 * The warnings of a batch that a member has caused: kustomize names a deprecated field in
 * quotes, and not the file. A line that names none may be of any member.
 */
function warningOf({ fields }: Planned, warning: string): string {
  return warning
    .split("\n")
    .filter((line) => {
      const field = /'([A-Za-z0-9]+)'/.exec(line)?.[1];
      return field === undefined || fields.has(field);
    })
    .join("\n");
}
