import { posix } from "node:path";
import { objectsIn } from "../../cluster/documents.ts";
import type { KubernetesObject } from "../../cluster/object.ts";
import type { Rendering } from "../../cluster/rendering.ts";
import { planBuild } from "../../kustomize/request.ts";
import { at, textAt } from "../../yaml/at.ts";
import { dataOf } from "../../yaml/data.ts";
import type { Step } from "../../yaml/parse.ts";
import { type Where, whereInFile, whereIs } from "../locate.ts";
import type { Subject } from "../rule.ts";

/** What changes objects on their way: a kustomization file, or the spec of a Flux Kustomization. */
export interface Changer {
  /** The data with `patches`, `images` and the like. */
  readonly data: unknown;
  /** What it gets in each build that it is a part of. */
  readonly builds: readonly Received[];
  where(steps: readonly Step[]): Where;
}

/** The objects that a kustomization gets in one build. */
export interface Received {
  readonly rendering: Rendering;
  /** The files that these come from. */
  readonly files: ReadonlySet<string>;
}

/** Fields that make or change objects in ways that only the program behind them knows. */
const OPAQUE = [
  "generators",
  "transformers",
  "configurations",
  "helmCharts",
  "helmChartInflationGenerator",
];

/**
 * Everything that patches what it includes. Where kustomize did not build, or where it ran a
 * generator, nobody knows which objects a patch got: those are left out.
 */
export function changersOf(subject: Subject): Changer[] {
  const { files, documents, clusters, renderings } = subject;
  const built = renderings.filter(({ build }) => build?.ok);
  const partOf = new Map<string, Rendering[]>();
  for (const rendering of built) {
    for (const path of rendering.planned.kustomizationFiles) {
      partOf.set(path, [...(partOf.get(path) ?? []), rendering]);
    }
  }
  const inFiles = documents.kustomizationFiles.map((path): Changer => {
    const [data] = dataOf(path, files.read(path) ?? "");
    // A component gets what its parent has.
    const isComponent = textAt(data, "kind") === "Component";
    const own = partOf.has(path) && planBuild(files, { folder: posix.dirname(path) });
    const builds = (partOf.get(path) ?? []).flatMap((rendering) => {
      const { closure, fields } = isComponent || !own ? rendering.planned : own;
      return isOpaque(fields) ? [] : [{ rendering, files: closure.files }];
    });
    return { data, builds, where: (steps) => whereInFile(subject, path, steps) };
  });
  const inSpecs = clusters
    .flatMap(({ syncs }) => syncs)
    .map(({ flux, rendering }): Changer => {
      const isKnown = rendering?.build?.ok && !isOpaque(rendering.planned.fields);
      return {
        data: at(flux.object.data, "spec"),
        builds: isKnown ? [{ rendering, files: rendering.planned.closure.files }] : [],
        where: (steps) => whereIs(subject, flux.object, ["spec", ...steps]),
      };
    });
  return [...inFiles, ...inSpecs].filter(({ builds }) => builds.length > 0);
}

function isOpaque(fields: ReadonlySet<string>): boolean {
  return OPAQUE.some((field) => fields.has(field));
}

/**
 * The objects of a build as they were written and as they came out of it. What a kustomization
 * in between got is one of the two, or has a part of the prefixes and suffixes.
 */
export function objectsOf({ rendering, files }: Received, subject: Subject): KubernetesObject[] {
  const written = [...rendering.planned.closure.objects]
    .filter((path) => files.has(path))
    .flatMap((path) => objectsIn(path, subject.files));
  const rendered = rendering.objects.filter(
    ({ origin }) => origin !== undefined && files.has(origin.path),
  );
  return [...written, ...rendered];
}
