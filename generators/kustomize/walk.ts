import type { Step } from "../yaml/parse.ts";
import type { Fields, Naming, Shape } from "./fields.ts";

/** A text that names a file or folder, or stands for one. */
export interface Named {
  readonly naming: Naming;
  readonly steps: readonly Step[];
  readonly value: string;
}

/** A place whose meaning is not known, for which its file is not built. */
export interface Refusal {
  readonly from: string;
  readonly steps: readonly Step[];
  /** What is wrong, and what to do. */
  readonly message: string;
  readonly hint: string;
}

/** What a walk finds. */
interface Found {
  readonly named: readonly Named[];
  readonly refused: readonly Omit<Refusal, "from">[];
}

/**
 * Everything that a value names, by its shape, and every place that has another one: kustomize
 * reads keys of any letter case (they are decoded as JSON in Go), and what it would make of a field
 * that is not known here is not known either.
 */
export function walk(data: unknown, shape: Shape): Found {
  const named: Named[] = [];
  const refused: Omit<Refusal, "from">[] = [];
  const refuse = (steps: readonly Step[], message: string, hint: string) => {
    refused.push({ steps, message, hint });
  };
  const visit = (value: unknown, shape: Shape, steps: readonly Step[]): void => {
    if (shape === "any") return;
    const name = String(steps.findLast((step) => typeof step === "string") ?? "it");
    if (shape === "inflation") {
      refuse(
        steps,
        `${name} inflates a chart with Helm, which Flux does not do.`,
        "Use a HelmRelease.",
      );
    } else if (typeof shape === "string") {
      if (typeof value === "string") named.push({ naming: shape, steps, value });
      else refuse(steps, `An entry of ${name} has to be text.`, "kustomize refuses to build it.");
    } else if (isList(shape)) {
      if (Array.isArray(value))
        for (const [index, each] of value.entries()) visit(each, shape[0], [...steps, index]);
      else if (value !== null)
        refuse(steps, `${name} has to be a list.`, "kustomize refuses to build it.");
    } else if (value !== null && typeof value === "object" && !Array.isArray(value)) {
      for (const [key, each] of Object.entries(value)) {
        const own = Object.hasOwn(shape, key) ? shape[key] : undefined;
        // Nothing there: kustomize takes it for a field that is not given.
        if (own !== undefined && each === null) continue;
        if (own !== undefined) visit(each, own, [...steps, key]);
        else refuse([...steps, key], ...unknown(key, shape));
      }
    } else if (value !== null) {
      const what = steps.length === 0 ? "It" : `An entry of ${name}`;
      refuse(steps, `${what} has to be a mapping.`, "kustomize refuses to build it.");
    }
  };
  visit(data, shape, []);
  return { named, refused };
}

function isList(shape: readonly [Shape] | Fields): shape is readonly [Shape] {
  return Array.isArray(shape);
}

function unknown(key: string, shape: Fields): [message: string, hint: string] {
  // As Go folds letters: the long s and the sign for kelvin are an s and a k to it.
  const folded = key.normalize("NFKC").toLowerCase();
  const meant = Object.keys(shape).find((each) => each.toLowerCase() === folded);
  return meant === undefined
    ? [
        `${key} is no field that is known here.`,
        "Nothing is built of it: it may name what to read.",
      ]
    : [`${key} is spelt ${meant}.`, "kustomize reads both; nothing is built of another spelling."];
}
