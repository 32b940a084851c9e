import { posix } from "node:path";
import type { Files } from "../../../base/files.ts";
import { at, textAt } from "../../../base/yaml/at.ts";
import { dataOf } from "../../../base/yaml/data.ts";
import type { Step } from "../../../base/yaml/parse.ts";
import { objectsIn } from "../../../model/objects/documents.ts";
import type { KubernetesObject } from "../../../model/objects/object.ts";
import { type Planned, planBuild } from "../../../model/rendering/build-request.ts";
import type { Rendering } from "../../../model/rendering/renderings.ts";
import { whereIs } from "../../locate/locate.ts";
import { type Where, whereInFile } from "../../locate/where.ts";
import type { Subject } from "../../rule.ts";

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
  /**
   * As they were written and as they came out of the build. What a kustomization in between
   * got is one of the two, or has a part of the prefixes and suffixes.
   */
  objects(): readonly KubernetesObject[];
}

/** Fields that make or change objects in ways that only the program behind them knows. */
const OPAQUE = [
  "generators",
  "transformers",
  "configurations",
  "helmCharts",
  "helmChartInflationGenerator",
];

/** Several rules ask for them. */
const known = new WeakMap<Subject, readonly Changer[]>();

/**
 * Everything that patches what it includes. Where kustomize did not build, or where it ran a
 * generator, nobody knows which objects a patch got: those are left out.
 */
export function changersOf(subject: Subject): readonly Changer[] {
  const found = known.get(subject) ?? findChangers(subject);
  known.set(subject, found);
  return found;
}

function findChangers(subject: Subject): Changer[] {
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
    const parts = partOf.get(path) ?? [];
    const own = isComponent || parts.length === 0 ? undefined : planOf(path, parts, files);
    const builds = parts.flatMap((rendering) => {
      const { closure, fields } = own ?? rendering.planned;
      return isOpaque(fields) ? [] : [received(rendering, closure.files, files)];
    });
    return { data, builds, where: (steps) => whereInFile(subject, path, steps) };
  });
  const inSpecs = clusters
    .flatMap(({ syncs }) => syncs)
    .map(({ flux, rendering }): Changer => {
      const isKnown = rendering?.build?.ok && !isOpaque(rendering.planned.fields);
      return {
        data: at(flux.object.data, "spec"),
        builds: isKnown ? [received(rendering, rendering.planned.closure.files, files)] : [],
        where: (steps) => whereIs(subject, flux.object, ["spec", ...steps]),
      };
    });
  return [...inFiles, ...inSpecs].filter(({ builds }) => builds.length > 0);
}

function isOpaque(fields: ReadonlySet<string>): boolean {
  return OPAQUE.some((field) => fields.has(field));
}

/** What a kustomization file builds by itself: most often that is one of the builds that it is a part of. */
function planOf(path: string, parts: readonly Rendering[], files: Files): Planned {
  const folder = posix.dirname(path);
  const isPlain = ({ planned: { request } }: Rendering) =>
    request.folder === folder && request.overlay === undefined;
  return parts.find(isPlain)?.planned ?? planBuild(files, { folder });
}

function received(rendering: Rendering, from: ReadonlySet<string>, all: Files): Received {
  let objects: readonly KubernetesObject[] | undefined;
  const find = () => [
    ...[...rendering.planned.closure.objects]
      .filter((path) => from.has(path))
      .flatMap((path) => objectsIn(path, all)),
    ...rendering.objects.filter(({ origin }) => origin !== undefined && from.has(origin.path)),
  ];
  return {
    rendering,
    files: from,
    objects() {
      objects ??= find();
      return objects;
    },
  };
}
