import type { Render } from "../cluster/rendering.ts";
import type { Program } from "../kustomize/program.ts";
import type { Renderer } from "../kustomize/render.ts";
import type { Workplace } from "./workplace.ts";

/** kustomize as this machine has it. */
export interface Kustomize {
  readonly program: Program;
  readonly render: Render;
}

/**
 * Undefined where neither kustomize nor kubectl is installed. Loaded here, since Node takes its
 * time for child processes, and a command that renders nothing needs none.
 */
export async function openKustomize(
  { env, label }: Pick<Workplace, "env" | "label">,
  progress?: Renderer["progress"],
): Promise<Kustomize | undefined> {
  const { findKustomize } = await import("../kustomize/program.ts");
  const program = findKustomize(env);
  if (program === undefined) return undefined;
  const { render } = await import("../kustomize/render.ts");
  const { cacheFolder, openCache } = await import("../disk/cache.ts");
  const cache = openCache(cacheFolder(env));
  const renderer = { program, cache, label, ...(progress ? { progress } : {}) };
  return { program, render: (planned, files) => render(planned, files, renderer) };
}
