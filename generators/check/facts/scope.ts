import { entriesAt, textAt } from "../../base/yaml/at.ts";
import type { Analysis } from "../../model/fleet/analysis.ts";
import { type Cluster, mentionedIn } from "../../model/fleet/clusters.ts";
import { GROUPS } from "../../model/objects/flux.ts";
import type { KubernetesObject } from "../../model/objects/object.ts";
import type { Rendering } from "../../model/rendering/renderings.ts";
import { type Pods, podsIn } from "./pods.ts";
import { isBuilt } from "./sync-graph.ts";

/**
 * What lives together in one cluster, as far as the repository knows. A chart, another
 * repository or an operator may put more into a namespace: such a namespace is open, and
 * nothing can be said to be missing there.
 */
export class Scope {
  /** What was built: rules look at these. */
  readonly built: readonly KubernetesObject[];
  readonly #byNamespace = new Map<string, KubernetesObject[]>();
  readonly #byName = new Map<string, KubernetesObject>();
  readonly #pods = new Map<string, readonly Pods[]>();
  /** Namespaces that something unknown fills. */
  readonly #open = new Set<string>();
  /** Namespaces that the repository creates. */
  readonly #own = new Set<string>();
  /** Something unknown may fill any namespace that the repository does not create. */
  #isOpenElsewhere = false;
  #isOpenEverywhere = false;

  /** @param others known to be there too: not built, or applied by hand. */
  constructor(
    built: readonly KubernetesObject[],
    others: readonly KubernetesObject[],
    remote: readonly Remote[],
  ) {
    this.built = built;
    for (const object of built) if (object.kind === "Namespace") this.#own.add(object.name);
    for (const { namespaces, isAnywhere } of remote) {
      for (const namespace of namespaces) this.#open.add(namespace);
      if (isAnywhere) this.#isOpenElsewhere = true;
    }
    for (const object of [...built, ...others]) this.#add(object);
  }

  /** Namespaced objects have their namespace here; those that name none share an empty one. */
  in(namespace: string): readonly KubernetesObject[] {
    return this.#byNamespace.get(namespace) ?? [];
  }

  podsIn(namespace: string): readonly Pods[] {
    const known = this.#pods.get(namespace) ?? podsIn(this.in(namespace));
    this.#pods.set(namespace, known);
    return known;
  }

  find(kind: string, namespace: string, name: string): KubernetesObject | undefined {
    return this.#byName.get(`${kind}/${namespace}/${name}`);
  }

