import type { Analysis } from "../cluster/analysis.ts";
import type { Summary } from "../report/formats.ts";

/** What was looked at, and what was not. */
export function summaryOf(
  { documents, renderings }: Analysis,
  program: string | undefined,
): Summary {
  const objects = new Set(renderings.flatMap((rendering) => rendering.objects));
  const built = renderings.filter(({ build }) => build !== undefined);
  const notBuilt = renderings.flatMap(({ planned }) =>
    planned.closure.remote.map(({ from, value }) => `${from} names ${value}`),
  );
  return {
    files: documents.paths.length,
    objects: objects.size,
    builds: built.length,
    program,
    notBuilt: [...new Set(notBuilt)],
  };
}
