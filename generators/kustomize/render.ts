import { execFile } from "node:child_process";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { findProgram } from "../disk/programs.ts";
import { withTemporaryFiles } from "../disk/temporary.ts";
import type { Files } from "../tree/tree.ts";

/**
 * Milliseconds after which a build counts as hung. kustomize needs its time for a large
 * overlay: 14 s for one with 100 apps.
 */
const BUILD_TIMEOUT = 600_000;
/** Bytes of output that one build may give. */
const OUTPUT_MAX = 512 * 1024 * 1024;

/** What ends this process ends its builds too. */
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** A kustomize that can be run. */
export interface Program {
  readonly name: "kustomize" | "kubectl";
  readonly path: string;
}

/** What a build gave: its manifests, or kustomize's own message. */
export type Build =
  | {
      readonly folder: string;
      readonly ok: true;
      readonly output: string;
      readonly warning: string;
    }
  | { readonly folder: string; readonly ok: false; readonly message: string };

/** `kustomize` if PATH has it, else `kubectl` (which has one inside), else undefined. */
export function findKustomize(env: NodeJS.ProcessEnv): Program | undefined {
  return findProgram(["kustomize", "kubectl"], env) as Program | undefined;
}

/**
 * Builds folders with real kustomize, as many at a time as there are processors, in a
 * temporary copy of `paths`. Like Flux's kustomize-controller it lets a kustomization
 * read files outside of its own folder.
 * @param label what the temporary folder is called in messages, for example `flux-cd`.
 */
export async function render(
  program: Program,
  tree: Files,
  paths: Iterable<string>,
  folders: readonly string[],
  label: string,
): Promise<Build[]> {
  const files = [...paths].map((path) => [path, tree.read(path) ?? ""] as const);
  return withTemporaryFiles(files, async (copy) => {
    const builds: Build[] = new Array(folders.length);
    let next = 0;
    const work = async () => {
      while (next < folders.length) {
        const index = next++;
        const folder = folders[index] as string;
        const build = await run(program, join(copy, folder));
        builds[index] = readable({ folder, ...build }, copy, label);
      }
    };
    const workers = Math.min(folders.length, availableParallelism());
    await Promise.all(Array.from({ length: workers }, work));
    return builds;
  });
}

type Outcome = { ok: true; output: string; warning: string } | { ok: false; message: string };

function run(program: Program, folder: string): Promise<Outcome> {
  const verb = program.name === "kustomize" ? "build" : "kustomize";
  const args = [verb, "--load-restrictor=LoadRestrictionsNone", folder];
  const options = { timeout: BUILD_TIMEOUT, maxBuffer: OUTPUT_MAX };
  return new Promise((resolve) => {
    const child = execFile(program.path, args, options, (error, stdout, stderr) => {
      for (const signal of SIGNALS) process.off(signal, stop);
      if (error === null) resolve({ ok: true, output: stdout, warning: stderr.trim() });
      else if (error.killed)
        resolve({ ok: false, message: `took more than ${BUILD_TIMEOUT / 1000} s` });
      else resolve({ ok: false, message: stderr.trim() || error.message });
    });
    // First of all listeners: the last one, withTemporaryFiles, ends the process.
    const stop = () => child.kill();
    for (const signal of SIGNALS) process.prependOnceListener(signal, stop);
  });
}

/** Messages speak of the repository, not of its copy, and without kubectl's log prefix. */
function readable(build: Build, copy: string, label: string): Build {
  const clean = (text: string) =>
    text
      .replace(/^[EF]\d{4} .*?"command failed" err="(.*)"$/gm, (_, message: string) =>
        message.replaceAll('\\"', '"').replaceAll("\\n", "\n"),
      )
      .replace(/^error: |^Error: /gm, "")
      // macOS reports the real path of its temporary folder, below /private.
      .replaceAll(`/private${copy}`, label)
      .replaceAll(copy, label);
  return build.ok
    ? { ...build, warning: clean(build.warning) }
    : { ...build, message: clean(build.message) };
}
