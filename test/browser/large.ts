import type { ClusterDiff, Graph, ObjectDiff, Risk } from "../../generators/review/comparison.ts";

const KINDS = ["Deployment", "Service", "ConfigMap", "HorizontalPodAutoscaler", "NetworkPolicy"];
const CHANGES = ["changed", "changed", "changed", "added", "deleted"] as const;

/** A comparison with so many objects that differ, in 20 environments; every one looks real. */
export function largeDiff(count: number): ClusterDiff {
  const environments = Array.from({ length: 20 }, (_, index) => `env-${index}`);
  const placeOf = (environment: string) => ({
    cluster: "bootstrap",
    sync: `${environment}-sync`,
    environment,
  });
  const objects = Array.from({ length: count }, (_, index): ObjectDiff => {
    const environment = environments[index % environments.length] as string;
    const kind = KINDS[index % KINDS.length] as string;
    const change = CHANGES[index % CHANGES.length] as (typeof CHANGES)[number];
    const name = `app-${Math.floor(index / 5)}`;
    return {
      id: `o${index}`,
      apiVersion: "v1",
      ...{ kind, name, change },
      places: [
        {
          ...placeOf(environment),
          namespace: environment,
          path: `flux-cd/applications/base-${name}-config/${kind.toLowerCase()}.yaml`,
        },
      ],
      fields: change === "changed" ? fieldsOf(index) : [],
      ...(change !== "changed" && { manifest: manifestOf(kind, name) }),
    };
  });
  const risks = objects
    .filter((_, index) => index % 25 === 4)
    .map(
      ({ id, kind, name, places }): Risk => ({
        level: "high",
        kind: "deletion",
        title: `Flux deletes ${kind} ${name}.`,
        todo: "If this is meant, say so in the pull request.",
        objects: [id],
        places,
      }),
    );
  return {
    base: { ref: "origin/main", commit: "0123456789abcdef0123456789abcdef01234567" },
    head: { ref: "WORKTREE" },
    syncs: environments.map((environment) => {
      const here = objects.filter(({ places }) => places[0]?.environment === environment);
      const of = (change: string) => here.filter((object) => object.change === change).length;
      return {
        ...placeOf(environment),
        state: "same",
        ...{
          added: of("added"),
          changed: of("changed"),
          deleted: of("deleted"),
          moved: 0,
          orphaned: 0,
        },
      };
    }),
    clusters: ["bootstrap"],
    sameSyncs: 0,
    risks,
    objects,
    graph: graphOf(environments),
    notCompared: [],
  };
}

function fieldsOf(index: number) {
  const script = Array.from({ length: 30 }, (_, line) => `  setting-${line} ${index}`);
  const text = (changed: string) => `|\n${script.with(15, `  ${changed}`).join("\n")}`;
  return [
    {
      path: "spec.template.spec.containers[app].image",
      before: `ghcr.io/example/app:1.${index}.0`,
      after: `ghcr.io/example/app:1.${index}.1`,
    },
    { path: "spec.replicas", before: "2", after: String(index) },
    { path: "data[server.conf]", before: text("listen 8080;"), after: text("listen 9090;") },
  ];
}

function manifestOf(kind: string, name: string): string {
  const labels = Array.from({ length: 30 }, (_, index) => `    label-${index}: value-${index}`);
  return `apiVersion: v1\nkind: ${kind}\nmetadata:\n  name: ${name}\n  labels:\n${labels.join("\n")}\n`;
}

function graphOf(environments: readonly string[]): Graph {
  const cluster = "bootstrap";
  const kinds = ["source", "sync", "environment", "app"] as const;
  return {
    nodes: environments.flatMap((environment) =>
      kinds.map((kind) => ({
        id: `${kind}-${environment}`,
        ...{ kind, cluster, label: `${kind}-of-${environment}` },
        state: kind === "app" ? "changed" : "same",
      })),
    ),
    edges: environments.flatMap((environment) =>
      kinds.slice(1).map((kind, index) => ({
        from: `${kinds[index]}-${environment}`,
        to: `${kind}-${environment}`,
        kind: (["reads", "applies", "runs"] as const)[index] ?? "runs",
        state: "same",
      })),
    ),
    left: 0,
  };
}
