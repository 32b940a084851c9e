import type { Step } from "../../base/yaml/parse.ts";
import type { Manifest } from "../rendering/batch.ts";
import { Effort } from "./envsubst/effort.ts";
import { expand } from "./envsubst/expand.ts";
import { parse } from "./envsubst/parse.ts";
import { SubstitutionRefusal } from "./refusal.ts";
import { printed } from "./yaml/print.ts";
import { read } from "./yaml/read.ts";

/** The label or annotation by which an object is left alone. */
const DISABLED = "kustomize.toolkit.fluxcd.io/substitute";

/** A text of an object that Flux refuses. */
export interface SubstitutionFault {
  readonly steps: readonly Step[];
  /** In Flux's words; behind them what it is about, where that is known. */
  readonly reason: string;
  readonly excerpt: string | undefined;
}

interface Result {
  /** As it was, where Flux refuses it. */
  readonly data: Manifest;
  /** Variables that have neither a value nor a default. */
  readonly undefinedVariables: readonly string[];
  readonly faults: readonly SubstitutionFault[];
}

/**
 * Puts values in place of `${variables}`, as kustomize-controller does after a build
 * (fluxcd/pkg, kustomize/kustomize_varsub.go): in the YAML text of the object, which is then read
 * again. What depends on a variable without a value stays as it is and is reported, and so does
 * what depends on one that has a value which nobody is to see.
 */
export function substitute(
  data: Manifest,
  values: ReadonlyMap<string, string>,
  unseen: ReadonlyMap<string, unknown> = new Map(),
  effort: Effort = new Effort(),
): Result {
  if (isDisabled(data) || !hasDollar(data)) return { data, undefinedVariables: [], faults: [] };
  let undefinedVariables: readonly string[] = [];
  effort.begin();
  try {
    const isUnseen = (name: string) => unseen.has(name) && !values.has(name);
    const lookUp = (name: string) => values.get(name);
    const { text, missing } = expand(printed(data), lookUp, effort, isUnseen);
    undefinedVariables = missing;
    const changed = read(text);
    if (typeof changed !== "object" || changed === null || Array.isArray(changed)) {
      throw new SubstitutionRefusal("what the variables make of it is no object");
    }
    return { data: changed as Manifest, undefinedVariables, faults: [] };
  } catch (error) {
    if (!(error instanceof SubstitutionRefusal)) throw error;
    const { message: reason, excerpt } = error;
    const found = faultsIn(data);
    const faults = found.length > 0 ? found : [{ steps: [], reason, excerpt }];
    return { data, undefinedVariables, faults };
  }
}

function isDisabled({ metadata }: Manifest): boolean {
  const { labels, annotations } = (metadata ?? {}) as Record<string, Record<string, unknown>>;
  return [labels, annotations].some((each) => each?.[DISABLED] === "disabled");
}

/** Whether there is anything to replace: `$$` stands for `$`. Without, an object stays as it is. */
function hasDollar(value: unknown): boolean {
  if (typeof value === "string") return value.includes("${") || value.includes("$$");
  if (typeof value !== "object" || value === null) return false;
  return Array.isArray(value)
    ? value.some(hasDollar)
    : Object.entries(value).some(([key, each]) => hasDollar(key) || hasDollar(each));
}

/** Flux names the first one alone, and not where it is: the texts that it would refuse by themselves. */
function faultsIn(value: unknown, steps: readonly Step[] = []): SubstitutionFault[] {
  if (typeof value === "string") return faultIn(value, steps);
  if (typeof value !== "object" || value === null) return [];
  const entries: [Step, unknown][] = Array.isArray(value)
    ? value.map((each, index) => [index, each])
    : Object.entries(value);
  return entries.flatMap(([step, each]) => [
    ...(typeof step === "string" ? faultIn(step, [...steps, step]) : []),
    ...faultsIn(each, [...steps, step]),
  ]);
}

function faultIn(text: string, steps: readonly Step[]): SubstitutionFault[] {
  try {
    parse(text);
    return [];
  } catch (error) {
    if (!(error instanceof SubstitutionRefusal)) throw error;
    return [{ steps, reason: error.message, excerpt: error.excerpt }];
  }
}
