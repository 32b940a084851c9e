import { availableParallelism } from "node:os";
import { posix } from "node:path";
import { contentOf, type Files } from "../../base/files.ts";
import type { Cache } from "../../platform/disk/cache.ts";
import { withTemporaryFiles } from "../../platform/disk/temporary.ts";
import { type Program, readable, runKustomize } from "../../platform/programs/kustomize.ts";
import { whyRefused } from "../kustomize/refusals.ts";
import { copyOf, type Manifest, split, WORK_TREE } from "./batch.ts";
import { batchesOf, compatible, halvesOf, isConfined, type Members } from "./batches.ts";
import { type BuildRequest, cacheKeyOf, type Planned } from "./build-request.ts";

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
  const size = [...copied.values()].reduce((sum, text) => sum + text.length, 0);
  const batches = batchesOf(planned, copy);
  const wrappers = batches.flatMap(({ batch }) => batch.files);
  await withTemporaryFiles([...copied, ...wrappers], async (folder, add) => {
    const queue = [...batches];
    const work = async () => {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
        const built = await buildBatch(next, folder, copy, size, renderer);
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

/** Undefined where the batch fails and has to be split. */
async function buildBatch(
  { members, batch }: Members,
  folder: string,
  copyName: string,
  size: number,
  { program, label }: Renderer,
): Promise<Build[] | undefined> {
  const confined = members.every(isConfined);
  const outcome = await runKustomize(program, posix.join(folder, batch.folder), confined, size);
  const objects = outcome.ok ? split(outcome.output, members.length) : outcome.message;
  if (outcome.ok && typeof objects !== "string") {
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
  const alone = await runKustomize(program, posix.join(copy, resource), confined, size);
  const message = alone.ok ? String(objects) : alone.message;
  const text = readable(message, copy, posix.join(folder, WORK_TREE), label);
  return [{ ...named(member), ok: false, message: text }];
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
