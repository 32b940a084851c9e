import { isMap, isSeq } from "yaml";
import {
  type Amount,
  formatCount,
  formatCpu,
  formatMemory,
} from "../../../base/answers/quantity.ts";
import { own } from "../../../base/own.ts";
import { at, entriesAt, listAt } from "../../../base/yaml/at.ts";
import { strictText } from "../../../base/yaml/load.ts";
import { nodeAt, parseYaml, type Step, type YamlFile } from "../../../base/yaml/parse.ts";
import { replaceScalar, replaceScalars } from "../../../edit/yaml/edit.ts";
import type { Sync } from "../../../model/fleet/clusters.ts";
import type { KubernetesObject } from "../../../model/objects/object.ts";
import type { Rendering } from "../../../model/rendering/renderings.ts";
import { whereIs } from "../../locate/locate.ts";
import type { Finding, Fix, Rule, Subject } from "../../rule.ts";
import { allContainers, countsOf, demandOf, quantity } from "./demand.ts";

/**
 * A namespace's ResourceQuota holds its apps at their autoscalers' maximum, and its
 * LimitRange admits every container. Otherwise the autoscaler, or a rolling update, stops
 * short without any object that looks wrong.
 */
export const quota: Rule = {
  name: "quota",
  needs: "builds",
  summary: "ResourceQuotas and LimitRanges admit every workload at its autoscaler's maximum.",
  why: "The autoscaler, or the surge of a rolling update, stops short: pods are refused when they are created, and no object that someone looks at says why.",
  fix: "Raise the quota to the figure in the message, or choose a smaller maximum, smaller requests or smaller limits. The sum is over all that Flux applies in the namespace. It counts each Deployment and StatefulSet at its most pods, the surge of a rolling update included, and a Job or CronJob once. A DaemonSet is not counted, since the number of nodes is not known, and a quota with scopes is not checked. Of objects it counts ConfigMaps, Secrets, Services and volume claims.",
  check(subject) {
    return subject.renderings.flatMap((rendering) => {
      if (!rendering.build?.ok) return [];
      const namespaces = new Set(
        rendering.objects.filter(isBound).map(({ namespace }) => namespace),
      );
      if (namespaces.size === 0) return [];
      const together = besideIn(subject, rendering);
      return [...namespaces].flatMap((name) => {
        // What names no namespace is in the one that its own build is applied in.
        const all = name === "" ? rendering.objects : together;
        const objects = all.filter(({ namespace }) => namespace === name);
        const context = { subject, name };
        return [...overQuota(objects, context), ...overLimitRange(objects, context)];
      });
    });
  },
};

/** What a build applies, and all that others apply in the same cluster: they may share a namespace. */
function besideIn({ clusters }: Subject, rendering: Rendering): readonly KubernetesObject[] {
  const applies = ({ flux, rendering: own }: Sync) => own === rendering && !flux.isRemote;
  const cluster = clusters.find(({ syncs }) => syncs.some(applies));
  const others = cluster?.syncs.flatMap(({ flux, rendering: own }) =>
    own?.build?.ok && !flux.isRemote ? [own] : [],
  );
  return [...new Set([rendering, ...(others ?? [])])].flatMap(({ objects }) => objects);
}

function isBound({ kind }: KubernetesObject): boolean {
  return kind === "ResourceQuota" || kind === "LimitRange";
}

/** For some of the pods only, by priority for example. */
function isScoped({ data }: KubernetesObject): boolean {
  return (
    listAt(data, "spec", "scopes").length > 0 || at(data, "spec", "scopeSelector") !== undefined
  );
}

interface Context {
  readonly subject: Subject;
  /** The namespace. */
  readonly name: string;
}

function overQuota(objects: readonly KubernetesObject[], context: Context): Finding[] {
  const demand = { ...countsOf(objects), ...demandOf(objects) };
  return objects
    .filter((object) => object.kind === "ResourceQuota" && !isScoped(object))
    .flatMap((object) =>
      entriesAt(object.data, "spec", "hard").flatMap(([key, value]) => {
        // `cpu` and `memory` are other names of the requests.
        const needed = own(demand, key) ?? own(demand, `requests.${key}`);
        const allowed = quantity(value);
        if (needed === undefined || allowed === undefined || needed <= allowed) return [];
        const show = (amount: Amount) => formatLike(key, amount);
        return finding(
          `The quota of ${context.name} is too small: at their maximum its apps take ${key} ${show(needed)}, it allows ${show(allowed)}, ${show(needed - allowed)} less.`,
          context,
          object,
          ["spec", "hard", key],
          show(needed),
        );
      }),
    );
}

function overLimitRange(objects: readonly KubernetesObject[], context: Context): Finding[] {
  const containers = allContainers(objects);
  return objects
    .filter(({ kind }) => kind === "LimitRange")
    .flatMap((object) =>
      listAt(object.data, "spec", "limits").flatMap((entry, index) => {
        if (at(entry, "type") !== "Container") return [];
        return (["cpu", "memory"] as const).flatMap((resource) => {
          const most = quantity(at(entry, "max", resource));
          if (most === undefined) return [];
          const [largest] = containers.toSorted((a, b) =>
            a.limits[resource] > b.limits[resource] ? -1 : 1,
          );
          if (largest === undefined || largest.limits[resource] <= most) return [];
          const show = (amount: Amount) => formatLike(resource, amount);
          const limit = largest.limits[resource];
          return finding(
            `The limit range of ${context.name} refuses ${largest.workload}: its ${resource} limit is ${show(limit)}, the most allowed ${show(most)}, ${show(limit - most)} less.`,
            context,
            object,
            ["spec", "limits", index, "max", resource],
            show(limit),
          );
        });
      }),
    );
}

function finding(
  message: string,
  { subject, name }: Context,
  object: KubernetesObject,
  steps: readonly Step[],
  value: string,
): Finding[] {
  const where = whereIs(subject, object, steps);
  const fix = fixOf(subject, name, object, steps, value);
  const hint = fix
    ? "new:app --raise-quota raises it in the same change; or choose smaller figures."
    : "Raise it where it is set, or choose smaller figures.";
  return [{ rule: quota.name, message, ...where, hint, ...(fix ? { fix } : {}) }];
}

/** Raises the figure where the object's own file says it. A patch may still change it later. */
function fixOf(
  subject: Subject,
  namespace: string,
  object: KubernetesObject,
  steps: readonly Step[],
  value: string,
): Fix | undefined {
  if (object.origin === undefined || object.origin.generator !== undefined) return undefined;
  const { path, document } = object.origin;
  const nodeIn = (file: YamlFile) => nodeAt(file.documents[document]?.contents, ...steps);
  const node = nodeIn(parseYaml(path, strictText(subject.files.read(path) ?? "")));
  if (node === undefined || isMap(node) || isSeq(node)) return undefined;
  return {
    flag: "raise-quota",
    note: `Raises ${steps.at(-2) === "max" ? "the most that a container may have of " : ""}${String(steps.at(-1))} in ${namespace} to ${value}.`,
    path,
    apply(tree) {
      const file = tree.yaml(path);
      tree.edit(path, replaceScalars(file, [replaceScalar(file, nodeIn(file), value)]));
    },
  };
}

function formatLike(key: string, amount: Amount): string {
  if (key.endsWith("cpu")) return formatCpu(amount);
  return key.endsWith("memory") ? formatMemory(amount) : formatCount(amount);
}
