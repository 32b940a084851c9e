import { podsOf } from "../../check/facts/pods.ts";
import { type KubernetesObject, keyOfObject } from "../../model/objects/object.ts";
import { isSource } from "../../model/sources/sources.ts";
import type { Graph, GraphEdge, GraphNode, State } from "../comparison.ts";
import type { PlaceName } from "../fields/words.ts";
import type { ObjectChange } from "./object-changes.ts";
import type { Half, Unit } from "./units.ts";

/** Kinds that a reader calls an app, beside what makes pods. */
const RELEASE = "HelmRelease";

/** Where sources, Flux Kustomizations, environments and apps are, on both sides. */
export function graphOf(
  units: readonly Unit[],
  changes: readonly ObjectChange[],
  nameOf: PlaceName,
): Graph {
  const touched = new Set(changes.map(({ unit }) => unit));
  const changed = new Set(
    changes.flatMap(({ change, before, now }) =>
      change === "changed" ? [before, now].filter((each) => each !== undefined) : [],
    ),
  );
  const nodes = new Map<string, GraphNode>();
  const edges = new Map<string, GraphEdge>();
  const node = (
    kind: GraphNode["kind"],
    cluster: string,
    key: string,
    label: string,
    state: State,
  ) => {
    const full = `${cluster}\0${kind}\0${key}`;
    const known = nodes.get(full);
    const id = known?.id ?? `n${nodes.size + 1}`;
    nodes.set(full, known ?? { id, kind, label, cluster, state });
    return id;
  };
  const edge = (from: string, to: string, kind: GraphEdge["kind"], state: State) => {
    edges.set(`${from} ${to}`, { from, to, kind, state });
  };
  const sources = sourceStates(units);
  const states = new Map(units.map((unit) => [unit, stateOf(unit)]));
  const byKey = new Map(units.map((unit) => [keyOf(unit), unit]));
  const environmentState = environmentStates(units, states, touched);
  /** Flux Kustomizations of an environment with several that have no part in what differs. */
  const idle = new Set<string>();
  const syncNode = (unit: Unit) => {
    const { cluster, sync } = unit.place;
    return node("sync", cluster, keyOf(unit), sync, states.get(unit) ?? "same");
  };

  for (const unit of units) {
    const { cluster, environment } = unit.place;
    const sync = syncNode(unit);
    for (const [source, state] of bothSides(unit, sourceOf)) {
      const known = sources.get(`${cluster}\0${source}`) ?? "same";
      edge(node("source", cluster, source, source, known), sync, "reads", state);
    }
    for (const [key, state] of bothSides(unit, (half) => waitsFor(half))) {
      const other = byKey.get(`${cluster}\0${key}`);
      if (other !== undefined) edge(syncNode(other), sync, "before", state);
    }
    let runsApps = sync;
    if (environment !== "") {
      const own = states.get(unit) ?? "same";
      runsApps = node(
        "environment",
        cluster,
        environment,
        nameOf(unit.place),
        environmentState(unit),
      );
      edge(sync, runsApps, "applies", own === "changed" ? "same" : own);
      if (own === "same" && !touched.has(unit)) idle.add(sync);
    }
    for (const [key, state] of bothSides(unit, (half) => half.objects.filter(isApp).map(appKey))) {
      const object = [unit.now, unit.before]
        .flatMap((half) => half?.objects ?? [])
        .find((each) => isApp(each) && appKey(each) === key);
      if (object === undefined) continue;
      const own = state === "same" && changed.has(object) ? "changed" : state;
      const app = node("app", cluster, `${keyOf(unit)}\0${key}`, object.name, own);
      edge(runsApps, app, "runs", state);
    }
  }
  return trimmed([...nodes.values()], [...edges.values()], idle);
}

/** By unit, how the environment does that it is of, which other units may be of too. */
function environmentStates(
  units: readonly Unit[],
  states: ReadonlyMap<Unit, State>,
  touched: ReadonlySet<Unit>,
): (unit: Unit) => State {
  const keyOfEnvironment = ({ place }: Unit) => `${place.cluster}\0${place.environment}`;
  const found = new Map<string, State>();
  for (const unit of units) {
    const own = states.get(unit);
    const state = own === "new" || own === "gone" ? own : touched.has(unit) ? "changed" : "same";
    const key = keyOfEnvironment(unit);
    const known = found.get(key) ?? state;
    found.set(key, known === state ? state : "changed");
  }
  return (unit) => found.get(keyOfEnvironment(unit)) ?? "same";
}

