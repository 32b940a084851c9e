import { createHash } from "node:crypto";
import { textAt } from "../../base/yaml/at.ts";
import type { KubernetesObject } from "../../model/objects/object.ts";
import { isSecretCollection, isSecretName } from "./names.ts";
import { HIDDEN, isSecretFlag, withoutSecrets } from "./text.ts";
import type { SecretValues } from "./values.ts";

/** A text with a secret in it: what readers may see, and what it is, to compare. */
export class Masked {
  readonly text: string;
  readonly #raw: string;

  constructor(text: string, raw: string) {
    this.text = text;
    this.#raw = raw;
  }

  isSame(other: Masked): boolean {
    return this.#raw === other.#raw;
  }
}

/** Gives a text with variables their values, those of Secrets too; nobody gets to see it. */
export type Resolve = (text: string) => string;

/** kubectl's copy of a whole object. */
const LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";
/** Strings below these fields of a Secret. */
const OF_SECRET: ReadonlySet<string> = new Set(["data", "stringData"]);
/** A manifest of a Secret in a text, such as a patch. */
const SECRET_MANIFEST = /["']?\bkind["']?\s*:\s*["']?Secret\b(?!\w)/;

/**
 * An object's data with a `Masked` in place of every text that holds a secret: in a Secret
 * everything, elsewhere what `values` knows, and what by its name or form is likely to be one.
 */
export function mask(object: KubernetesObject, values: SecretValues, resolve: Resolve): unknown {
  const { group, kind, data } = object;
  const isSecret = group === "" && kind === "Secret";
  const isConfigMap = group === "" && kind === "ConfigMap";

  const text = (value: string): string | Masked => {
    const hidden = SECRET_MANIFEST.test(value)
      ? HIDDEN
      : values.hide(withoutSecrets(value), HIDDEN);
    const raw = value.includes("${") ? resolve(value) : value;
    return hidden === value && raw === value ? value : new Masked(hidden, raw);
  };
  // Of a file in base64 nobody reads more than that it is another one.
  const binary = (value: unknown): unknown => {
    const base64 = String(value);
    const { length } = Buffer.from(base64, "base64");
    const digest = createHash("sha256").update(base64).digest("hex").slice(0, 8);
    return new Masked(`(binary, ${length} bytes, ${digest})`, base64);
  };
  const all = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(all);
    if (isMap(value)) return mapped(value, (_, each) => all(each));
    return typeof value === "string" || typeof value === "number"
      ? new Masked(HIDDEN, resolve(String(value)))
      : value;
  };
  const named = (name: string, value: unknown, isVariable: boolean): unknown => {
    const isScalar = typeof value === "string" || typeof value === "number";
    if (isScalar && isSecretName(name, isVariable) && !isReference(value)) return all(value);
    if (!isScalar && isSecretCollection(name)) return all(value);
    return walk(value);
  };
  const walk = (value: unknown): unknown => {
    if (typeof value === "string") return text(value);
    if (Array.isArray(value)) {
      return value.map((each, index) => {
        const before = value[index - 1];
        return typeof before === "string" && isSecretFlag(before) ? all(each) : walk(each);
      });
    }
    if (!isMap(value)) return value;
    const name = textAt(value, "name");
    const isPatchOfSecret = textAt(value, "target", "kind") === "Secret";
    return mapped(value, (key, each) => {
      // Of a Flux Kustomization: the variables of postBuild.
      if (key === "substitute" && isMap(each)) {
        return mapped(each, (variable, given) => named(variable, given, true));
      }
      if (key === LAST_APPLIED || (isPatchOfSecret && key === "patch")) return all(each);
      if (key === "value" && name !== undefined) return named(name, each, true);
      // Of an ExternalSecret: the name of an entry.
      if (key === "secretKey" && Object.hasOwn(value, "remoteRef")) return walk(each);
      return named(key, each, false);
    });
  };
  return mapped(data, (key, value) => {
    if (key === "sops") return undefined;
    if (isSecret && OF_SECRET.has(key)) return all(value);
    if (isConfigMap && key === "data" && isMap(value)) {
      return mapped(value, (entry, each) => named(entry, each, true));
    }
    if (isConfigMap && key === "binaryData" && isMap(value)) {
      return mapped(value, (entry, each) => (isSecretName(entry, true) ? all(each) : binary(each)));
    }
    return walk(value);
  });
}

/** `${VARIABLE}` and `$(VARIABLE)` say where a secret comes from. */
function isReference(value: string | number): boolean {
  return /^(?:\$\{\w+\}|\$\(\w+\)|)$/.test(String(value));
}

/** Whether a value has keys of its own: a `Masked` is a text. */
export function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Masked)
  );
}

function mapped(
  map: Readonly<Record<string, unknown>>,
  change: (key: string, value: unknown) => unknown,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(map).flatMap(([key, value]) => {
      const changed = change(key, value);
      return changed === undefined ? [] : [[key, changed]];
    }),
  );
}
