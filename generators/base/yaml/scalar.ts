/**
 * Words that some YAML reader takes for something else than a string: YAML 1.1 booleans
 * and nulls (Kubernetes' own reader is one of these), and an exponent without its number.
 */
const NOT_STRINGS = /^(?:y|n|yes|no|on|off|true|false|null|nan|inf|e-?\d+)$/i;
/** No indicator, no `: ` or ` #`, nothing that could be a number or a date. */
const PLAIN =
  /^(?:\.{1,2}\/)*[A-Za-z/][A-Za-z0-9_./@-]*(?::[A-Za-z0-9_./@-]+)*(?: [A-Za-z0-9_./@-]+)*$/;
/** A Kubernetes quantity with a unit, such as 50m or 64Mi. An exponent (1e3) is a number. */
const QUANTITY = /^\d+(?:\.\d+)?(?:m|[kMGTPE]|[KMGTPE]i)$/;
/**
 * What JSON leaves bare and YAML calls a line break or not printable (YAML 1.2.2, 5.1), and
 * what a reviewer can't see: controls that turn the direction of text, spaces without width.
 */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\ufffe\uffff]/gu;

/**
 * A string as a YAML scalar that every reader takes for that string: plain where that is
 * beyond doubt, else double-quoted. Numbers stay numbers.
 */
export function toScalar(value: string | number): string {
  if (typeof value === "number") return String(value);
  if (QUANTITY.test(value)) return value;
  return PLAIN.test(value) && !NOT_STRINGS.test(value) ? value : doubleQuoted(value);
}

/** A string in double quotes, on one line: a JSON string is a YAML string. */
export function doubleQuoted(value: string): string {
  return JSON.stringify(value).replace(INVISIBLE, (char) => {
    const code = (char.codePointAt(0) ?? 0).toString(16);
    return code.length > 4 ? `\\U${code.padStart(8, "0")}` : `\\u${code.padStart(4, "0")}`;
  });
}
