import { own } from "../../base/own.ts";
import type { Step } from "../../base/yaml/parse.ts";
import type { Fields, Naming, Shape } from "./fields.ts";

/** A text that names a file or folder. */
export interface Named {
  readonly naming: Naming;
  readonly steps: readonly Step[];
  readonly value: string;
  /** It is written in a text in place, whose entry `steps` leads to. */
  readonly inPlace: boolean;
}

/** A place whose meaning is not known, for which its file is not built. */
export interface Refusal {
  readonly from: string;
  readonly steps: readonly Step[];
  /** One-based, where the steps do not say it. */
  readonly line?: number;
  /** What is wrong, and what to do. */
  readonly message: string;
  readonly hint: string;
}

/** What a text names, and the text that stands for the same, and no other, to every reader. */
export interface InPlace {
  readonly text: string;
  readonly named: readonly Named[];
  readonly refused: readonly Omit<Refusal, "from">[];
}

/** What a value names, with the texts that are in it in place written anew. */
export interface Walked {
  readonly data: unknown;
  readonly named: readonly Named[];
  readonly refused: readonly Omit<Refusal, "from">[];
}

/**
 * Everything that a value names, by its shape, and every place that has another one: kustomize
 * reads keys of any letter case (they are decoded as JSON in Go), and what it would make of a field
 * that is not known here is not known either.
 * @param inPlace reads a text that may stand for what others name a file for; undefined for a name.
 */
export function walk(
  data: unknown,
  shape: Shape,
  inPlace: (naming: Naming, text: string) => InPlace | undefined,
): Walked {
  const named: Named[] = [];
  const refused: Omit<Refusal, "from">[] = [];
  const refuse = (steps: readonly Step[], message: string, hint = BUILD) => {
    refused.push({ steps, message, hint });
  };
  const text = (value: string, naming: Naming, steps: readonly Step[]): string => {
    const inner = inPlace(naming, value);
    if (inner === undefined) {
      named.push({ naming, steps, value, inPlace: false });
      return value;
    }
    // The text has no lines of its own: its entry stands for all of it.
    named.push(...inner.named.map((each) => ({ ...each, steps, inPlace: true })));
    refused.push(...inner.refused.map((each) => ({ ...each, steps })));
    return inner.text;
  };
  const mapping = (value: object, fields: Fields, steps: readonly Step[]): object => {
    const entries = Object.entries(value).flatMap(([key, each]) => {
      const shape = own(fields, key);
      if (shape === undefined) refuse([...steps, key], ...unknown(key, fields));
      // Nothing there: kustomize takes it for a field that is not given.
      if (shape === undefined || each === null) return [];
      return [[key, visit(each, shape, [...steps, key])]];
    });
    return Object.fromEntries(entries);
  };
  const visit = (value: unknown, shape: Shape, steps: readonly Step[]): unknown => {
    if (shape === "any") return value;
    const name = String(steps.findLast((step) => typeof step === "string") ?? "it");
    if (shape === "inflation") {
      refuse(
        steps,
        `${name} inflates a chart with Helm, which Flux does not do.`,
        "Use a HelmRelease.",
      );
    } else if (typeof shape === "string") {
      if (typeof value === "string") return text(value, shape, steps);
      refuse(steps, `An entry of ${name} has to be text.`);
    } else if (isList(shape)) {
      if (Array.isArray(value)) {
        return value.map((each, index) => visit(each, shape[0], [...steps, index]));
      }
      if (value !== null) refuse(steps, `${name} has to be a list.`);
    } else if (value !== null && typeof value === "object" && !Array.isArray(value)) {
      return mapping(value, shape, steps);
    } else if (value !== null) {
      refuse(steps, `${steps.length === 0 ? "It" : `An entry of ${name}`} has to be a mapping.`);
    }
    return value;
  };
  return { data: visit(data, shape, []), named, refused };
}

const BUILD = "kustomize refuses to build it.";

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
