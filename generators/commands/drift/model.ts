/** What differs between environments, as plain data: `--format json` prints it. */
export interface Drift {
  /** Those that are compared, in rollout order. */
  readonly environments: readonly string[];
  /** Which of them are compared with which. */
  readonly pairs: readonly { readonly from: string; readonly to: string }[];
  /** How many fields and missing objects differ, though nothing explains it. */
  readonly surprising: number;
  /** How many fields differ as those of environments do. */
  readonly expected: number;
  /** Those with something surprising first. */
  readonly objects: readonly ObjectDrift[];
}

/** An object that is not the same in all environments. */
export interface ObjectDrift {
  readonly apiVersion: string;
  readonly kind: string;
  /** With `<environment>` for the environment's name in it, and without a hash. */
  readonly name: string;
  /** Where it is, and where it is not; undefined where it is in all. Always surprising. */
  readonly presence?: { readonly in: readonly string[]; readonly notIn: readonly string[] };
  readonly fields: readonly FieldDrift[];
}

/** A field that is not the same in all environments. */
export interface FieldDrift {
  /** In a reader's words: `spec.template.spec.containers[app].image`. */
  readonly path: string;
  /** Why it may differ; undefined: nothing explains it. */
  readonly expected?: ExpectedDifference;
  /** The values as YAML, null where the field is not there; each with who has it. */
  readonly values: readonly Value[];
  /** It is a secret: the values say only that. */
  readonly masked?: true;
}

export interface Value {
  readonly environments: readonly string[];
  readonly value: string | null;
}

/**
 * - `sizing`: replicas, requests and limits, autoscaler, disruption budget, quota, limit range.
 * - `hosts`: under which name it is reached.
 * - `secrets`: the value of a Secret's key that both have.
 */
export type ExpectedDifference = "sizing" | "hosts" | "secrets";