  /** Whether something that the repository does not know may be in a namespace. */
  isOpen(namespace: string): boolean {
    if (this.#isOpenEverywhere || this.#open.has(namespace) || isSystem(namespace)) return true;
    return this.#isOpenElsewhere && !this.#own.has(namespace);
  }

  /** Whether that holds for any namespace, or for what has none. */
  get isOpenAnywhere(): boolean {
    return this.#isOpenEverywhere || this.#isOpenElsewhere || this.#open.size > 0;
  }

  get namespaces(): readonly string[] {
    return [...this.#byNamespace.keys()];
  }

  /** Whether the repository creates a namespace itself. */
  owns(namespace: string): boolean {
    return this.#own.has(namespace);
  }

  #add(object: KubernetesObject): void {
    const { kind, namespace, name } = object;
    const others = this.#byNamespace.get(namespace);
    if (others === undefined) this.#byNamespace.set(namespace, [object]);
    else others.push(object);
    this.#byName.set(`${kind}/${namespace}/${name}`, object);
    if (!isUnderstood(object)) {
      for (const each of filledBy(object)) this.#open.add(each);
    }
    if (fillsEveryNamespace(object)) this.#isOpenEverywhere = true;
  }
}

/** Something that is applied, but can't be seen here. */
interface Remote {
  readonly namespaces: readonly string[];
  readonly isAnywhere: boolean;
}

const SCOPES = new WeakMap<Analysis, readonly Scope[]>();

/**
 * The scopes of a repository: one for each cluster, and one for all that no Flux Kustomization
 * applies. Made once.
 */
export function scopesOf(analysis: Analysis): readonly Scope[] {
  const known = SCOPES.get(analysis);
  if (known !== undefined) return known;
  const inClusters = new Set(
    analysis.clusters.flatMap(({ syncs }) => syncs.flatMap(({ rendering }) => rendering ?? [])),
  );
  const loose = analysis.renderings.filter((rendering) => !inClusters.has(rendering));
  const scopes = [
    ...analysis.clusters.map(scopeOf),
    ...(loose.length === 0 ? [] : [looseScope(loose, analysis.clusters)]),
  ];
  SCOPES.set(analysis, scopes);
  return scopes;
}

function scopeOf({ syncs, byHand, unknown }: Cluster): Scope {
  const [built, others] = [[] as KubernetesObject[], [...byHand]];
  const remote: Remote[] = [];
  for (const sync of syncs) {
    if (isBuilt(sync)) {
      for (const object of mentionedIn(sync)) built.push(object);
      continue;
    }
    others.push(...mentionedIn(sync));
    const { flux, content, rendering } = sync;
    if (content.state === "unknown" && !flux.isRemote && content.mayHide !== "anywhere") continue;
    const namespaces = mentionedIn(sync).map(({ namespace }) => namespace);
    const own = rendering === undefined ? [flux.namespace] : [];
    remote.push({ namespaces: [...namespaces, ...own], isAnywhere: true });
  }
  // What a chart fills is found by its HelmRelease.
  for (const { mayHide } of unknown.filter(({ kind }) => kind !== "chart")) {
    const isAnywhere = typeof mayHide === "string";
    remote.push({ namespaces: isAnywhere ? [] : mayHide, isAnywhere });
  }
  return new Scope(built, others, remote);
}

/** Nobody knows into which cluster these go: whatever is in the repository may be there too. */
function looseScope(renderings: readonly Rendering[], clusters: readonly Cluster[]): Scope {
  const built = renderings.filter(({ build }) => build?.ok);
  const isPartial = built.length < renderings.length;
  return new Scope(
    built.flatMap(({ objects }) => objects),
    [
      ...renderings.filter(({ build }) => !build?.ok).flatMap(({ objects }) => objects),
      ...clusters.flatMap(({ syncs }) => syncs.flatMap(mentionedIn)),
    ],
    [{ namespaces: [], isAnywhere: isPartial }],
  );
}

/** The control plane, and what a provider puts there. */
function isSystem(namespace: string): boolean {
  return namespace.startsWith("kube-");
}

/** Groups whose objects make no pods, Services, ConfigMaps or Secrets that no rule knows of. */
const UNDERSTOOD: ReadonlySet<string> = new Set([
  GROUPS.kustomize,
  GROUPS.source,
  GROUPS.extensions,
  "apiregistration.k8s.io",
  "apps",
  "autoscaling",
  "batch",
  "bitnami.com",
  "cert-manager.io",
  "cilium.io",
  "crd.projectcalico.org",
  "external-secrets.io",
  "image.toolkit.fluxcd.io",
  "keda.sh",
  "kyverno.io",
  "networking.istio.io",
  "notification.toolkit.fluxcd.io",
  "policy",
  "security.istio.io",
  "traefik.io",
]);

/** Kinds of monitoring.coreos.com that the operator runs pods for; the others configure those. */
const RUN = /^(?:Prometheus|PrometheusAgent|Alertmanager|ThanosRuler)$/;

function isUnderstood({ group, kind }: KubernetesObject): boolean {
  if (group === "monitoring.coreos.com") return !RUN.test(kind);
  return group === "" || group.endsWith(".k8s.io") || UNDERSTOOD.has(group);
}

const MIRRORS = /^(?:reflector\.v1\.k8s\.emberstack\.com|replicator\.v1\.mittwald\.de)\//;

/** Policies and mirrors that copy objects into namespaces, whichever they are. */
function fillsEveryNamespace({ group, kind, data }: KubernetesObject): boolean {
  if (kind === "ClusterExternalSecret" || group === "trust.cert-manager.io") return true;
  if (group === "kyverno.io") return JSON.stringify(data).includes('"generate"');
  return entriesAt(data, "metadata", "annotations").some(([key]) => MIRRORS.test(key));
}

/** The namespaces that a HelmRelease, an Argo CD Application or an operator's resource fills. */
function filledBy({ namespace, data }: KubernetesObject): readonly string[] {
  const target =
    textAt(data, "spec", "targetNamespace") ?? textAt(data, "spec", "destination", "namespace");
  return target === undefined ? [namespace] : [namespace, target];
}
