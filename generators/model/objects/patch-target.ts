import { expressionFits } from "../../base/text/expression.ts";
import { entriesAt, textAt } from "../../base/yaml/at.ts";
import type { KubernetesObject } from "./object.ts";

/** Whether kustomize's selector of a patch takes an object: its fields are regular expressions. */
export function selects(target: unknown, object: KubernetesObject): boolean {
  return (
    selectsName(target, object) &&
    fitsLabels(textAt(target, "labelSelector"), object, "labels") &&
    fitsLabels(textAt(target, "annotationSelector"), object, "annotations")
  );
}

/** The same by kind and name alone: labels may be added on the way. */
export function selectsName(
  target: unknown,
  { group, kind, name }: Pick<KubernetesObject, "group" | "kind" | "name">,
): boolean {
  const fits = (key: string, value: string) => {
    const pattern = textAt(target, key);
    // Where nobody can tell, nobody says that a patch is for nothing.
    return pattern === undefined || (expressionFits(pattern, value) ?? true);
  };
  return fits("kind", kind) && fits("name", name) && fits("group", group);
}

/** A comma in parentheses ends no term. */
const TERM = /(?:\([^()]*\)|[^,(])+|\(/g;

/** A label selector: `a=b`, `a!=b`, `a in (b,c)`, `a notin (b)`, `a`, `!a`, joined by commas. */
function fitsLabels(
  selector: string | undefined,
  { data }: KubernetesObject,
  field: "labels" | "annotations",
): boolean {
  if (selector === undefined) return true;
  const labels = new Map(entriesAt(data, "metadata", field));
  return Array.from(selector.matchAll(TERM), ([term]) => term.trim()).every((term) => {
    const set = /^([^\s!=]+)\s+(in|notin)\s+\(([^)]*)\)$/.exec(term);
    if (set !== null) {
      const values = (set[3] ?? "").split(",").map((each) => each.trim());
      return values.includes(String(labels.get(set[1] ?? ""))) === (set[2] === "in");
    }
    const equal = /^([^\s!=]+)\s*(!=|==?)\s*(\S*)$/.exec(term);
    if (equal !== null) {
      return (String(labels.get(equal[1] ?? "") ?? "") === equal[3]) === (equal[2] !== "!=");
    }
    return term.startsWith("!") ? !labels.has(term.slice(1).trim()) : labels.has(term);
  });
}
