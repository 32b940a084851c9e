/**
 * Kubernetes resource quantities, exact: an amount is a bigint of billionths (the smallest
 * unit that Kubernetes knows, `n`).
 * Grammar: k8s.io/apimachinery/pkg/api/resource, Quantity.
 */
export type Amount = bigint;

const NANO = 1_000_000_000n;
const SUFFIXES: Readonly<Record<string, bigint>> = {
  n: 1n,
  u: 1_000n,
  m: 1_000_000n,
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
const FORM = /^\+?(\d{1,18})(?:\.(\d{0,9}))?(?:([numkMGTPE]|[KMGTPE]i)|[eE]([+-]?\d{1,2}))?$/;

/** The amount of a non-negative quantity, or undefined where Kubernetes would refuse it. */
export function parseQuantity(text: string): Amount | undefined {
  const match = FORM.exec(text);
  if (match === null) return undefined;
  const [, whole = "", fraction = "", suffix, exponent] = match;
  let scale = SUFFIXES[suffix ?? ""] ?? NANO;
  if (exponent !== undefined) {
    const power = Number(exponent);
    if (power < -9 || power > 18) return undefined;
    scale = power < 0 ? NANO / 10n ** BigInt(-power) : NANO * 10n ** BigInt(power);
  }
  // Kubernetes rounds up what is finer than a billionth.
  const divisor = 10n ** BigInt(fraction.length);
  return (BigInt(whole + fraction) * scale + divisor - 1n) / divisor;
}

/** CPU as people write it: whole cores, else thousandths (rounded up): `2`, `800m`. */
export function formatCpu(amount: Amount): string {
  return amount % NANO === 0n ? String(amount / NANO) : `${ceil(amount, SUFFIXES.m as bigint)}m`;
}

/** Memory with the largest binary unit that needs no fraction: `1Gi`, `1536Mi`. */
export function formatMemory(amount: Amount): string {
  for (const suffix of ["Ti", "Gi", "Mi", "Ki"]) {
    const unit = SUFFIXES[suffix] as bigint;
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
