import { type Progress, progressOn } from "../../base/text/progress.ts";
import { paintFor } from "../../base/text/text.ts";
import type { Render } from "../../model/rendering/renderings.ts";
import type { Context } from "./context.ts";
import type { Io } from "./io.ts";
import { openKustomize } from "./kustomize.ts";

/** kustomize, with a bar on the terminal while it builds. */
export interface ShownRendering {
  /** The program's name. */
  readonly program: string;
  readonly render: Render;
  /** Takes the bar away. */
  done(): void;
}

/** Undefined where neither kustomize nor kubectl is installed. */
export async function renderingOn(
  context: Context,
  { stderr, env }: Io,
): Promise<ShownRendering | undefined> {
  let bar: Progress | undefined;
  // Flux Kustomizations that create others are built in rounds: the bar counts on.
  let before = 0;
  const kustomize = await openKustomize(context, (done, total) =>
    bar?.update(before + done, before + total),
  );
  if (kustomize === undefined) return undefined;
  return {
    program: kustomize.program.name,
    async render(planned, files) {
      bar ??= progressOn(stderr, env, paintFor(true, env));
      bar?.update(before, before + planned.length);
      const builds = await kustomize.render(planned, files);
      before += planned.length;
      return builds;
    },
    done() {
      bar?.end();
      bar = undefined;
      before = 0;
    },
  };
}
