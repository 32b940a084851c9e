import { parseQuantity } from "./quantity.ts";

/** Each of these says what is wrong with a value, as one sentence, or returns undefined. */

/** An OCI reference with a tag or a digest; the tag `latest` is no version. */
export function imageFault(image: string): string | undefined {
  const [, name = "", tag, digest] = /^([^@]*?)(?::([^:/@]+))?(?:@(.*))?$/.exec(image) ?? [];
  const shown = JSON.stringify(image);
  if (
    !/^(?:[A-Za-z0-9.-]+(?::\d{1,5})?\/)?[a-z0-9]+(?:[._-]+[a-z0-9]+)*(?:\/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*$/.test(
      name,
    )
  ) {
    return `${shown} is not an image reference such as ghcr.io/acme/checkout:1.4.2.`;
  }
  if (digest !== undefined && !/^sha256:[0-9a-f]{64}$/.test(digest)) {
    return `${shown} has a digest that is not sha256: and 64 hexadecimal digits.`;
  }
  if (tag !== undefined && !/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/.test(tag)) {
    return `${shown} has a tag that no registry accepts.`;
  }
  if (tag === "latest" && digest === undefined) {
    return `${shown} follows "latest": the same manifest would run different code from one day to the next.`;
  }
  return tag === undefined && digest === undefined ? `${shown} has no tag.` : undefined;
}

/** A decimal whole number within bounds, both included. */
export function wholeFault(
  text: string,
  least: number,
  most: number,
  what: string,
): string | undefined {
  if (/^\d{1,9}$/.test(text) && Number(text) >= least && Number(text) <= most) return undefined;
  return `${what} is ${JSON.stringify(text)}, not a whole number from ${least} to ${most}.`;
}

/** A quantity that Kubernetes accepts and that can be meant: no 64m (a fraction of a byte) of memory. */
export function quantityFault(text: string, resource: "cpu" | "memory"): string | undefined {
  const amount = parseQuantity(text);
  if (amount === undefined || amount === 0n) {
    const example = resource === "cpu" ? "250m or 1" : "128Mi or 1Gi";
    return `${JSON.stringify(text)} is not a quantity of ${resource}, such as ${example}.`;
  }
  if (resource === "memory" && amount < 1_048_576n * 1_000_000_000n) {
    return `${JSON.stringify(text)} of memory is less than 1Mi: no container starts in that.`;
  }
  if (resource === "cpu" && amount < 1_000_000n) {
    return `${JSON.stringify(text)} of cpu is less than 1m, the least that Kubernetes schedules.`;
  }
  return undefined;
}

/** The path of an HTTP probe or of the metrics. */
export function httpPathFault(path: string): string | undefined {
  return /^\/[A-Za-z0-9/._~%-]*$/.test(path)
    ? undefined
    : `${JSON.stringify(path)} is not a path such as /healthz.`;
}

/** A key of a ConfigMap or Secret that becomes an environment variable of the same name. */
export function keyFault(key: string): string | undefined {
  return /^[A-Za-z_][A-Za-z0-9_]{0,252}$/.test(key)
    ? undefined
    : `${JSON.stringify(key)} is not the name of an environment variable: letters, digits and "_".`;
}

/** A branch or tag: the rules of git check-ref-format that a name typed by hand can break. */
export function refFault(ref: string): string | undefined {
  const valid =
    // biome-ignore lint/suspicious/noControlCharactersInRegex: git refuses them
    /^[^-\s\u0000-\u001f\u007f~^:?*[\\][^\s\u0000-\u001f\u007f~^:?*[\\]*$/.test(ref) &&
    !/\.\.|@\{|\/\/|^\/|\/$|\.$|\.lock(?:\/|$)|(?:^|\/)\./.test(ref);
  return valid ? undefined : `${JSON.stringify(ref)} is not a name that git accepts.`;
}

/**
 * A version range of Masterminds/semver, which source-controller uses: comparisons,
 * `~`, `^`, wildcards and hyphen ranges, joined by space or comma, alternatives by `||`.
 */
export function semverRangeFault(range: string): string | undefined {
  const version = String.raw`v?(?:\d+|[xX*])(?:\.(?:\d+|[xX*])){0,2}(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?`;
  const comparison = String.raw`(?:[<>=!~^]|>=|<=|=<|=>|!=|~>)?\s*${version}`;
  const hyphen = String.raw`${version}\s+-\s+${version}`;
  const all = String.raw`\s*(?:${hyphen}|${comparison}(?:(?:\s*,\s*|\s+)${comparison})*)\s*`;
  return new RegExp(`^${all}(?:\\|\\|${all})*$`).test(range)
    ? undefined
    : `${JSON.stringify(range)} is not a semver range such as ">=1.0.0 <2.0.0".`;
}
