import type { Renderer } from "../../model/rendering/render.ts";
import type { Render } from "../../model/rendering/renderings.ts";
import type { Program } from "../../platform/programs/kustomize.ts";
import type { Context } from "./context.ts";

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
  { env, label }: Pick<Context, "env" | "label">,
  progress?: Renderer["progress"],
): Promise<Kustomize | undefined> {
  const { findKustomize } = await import("../../platform/programs/kustomize.ts");
  const program = findKustomize(env);
  if (program === undefined) return undefined;
  const { render } = await import("../../model/rendering/render.ts");
  const { cacheFolder, openCache } = await import("../../platform/disk/cache.ts");
  const cache = openCache(cacheFolder(env));
  const renderer = { program, cache, label, ...(progress ? { progress } : {}) };
  return { program, render: (planned, files) => render(planned, files, renderer) };
}
