import type { Summary } from "../../check/formats/report.ts";
import type { Subject } from "../../check/rule.ts";
import type { KubernetesObject } from "../../model/objects/object.ts";
import type { SchemaSet } from "../../model/schema/schemas.ts";

/** What was looked at, and what was not. */
export function summaryOf(
  { clusters, documents, renderings, unplanned, schemas }: Subject,
  program: string | undefined,
): Summary {
  const objects = new Set(renderings.flatMap((rendering) => rendering.objects));
  const built = renderings.filter(({ build }) => build !== undefined);
  const remote = renderings.flatMap(({ planned }) =>
    planned.closure.remote.map(
      ({ from, value }) => `${from} names ${value}, which would have to be fetched.`,
    ),
  );
  // What is wrong with a YAML file is a finding already.
  const said = new Set(documents.problems.map(({ path }) => path));
  const unread = unplanned.flatMap(({ folder, problems }) =>
    problems.filter(({ path }) => !said.has(path)).map(({ message }) => `${folder}: ${message}`),
  );
  return {
    files: documents.paths.length,
    objects: objects.size,
    builds: built.length,
    program,
    notBuilt: [...new Set([...remote, ...unread, ...unseenIn(clusters)])],
    withoutSchema: kindsWithoutSchema([...objects], schemas),
  };
}

/** What of the clusters is not seen, a sentence each; charts by their number. */
function unseenIn(clusters: Subject["clusters"]): string[] {
  const isOne = clusters.length < 2;
  const unknown = clusters.flatMap(({ name, unknown }) =>
    unknown.map((each) => ({ ...each, what: isOne ? each.what : `${each.what} of ${name}` })),
  );
  const charts = unknown.filter(({ kind }) => kind === "chart").length;
  return [
    // What is broken is a finding; what is fetched or unread is said by its file.
    ...unknown.flatMap(({ kind, what, why }) =>
      kind === "source" || kind === "generator" ? [`${what}: ${why}`] : [],
    ),
    ...(charts === 0
      ? []
      : [
          charts === 1
            ? "1 chart: what Helm makes of it is not seen here."
            : `${charts} charts: what Helm makes of them is not seen here.`,
        ]),
  ];
}

/** A version that is no longer served has no schema either: `api-version` says so. */
function kindsWithoutSchema(
  objects: readonly KubernetesObject[],
  schemas: SchemaSet,
): Summary["withoutSchema"] {
  const counts = new Map<string, number>();
  for (const { apiVersion, group, kind } of objects) {
    const isKnown =
      schemas.scope(apiVersion, kind) !== undefined ||
      schemas.apiVersionFault(apiVersion, kind) !== undefined;
    // Kubernetes' own groups have no dot: what they lack is a finding, not a custom resource.
    if (isKnown || !group.includes(".")) continue;
    const name = `${group} ${kind}`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].map(([kind, count]) => ({ kind, count })).sort(byKind);
}

function byKind({ kind: a }: { kind: string }, { kind: b }: { kind: string }): number {
  return a < b ? -1 : 1;
}
