import { own } from "../../../base/own.ts";
import { SubstitutionRefusal } from "../refusal.ts";
import { isTimestamp, resolved } from "./resolve.ts";

const TAG = "tag:yaml.org,2002:";

/**
 * What a scalar stands for with the tag that is before it (go.yaml.in/yaml/v2, resolve.go).
 * @throws SubstitutionRefusal where it is not of that type.
 */
export function scalarOf(text: string, isPlain: boolean, tag: string | undefined): unknown {
  if (tag === undefined) return isPlain ? resolved(text) : text;
  const type = tag.startsWith(TAG) ? tag.slice(TAG.length) : "str";
  if (type === "binary") return binaryOf(text);
  const isType = own(TYPES, type);
  if (isType === undefined) return text;
  const value = resolved(text);
  if (isType(value)) return value;
  throw new SubstitutionRefusal(`cannot decode a value as a !!${type}`);
}

const TYPES: Readonly<Record<string, (value: unknown) => boolean>> = {
  bool: (value) => typeof value === "boolean",
  int: (value) => typeof value === "bigint",
  float: (value) => typeof value === "number" || typeof value === "bigint",
  null: (value) => value === null,
  timestamp: isTimestamp,
};

function binaryOf(text: string): string {
  const packed = text.replace(/[\r\n]/g, "");
  if (packed.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(packed)) {
    throw new SubstitutionRefusal("!!binary value contains invalid base64 data");
  }
  return Buffer.from(packed, "base64").toString("utf8");
}

/** @throws SubstitutionRefusal where JSON has no such number. */
export function assertJson(value: unknown): void {
  JSON.stringify(value, (_, each) => {
    if (typeof each !== "number" || Number.isFinite(each)) return each;
    throw new SubstitutionRefusal(`json: unsupported value: ${each}`);
  });
}

/** A value as the key of a map (sigs.k8s.io/yaml, yaml.go); undefined where it can be none. */
export function keyOf(value: unknown): string | undefined {
  switch (typeof value) {
    case "string":
      return value;
    case "boolean":
      return String(value);
    case "bigint":
      return value < 2n ** 63n ? String(value) : undefined;
    case "number":
      return floatKey(value);
    default:
      return undefined;
  }
}

/** As Go writes a float of 32 bits. */
function floatKey(value: number): string {
  if (Number.isNaN(value)) return ".nan";
  const float = Math.fround(value);
  if (!Number.isFinite(float)) return float > 0 ? ".inf" : "-.inf";
  let digits = 1;
  while (digits < 9 && Math.fround(Number(float.toPrecision(digits))) !== float) digits++;
  const shortest = Number(float.toPrecision(digits));
  const [mantissa, exponent = "0"] = shortest.toExponential().split("e");
  const power = Number(exponent);
  if (power >= -4 && power < 6) return String(shortest);
  return `${mantissa}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
}
