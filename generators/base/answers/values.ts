import { parseQuantity } from "./quantity.ts";
import { shown } from "./shown.ts";

/** Each of these says what is wrong with a value, as one sentence, or returns undefined. */

/** Characters: more than any of these values needs, and few enough for every pattern here. */
const LONGEST = 253;
export const fits = (pattern: RegExp, text: string) => text.length <= LONGEST && pattern.test(text);

/** distribution/reference: a registry is told from a folder by its dot or port. */
const REGISTRY = "(?:localhost|(?=[^/]*[.:])[A-Za-z0-9-]+(?:\\.[A-Za-z0-9-]+)*)(?::\\d{1,5})?";
const SEGMENT = "[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*";
export const IMAGE_NAME = new RegExp(`^(?:${REGISTRY}/)?${SEGMENT}(?:/${SEGMENT})*$`);

/** An OCI reference with a tag or a digest; the tag `latest` is no version. */
export function imageFault(image: string): string | undefined {
  const [reference = "", digest] = splitAt(image, image.indexOf("@"));
  const colon = reference.lastIndexOf(":");
  const isPort = reference.lastIndexOf("/") > colon;
  const [name = "", tag] = splitAt(reference, isPort ? -1 : colon);
  if (!fits(IMAGE_NAME, name)) {
    return `${shown(image)} is not an image reference such as ghcr.io/acme/checkout:1.4.2.`;
  }
  if (digest !== undefined && digestFault(digest) !== undefined) {
    return `${shown(image)} has a digest that is not sha256: and 64 hexadecimal digits.`;
  }
  if (tag !== undefined && tagFault(tag) !== undefined) {
    return `${shown(image)} has a tag that no registry accepts.`;
  }
  if (tag === "latest" && digest === undefined) {
    return `${shown(image)} follows "latest": the same manifest would run different code from one day to the next.`;
  }
  return tag === undefined && digest === undefined ? `${shown(image)} has no tag.` : undefined;
}

/** A digest of an OCI artifact. */
export function digestFault(digest: string): string | undefined {
  return /^sha256:[0-9a-f]{64}$/.test(digest)
    ? undefined
    : `${shown(digest)} is not sha256: and 64 hexadecimal digits.`;
}

/** A tag of an OCI artifact (distribution/reference). */
export function tagFault(tag: string): string | undefined {
  return /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/.test(tag)
    ? undefined
    : `${shown(tag)} is not a tag that a registry accepts.`;
}

/** What is before and after the character at `index`; all of it where that is -1. */
function splitAt(text: string, index: number): [string, string?] {
  return index === -1 ? [text] : [text.slice(0, index), text.slice(index + 1)];
}

/** A decimal whole number within bounds, both included, written without leading zeros. */
export function wholeFault(text: string, least: number, most: number): string | undefined {
  const isWhole = /^(?:0|[1-9]\d{0,8})$/.test(text);
  if (isWhole && Number(text) >= least && Number(text) <= most) return undefined;
  return `${shown(text)} is not a whole number from ${least} to ${most}.`;
}

/** A quantity that Kubernetes accepts and that can be meant: no 64m (a fraction of a byte) of memory. */
export function quantityFault(text: string, resource: "cpu" | "memory"): string | undefined {
  const amount = parseQuantity(text);
  if (amount === undefined || amount === 0n) {
    const example = resource === "cpu" ? "250m or 1" : "128Mi or 1Gi";
    return `${shown(text)} is not a quantity of ${resource}, such as ${example}.`;
  }
  if (resource === "memory" && amount < 1_048_576n * 1_000_000_000n) {
    return `${shown(text)} of memory is less than 1Mi: no container starts in that.`;
  }
  if (resource === "cpu" && amount < 1_000_000n) {
    return `${shown(text)} of cpu is less than 1m, the least that Kubernetes schedules.`;
  }
  return undefined;
}

/** The path of an HTTP probe or of the metrics. */
export function httpPathFault(path: string): string | undefined {
  return fits(/^\/[A-Za-z0-9/._~%-]*$/, path)
    ? undefined
    : `${shown(path)} is not a path such as /healthz.`;
}

/** A key of a ConfigMap or Secret that becomes an environment variable of the same name. */
export function keyFault(key: string): string | undefined {
  return fits(/^[A-Za-z_][A-Za-z0-9_]*$/, key)
    ? undefined
    : `${shown(key)} is not the name of an environment variable: letters, digits and "_".`;
}

/** A branch or tag: the rules of git check-ref-format that a name typed by hand can break. */
export function refFault(ref: string): string | undefined {
  const valid =
    // biome-ignore lint/suspicious/noControlCharactersInRegex: git refuses them
    fits(/^[^-\s\u0000-\u001f\u007f~^:?*[\\][^\s\u0000-\u001f\u007f~^:?*[\\]*$/, ref) &&
    !/^@$|\.\.|@\{|\/\/|^\/|\/$|\.$|\.lock(?:\/|$)|(?:^|\/)\./.test(ref);
  return valid ? undefined : `${shown(ref)} is not a name that git accepts.`;
}

const IDENTIFIERS = String.raw`[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*`;
const VERSION = String.raw`v?(?:\d+|[xX*])(?:\.(?:\d+|[xX*])){0,2}(?:-${IDENTIFIERS})?(?:\+${IDENTIFIERS})?`;
const COMPARISON = `(?:(?:>=|=>|<=|=<|!=|~>|[<>=~^])?${VERSION}|${VERSION} - ${VERSION})`;
const RANGE = new RegExp(`^${COMPARISON}(?:[ ,]${COMPARISON})*$`);

/**
 * A version range of Masterminds/semver, which source-controller uses: comparisons,
 * `~`, `^`, wildcards and hyphen ranges, joined by space or comma, alternatives by `||`.
 */
export function semverRangeFault(range: string): string | undefined {
  const valid = range.length <= LONGEST && range.split("||").every(isSemverRange);
  return valid ? undefined : `${shown(range)} is not a semver range such as ">=1.0.0 <2.0.0".`;
}

/** One alternative, once every blank in it is one that separates. */
function isSemverRange(text: string): boolean {
  const plain = text
    .trim()
    .replace(/\s+/g, " ")
    .replace(/ ?, ?/g, ",")
    .replace(/([<>=~^]) /g, "$1");
  return RANGE.test(plain);
}
