import { posix } from "node:path";
import { isMap, isSeq, type Node } from "yaml";
import { type Amount, formatCount, formatCpu, formatMemory } from "../answers/quantity.ts";
import type { Repository } from "../repository/repository.ts";
import { replaceScalar, replaceScalars } from "../yaml/edit.ts";
import {
  itemsAt,
  lineOfNode,
  nodeAt,
  parseYaml,
  type Step,
  stringAt,
  type YamlFile,
} from "../yaml/parse.ts";
import { allContainers, DEMAND_KINDS, demandOf, quantity } from "./demand.ts";
import { at, type Manifest, manifestsOf } from "./manifests.ts";
import type { Finding, Mend, Rule } from "./rule.ts";

/**
 * An environment's ResourceQuota holds its apps at their autoscalers' maximum, and its
 * LimitRange admits every container. Otherwise the autoscaler, or a rolling update, stops
 * short without any object that looks wrong.
 */
export const quota: Rule = {
  name: "quota",
  check({ repository, builds }) {
    return repository.environments.flatMap((environment) => {
      const build = builds.find(({ folder }) => folder === environment.folder);
      if (!build?.ok) return [];
      const objects = manifestsOf(build.output, DEMAND_KINDS);
      const context = { repository, folder: environment.folder, name: environment.name };
      return [...overQuota(objects, context), ...overLimitRange(objects, context)];
    });
  },
};

interface Context {
  readonly repository: Repository;
  readonly folder: string;
  readonly name: string;
}

function overQuota(objects: readonly Manifest[], context: Context): Finding[] {
  const demand = demandOf(objects);
  return objects
    .filter(({ kind }) => kind === "ResourceQuota")
    .flatMap((object) => {
      const hard = (at(object, "spec", "hard") ?? {}) as Record<string, unknown>;
      return Object.entries(hard).flatMap(([key, value]) => {
        // `cpu` and `memory` are other names of the requests.
        const needed = demand[key] ?? demand[`requests.${key}`];
        const allowed = quantity(value);
        if (needed === undefined || allowed === undefined || needed <= allowed) return [];
        const show = (amount: Amount) => formatLike(key, amount);
        return finding(
          `The quota of ${context.name} is too small: at their maximum its apps take ${key} ${show(needed)}, it allows ${show(allowed)}, ${show(needed - allowed)} less.`,
          context,
          placeOf(context, "ResourceQuota", nameOf(object), ["spec", "hard", key]),
          show(needed),
        );
      });
    });
}

function overLimitRange(objects: readonly Manifest[], context: Context): Finding[] {
  return objects
    .filter(({ kind }) => kind === "LimitRange")
    .flatMap((object) => {
      const entries = at(object, "spec", "limits");
      if (!Array.isArray(entries)) return [];
      return entries.flatMap((entry, index) => {
        if (at(entry, "type") !== "Container") return [];
        return (["cpu", "memory"] as const).flatMap((resource) => {
          const most = quantity(at(entry, "max", resource));
          if (most === undefined) return [];
          const [largest] = allContainers(objects).sort((a, b) =>
            a.limits[resource] > b.limits[resource] ? -1 : 1,
          );
          if (largest === undefined || largest.limits[resource] <= most) return [];
          const show = (amount: Amount) => formatLike(resource, amount);
          const limit = largest.limits[resource];
          return finding(
            `The limit range of ${context.name} refuses ${largest.workload}: its ${resource} limit is ${show(limit)}, the most allowed ${show(most)}, ${show(limit - most)} less.`,
            context,
            placeOf(context, "LimitRange", nameOf(object), [
              "spec",
              "limits",
              index,
              "max",
              resource,
            ]),
            show(limit),
          );
        });
      });
    });
}

interface Place {
  readonly file: YamlFile;
  readonly document: number;
  readonly steps: readonly Step[];
  readonly node: Node;
}

function finding(
  message: string,
  context: Context,
  place: Place | undefined,
  value: string,
): Finding[] {
  const line = place && lineOfNode(place.file, place.node);
  const path = place?.file.path ?? context.folder;
  const mend: Mend | undefined = place && {
    flag: "raise-quota",
    note: `Raises ${place.steps.at(-2) === "max" ? "the most that a container may have of " : ""}${String(place.steps.at(-1))} in ${context.name} to ${value}.`,
    path,
    apply(tree) {
      const file = parseYaml(path, tree.read(path) ?? "");
      const node = nodeAt(file.documents[place.document]?.contents, ...place.steps);
      tree.edit(path, replaceScalars(file, [replaceScalar(file, node, value)]));
    },
  };
  const hint = mend
    ? "new:app --raise-quota raises it in the same change; or choose smaller figures."
    : "Raise it where it is set, or choose smaller figures.";
  return [
    { rule: quota.name, message, path, ...(line ? { line } : {}), hint, ...(mend ? { mend } : {}) },
  ];
}

/** Where the overlay's own files say a value. A patch may still change it later. */
function placeOf(
  context: Context,
  kind: string,
  name: string,
  steps: readonly Step[],
): Place | undefined {
  const { repository, folder } = context;
  const overlay = repository.overlayFile({ folder });
  const root = overlay.documents[0]?.contents;
  for (let index = 0; index < itemsAt(root, "resources").length; index++) {
    const path = posix.join(folder, stringAt(root, "resources", index) ?? "");
    if (repository.files.read(path) === undefined) continue;
    const file = repository.yaml(path);
    const document = file.documents.findIndex(
      ({ contents }) =>
        stringAt(contents, "kind") === kind && stringAt(contents, "metadata", "name") === name,
    );
    const node = nodeAt(file.documents[document]?.contents, ...steps);
    if (node !== undefined && !isMap(node) && !isSeq(node)) return { file, document, steps, node };
  }
  return undefined;
}

function nameOf(object: Manifest): string {
  return String(at(object, "metadata", "name"));
}

function formatLike(key: string, amount: Amount): string {
  if (key.endsWith("cpu")) return formatCpu(amount);
  return key.endsWith("memory") ? formatMemory(amount) : formatCount(amount);
}
