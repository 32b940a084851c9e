import { entriesAt, listAt, textAt } from "../../base/yaml/at.ts";

export type Labels = ReadonlyMap<string, string>;

/**
 * Whether a `LabelSelector` (`matchLabels`, `matchExpressions`) selects an object with these
 * labels. An empty one selects everything. An operator that Kubernetes does not know selects
 * everything too: that is for the schema to say.
 */
export function selects(selector: unknown, labels: Labels): boolean {
  return (
    equals(entriesAt(selector, "matchLabels"), labels) &&
    listAt(selector, "matchExpressions").every((expression) => {
      const key = textAt(expression, "key") ?? "";
      const value = labels.get(key);
      const values = listAt(expression, "values").map(String);
      switch (textAt(expression, "operator")) {
        case "In":
          return value !== undefined && values.includes(value);
        case "NotIn":
          return value === undefined || !values.includes(value);
        case "Exists":
          return value !== undefined;
        case "DoesNotExist":
          return value === undefined;
        default:
          return true;
      }
    })
  );
}

/** Whether all these labels are set: the selector of a Service. */
export function equals(wanted: readonly (readonly [string, unknown])[], labels: Labels): boolean {
  return wanted.every(([key, value]) => labels.get(key) === String(value));
}

/** A selector as people read it: `app=web, tier in (a, b)`. */
export function formatSelector(selector: unknown): string {
  const labels = formatLabels(entriesAt(selector, "matchLabels"));
  const expressions = listAt(selector, "matchExpressions").map((expression) => {
    const key = textAt(expression, "key") ?? "";
    const operator = textAt(expression, "operator") ?? "";
    if (operator === "Exists") return key;
    if (operator === "DoesNotExist") return `!${key}`;
    const values = listAt(expression, "values").map(String).join(", ");
    return `${key} ${operator.toLowerCase()} (${values})`;
  });
  return [...(labels === "" ? [] : [labels]), ...expressions].join(", ");
}

export function formatLabels(labels: readonly (readonly [string, unknown])[]): string {
  return labels.map(([key, value]) => `${key}=${String(value)}`).join(", ");
}
