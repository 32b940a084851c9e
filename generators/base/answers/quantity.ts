import { own } from "../own.ts";
/**
 * Kubernetes resource quantities, exact: an amount is a bigint of billionths (the smallest
 * unit that Kubernetes knows, `n`).
 * Grammar: k8s.io/apimachinery/pkg/api/resource, Quantity.
 */
export type Amount = bigint;

const NANO = 10n ** 9n;
const SUFFIXES: Readonly<Record<string, bigint>> = {
  n: 1n,
  u: 10n ** 3n,
  m: 10n ** 6n,
  "": NANO,
  k: NANO * 10n ** 3n,
  M: NANO * 10n ** 6n,
  G: NANO * 10n ** 9n,
  T: NANO * 10n ** 12n,
  P: NANO * 10n ** 15n,
  E: NANO * 10n ** 18n,
  Ki: NANO << 10n,
  Mi: NANO << 20n,
  Gi: NANO << 30n,
  Ti: NANO << 40n,
  Pi: NANO << 50n,
  Ei: NANO << 60n,
};
const FORM = /^\+?(?:(\d+)(?:\.(\d*))?|\.(\d+))(?:([numkMGTPE]|[KMGTPE]i)|[eE]([+-]?\d{1,2}))?$/;
/** Characters: no figure that anybody means is longer. */
const LONGEST = 40;
/** Kubernetes caps what is written with a binary suffix. */
const BINARY_MAX = (2n ** 63n - 1n) * NANO;

/**
 * The amount of a quantity, or undefined where Kubernetes refuses it, and where nobody can
 * mean it: a negative one, or one without digits.
 */
export function parseQuantity(text: string): Amount | undefined {
  const match = text.length > LONGEST ? null : FORM.exec(text);
  if (match === null) return undefined;
  const [, whole = "", places, onlyPlaces, suffix = "", exponent = "0"] = match;
  const fraction = places ?? onlyPlaces ?? "";
  const power = BigInt(exponent) - BigInt(fraction.length);
  const digits = BigInt(whole + fraction) * (own(SUFFIXES, suffix) ?? NANO);
  // Kubernetes rounds up what is finer than a billionth.
  const amount = power < 0n ? ceil(digits, 10n ** -power) : digits * 10n ** power;
  return suffix.endsWith("i") && amount > BINARY_MAX ? BINARY_MAX : amount;
}

/** CPU as people write it: whole cores, else thousandths (rounded up): `2`, `800m`. */
export function formatCpu(amount: Amount): string {
  return amount % NANO === 0n ? String(amount / NANO) : `${ceil(amount, SUFFIXES.m as bigint)}m`;
}

/** Memory with the largest binary unit that needs no fraction: `1Gi`, `1536Mi`. */
export function formatMemory(amount: Amount): string {
  for (const suffix of ["Ti", "Gi", "Mi", "Ki"]) {
    const unit = own(SUFFIXES, suffix) ?? NANO;
    if (amount >= unit && amount % unit === 0n) return `${amount / unit}${suffix}`;
  }
  return String(ceil(amount, NANO));
}

/** A plain count, such as a number of pods. */
export function formatCount(amount: Amount): string {
  return String(ceil(amount, NANO));
}

function ceil(amount: Amount, unit: bigint): bigint {
  return (amount + unit - 1n) / unit;
}
