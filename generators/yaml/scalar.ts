/**
 * Words that some YAML reader takes for something else than a string: YAML 1.1 booleans
 * and nulls (Kubernetes' own reader is one of these), and the merge key.
 */
const NOT_STRINGS = /^(?:y|n|yes|no|on|off|true|false|null|nan|inf|~|<<|=)$/i;
/** No indicator, no `: ` or ` #`, nothing that could be a number or a date. */
const PLAIN =
  /^(?:\.{1,2}\/)*[A-Za-z/][A-Za-z0-9_./@-]*(?::[A-Za-z0-9_./@-]+)*(?: [A-Za-z0-9_./@-]+)*$/;
/** A Kubernetes quantity with a unit, such as 50m or 64Mi. An exponent (1e3) is a number. */
const QUANTITY = /^\d+(?:\.\d+)?(?:m|[kMGTPE]|[KMGTPE]i)$/;

/**
 * A string as a YAML scalar that every reader takes for that string: plain where that is
 * beyond doubt, else double-quoted (a JSON string is a YAML string). Numbers stay numbers.
 */
export function toScalar(value: string | number): string {
  if (typeof value === "number") return String(value);
  if (QUANTITY.test(value)) return value;
  if (PLAIN.test(value) && !NOT_STRINGS.test(value)) return value;
  // JSON leaves these bare; YAML calls them line breaks or not printable (YAML 1.2.2, 5.1).
  return JSON.stringify(value).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
