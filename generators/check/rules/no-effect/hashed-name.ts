import { at, entriesAt, textAt } from "../../../base/yaml/at.ts";
import { dataOf } from "../../../base/yaml/data.ts";
import type { Step } from "../../../base/yaml/parse.ts";
import type { KubernetesObject } from "../../../model/objects/object.ts";
import { whereIs } from "../../locate/locate.ts";
import type { Rule, Subject } from "../../rule.ts";

/** No custom resource names a generated object without the hash that kustomize puts behind it. */
export const hashedName: Rule = {
  name: "hashed-name",
  needs: "builds",
  summary: "No custom resource names a generated ConfigMap or Secret without the hash in its name.",
  why: "kustomize puts a hash of the content behind the name of a generated object and follows it in the kinds of Kubernetes. Of custom resources it knows no field: a HelmRelease goes on naming an object that does not exist and is not ready.",
  fix: "Tell kustomize of the field: a file under `configurations` with a `nameReference` (kind ConfigMap, fieldSpecs with the path `spec/valuesFrom/name` and the kind HelmRelease), as in Flux' guide to HelmReleases. Or give the object a fixed name with `generatorOptions.disableNameSuffixHash: true`.",
  check(subject) {
    return subject.renderings.flatMap(({ objects }) => {
      const generated = generatedIn(objects, subject);
      if (generated.length === 0) return [];
      const fixed = new Set(objects.map(keyOf));
      return objects.filter(isCustom).flatMap((object) =>
        namesIn(object.data).flatMap(({ kind, name, steps }) => {
          const isOne = (each: Generated) =>
            each.object.kind === kind &&
            each.object.namespace === object.namespace &&
            each.names.includes(name);
          const found = generated.find(isOne);
          const { namespace } = object;
          if (found === undefined || fixed.has(keyOf({ kind, namespace, name }))) return [];
          return {
            rule: this.name,
            message: `${object.kind} ${object.name} names the ${kind} ${name}, which kustomize calls ${found.base}-<hash>.`,
            ...whereIs(subject, object, steps),
            hint: "Name the field in a nameReference under configurations, or set generatorOptions.disableNameSuffixHash.",
          };
        }),
      );
    });
  },
};

interface Generated {
  readonly object: KubernetesObject;
  /** Its name without the hash. */
  readonly base: string;
  /** What it is called where it is generated, and what prefixes made of that. */
  readonly names: readonly string[];
}

/** The hash, in the letters that kustomize writes it with (api/hasher). */
const HASHED = /^(.+)-[bcdfghkmt2456789]{10}$/;

function generatedIn(objects: readonly KubernetesObject[], { files }: Subject): Generated[] {
  return objects.flatMap((object) => {
    const base = HASHED.exec(object.name)?.[1];
    const { path = "", generator } = object.origin ?? {};
    if (base === undefined || generator === undefined) return [];
    const written = textAt(dataOf(path, files.read(path) ?? "")[0], ...generator, "name");
    return [{ object, base, names: [written ?? base, base] }];
  });
}

/** kustomize follows names in the kinds of Kubernetes. */
function isCustom({ group }: KubernetesObject): boolean {
  return group.includes(".") && !group.endsWith(".k8s.io");
}

function keyOf({ kind, namespace, name }: Pick<KubernetesObject, "kind" | "namespace" | "name">) {
  return `${kind}/${namespace}/${name}`;
}

interface Named {
  readonly kind: "ConfigMap" | "Secret";
  readonly name: string;
  readonly steps: readonly Step[];
}

/** References to ConfigMaps and Secrets: `kind` and `name`, or `secretRef` and the like. */
function namesIn(value: unknown, steps: readonly Step[] = []): Named[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => namesIn(item, [...steps, index]));
  const name = textAt(value, "name");
  const kind = kindOf(at(value, "kind"), steps.at(-1));
  const own = name === undefined || !kind ? [] : [{ kind, name, steps: [...steps, "name"] }];
  const below = entriesAt(value).flatMap(([key, each]) =>
    typeof each === "object" ? namesIn(each, [...steps, key]) : [],
  );
  return [...own, ...below];
}

function kindOf(kind: unknown, key: Step | undefined): Named["kind"] | undefined {
  if (kind === "ConfigMap" || kind === "Secret") return kind;
  const field = String(key);
  if (/secret(?:Key)?Ref$/i.test(field)) return "Secret";
  return /configMap(?:Key)?Ref$/i.test(field) ? "ConfigMap" : undefined;
}
