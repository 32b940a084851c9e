const WORDS = new Map<string, unknown>([
  ...forms(true, "y", "yes", "true", "on"),
  ...forms(false, "n", "no", "false", "off"),
  ...forms(null, "null"),
  ["", null],
  ["~", null],
  ...[".nan", ".NaN", ".NAN"].map((word) => [word, Number.NaN] as const),
  ...[".inf", ".Inf", ".INF"].flatMap((word) =>
    ["", "+", "-"].map((sign) => [sign + word, sign === "-" ? -Infinity : Infinity] as const),
  ),
]);

/** In small letters, with a capital, in capitals. */
function forms(value: unknown, ...words: string[]): [string, unknown][] {
  return words.flatMap((word) =>
    [word, word.charAt(0).toUpperCase() + word.slice(1), word.toUpperCase()].map(
      (form): [string, unknown] => [form, value],
    ),
  );
}

const FLOAT = /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/;
const INTEGER = /^([-+]?)(0[xX][\da-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|0|[1-9]\d*)$/;

/**
 * What a plain scalar stands for: text, or what sigs.k8s.io/yaml (go.yaml.in/yaml/v2, resolve.go)
 * takes for a boolean, a number or null. That is YAML 1.1 with Go's numbers: `0777` and `0o777`
 * are octal, `1_000` is a number, `1:30` and a date are not. A whole number is a bigint.
 */
export function resolved(text: string): unknown {
  const word = WORDS.get(text);
  if (word !== undefined) return word;
  if (!/^[-+.\d]/.test(text)) return text;
  const plain = text.startsWith(".") ? text : text.replaceAll("_", "");
  const integer = integerOf(plain);
  if (integer !== undefined) return integer;
  const float = FLOAT.test(plain) ? Number(plain) : Number.NaN;
  // What is too large for a number is text.
  return Number.isFinite(float) ? float : text;
}

function integerOf(text: string): bigint | undefined {
  const [, sign, digits = ""] = INTEGER.exec(text) ?? [];
  if (sign === undefined) return undefined;
  const size = BigInt(/^0\d/.test(digits) ? `0o${digits.slice(1)}` : digits);
  const most = sign === "-" ? 2n ** 63n : sign === "+" ? 2n ** 63n - 1n : 2n ** 64n - 1n;
  if (size > most) return undefined;
  return sign === "-" ? -size : size;
}

const TIMESTAMP =
  /^\d{4}-\d{1,2}-\d{1,2}(?:[Tt ]\d{1,2}:\d{1,2}:\d{1,2}(?:[.,]\d+)?(?:Z|[+-]\d\d:\d\d)?)?$/;

/** A date, or a date and a time, which stays text. */
export function isTimestamp(value: unknown): boolean {
  return typeof value === "string" && TIMESTAMP.test(value);
}