/**
 * What differs, and its neighbours; of the others how many there are.
 * @param idle nodes of Flux Kustomizations that are no neighbours of their environment.
 */
function trimmed(
  nodes: readonly GraphNode[],
  edges: readonly GraphEdge[],
  idle: ReadonlySet<string>,
): Graph {
  const differing = new Set(nodes.filter(({ state }) => state !== "same").map(({ id }) => id));
  const apps = new Set(nodes.filter(({ kind }) => kind === "app").map(({ id }) => id));
  const shown = new Set(differing);
  for (const { from, to, kind, state } of edges) {
    if (kind === "applies" && idle.has(from)) continue;
    if (state === "same" && !differing.has(from) && !differing.has(to)) continue;
    // The apps beside one that differs say nothing.
    if (apps.has(to) && !differing.has(to)) continue;
    shown.add(from).add(to);
  }
  // The way from a source to what is shown.
  for (let size = 0; size < shown.size; ) {
    size = shown.size;
    for (const { from, to, kind } of edges) {
      const isWay = kind !== "before" && !(kind === "applies" && idle.has(from));
      if (isWay && shown.has(to)) shown.add(from);
    }
  }
  const kept = nodes.filter(({ id }) => shown.has(id));
  const ids = new Map(kept.map(({ id }, index) => [id, `n${index + 1}`]));
  return {
    nodes: kept.map((node) => ({ ...node, id: ids.get(node.id) ?? "" })),
    edges: edges.flatMap((edge) => {
      const [from, to] = [ids.get(edge.from), ids.get(edge.to)];
      return from === undefined || to === undefined ? [] : [{ ...edge, from, to }];
    }),
    left: nodes.length - kept.length,
  };
}

/** Whether the Flux Kustomization itself is new, gone or another. */
export function stateOf({ before, now }: Unit): State {
  if (before === undefined) return "new";
  if (now === undefined) return "gone";
  const [old, current] = [before, now].map(({ sync }) => JSON.stringify(sync?.flux.object.data));
  return old === current ? "same" : "changed";
}

function sourceStates(units: readonly Unit[]): Map<string, State> {
  const states = new Map<string, State>();
  const sides = (["before", "now"] as const).map((side) => {
    const found = new Map<string, string>();
    for (const { place, [side]: half } of units) {
      for (const object of half?.objects ?? []) {
        if (!isSource(object)) continue;
        found.set(`${place.cluster}\0${titleOf(object)}`, JSON.stringify(object.data));
      }
    }
    return found;
  });
  const [old, current] = sides;
  for (const key of new Set([...(old?.keys() ?? []), ...(current?.keys() ?? [])])) {
    const [was, is] = [old?.get(key), current?.get(key)];
    const state =
      was === undefined ? "new" : is === undefined ? "gone" : was === is ? "same" : "changed";
    states.set(key, state);
  }
  return states;
}

/** What one or both sides have, and which. */
function bothSides(
  { before, now }: Unit,
  keysOf: (half: Half) => readonly string[],
): [string, State][] {
  const [old, current] = [before, now].map((half) => new Set(half ? keysOf(half) : []));
  return [...new Set([...(current ?? []), ...(old ?? [])])].map((key) => [
    key,
    !old?.has(key) ? "new" : !current?.has(key) ? "gone" : "same",
  ]);
}

function sourceOf({ sync }: Half): string[] {
  return sync === undefined ? [] : [`${sync.flux.source.kind}/${sync.flux.source.name}`];
}

function waitsFor({ sync }: Half): string[] {
  const flux = sync?.flux;
  return flux === undefined
    ? []
    : flux.dependsOn.map((ref) => keyOfObject({ ...flux.object, ...ref }));
}

function keyOf({ place, before, now }: Unit): string {
  const object = (now ?? before)?.sync?.flux.object;
  return `${place.cluster}\0${object === undefined ? place.sync : keyOfObject(object)}`;
}

function titleOf({ kind, name }: KubernetesObject): string {
  return `${kind}/${name}`;
}

function isApp(object: KubernetesObject): boolean {
  return object.kind === RELEASE || podsOf(object) !== undefined;
}

function appKey({ namespace, name }: KubernetesObject): string {
  return `${namespace}/${name}`;
}
