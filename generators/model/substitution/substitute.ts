import type { Manifest } from "../rendering/batch.ts";

/** `${name}`, with what may follow the name, as in a shell; `$${name}` stands for itself. */
const VARIABLE = /\$?\$\{([_A-Za-z][_A-Za-z0-9]*)(?:(:?[-=])([^}]*))?\}/g;

/** The label or annotation by which an object is left alone. */
const DISABLED = "kustomize.toolkit.fluxcd.io/substitute";

interface Result {
  readonly data: Manifest;
  /** Variables that have neither a value nor a default. */
  readonly undefinedVariables: readonly string[];
}

/**
 * Puts values in place of `${variables}`, as kustomize-controller does after a build (envsubst).
 * A variable without a value or a default stays as it is and is reported, and so does one that
 * has a value which nobody is to see.
 */
export function substitute(
  data: Manifest,
  values: ReadonlyMap<string, string>,
  unseen: ReadonlyMap<string, unknown> = new Map(),
): Result {
  const missing = new Set<string>();
  let isChanged = false;
  const metadata = data.metadata as Record<string, Record<string, unknown>> | undefined;
  const isDisabled = [metadata?.labels, metadata?.annotations].some(
    (each) => each?.[DISABLED] === "disabled",
  );
  if (isDisabled) return { data, undefinedVariables: [] };
  const text = (value: string): unknown => {
    // Behind the last bracket there is none; to look for it anew at each `${` takes long.
    const end = value.lastIndexOf("}") + 1;
    const [inside, rest] = [value.slice(0, end), value.slice(end)];
    const changed = inside.replace(VARIABLE, (match, name: string, operator, fallback) => {
      if (match.startsWith("$$")) return match.slice(1);
      const given = values.get(name);
      if (given !== undefined && (given !== "" || !String(operator).startsWith(":"))) return given;
      if (operator !== undefined && !unseen.has(name)) return String(fallback);
      missing.add(name);
      return match;
    });
    const replaced = changed + rest;
    if (replaced !== value) isChanged = true;
    // kustomize writes `${replicas}` without quotes: what replaces it is then a number.
    const isWhole = replaced !== value && /^\$\{[^}]*\}$/.test(value);
    if (isWhole && /^-?\d+$/.test(replaced)) return Number(replaced);
    return isWhole && /^(?:true|false)$/.test(replaced) ? replaced === "true" : replaced;
  };
  const walk = (value: unknown): unknown => {
    if (typeof value === "string") return value.includes("${") ? text(value) : value;
    if (Array.isArray(value)) return value.map(walk);
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [text(key), walk(each)]));
  };
  const walked = walk(data) as Manifest;
  return { data: isChanged ? walked : data, undefinedVariables: [...missing] };
}
