import { parseQuantity } from "../../base/answers/quantity.ts";
import { shown } from "../../base/answers/shown.ts";
import { own } from "../../base/own.ts";
import { nearest } from "../../base/problem/nearest.ts";
import type { Schema } from "./schema.ts";

/** The rest of a sentence that begins with the field, and a hint. */
export interface Complaint {
  readonly text: string;
  readonly hint?: string;
}

/** RFC 3339, as Go's time.Time reads it. */
const DATE_TIME = /^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})$/;
const IPV4_PART = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
const IPV4 = new RegExp(`^${IPV4_PART}(?:\\.${IPV4_PART}){3}$`);

/** The formats of strings that the schemas use. What Kubernetes does not know, it ignores. */
export const STRING_FORMATS: Readonly<
  Record<string, { name: string; test(text: string): boolean }>
> = {
  byte: { name: "base64", test: isBase64 },
  "date-time": {
    name: "a time such as 2006-01-02T15:04:05Z",
    test: (text) => DATE_TIME.test(text),
  },
  ipv4: { name: "an IPv4 address", test: (text) => IPV4.test(text) },
  ipv6: { name: "an IPv6 address", test: isIpv6 },
};

/** Smallest and largest whole numbers. Those of 64 bits are beyond what JavaScript tells apart. */
export const INTEGER_FORMATS: Readonly<Record<string, readonly [number, number]>> = {
  int32: [-(2 ** 31), 2 ** 31 - 1],
  int64: [-(2 ** 63), 2 ** 63],
};

function isBase64(text: string): boolean {
  const packed = text.replace(/[\r\n]/g, "");
  return packed.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(packed);
}

function isIpv6(text: string): boolean {
  return text.includes(":") && URL.canParse(`http://[${text}]/`);
}

/** What a value is, in the words of a message. */
function describe(value: unknown): string {
  if (value === null) return "empty";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a map";
  if (typeof value === "string") return `the text ${shown(value)}`;
  return typeof value === "number" ? `the number ${value}` : `${value}`;
}

const NAMES = {
  array: "a list",
  boolean: "true or false",
  integer: "a whole number",
  number: "a number",
  object: "a map",
  string: "text",
};

/** What is wrong with the type of a value. */
export function typeFault(value: unknown, schema: Schema): Complaint | undefined {
  if (schema["x-kubernetes-int-or-string"]) {
    if (typeof value === "string" || Number.isInteger(value)) return undefined;
    return { text: `must be a whole number or text, not ${describe(value)}` };
  }
  if (schema.format === "quantity") return quantityFault(value);
  const { type } = schema;
  if (type === undefined || isOfType(value, type)) return undefined;
  const text = `must be ${NAMES[type]}, not ${describe(value)}`;
  const hint = typeHint(value, type);
  return hint === undefined ? { text } : { text, hint };
}

function isOfType(value: unknown, type: NonNullable<Schema["type"]>): boolean {
  switch (type) {
    case "array":
      return Array.isArray(value);
    case "boolean":
    case "number":
    case "string":
      return typeof value === type;
    case "integer":
      return Number.isInteger(value);
    case "object":
      return typeof value === "object" && value !== null && !Array.isArray(value);
  }
}

function typeHint(value: unknown, type: NonNullable<Schema["type"]>): string | undefined {
  if (type === "string" && (typeof value === "number" || typeof value === "boolean")) {
    return `In quotes it is text: "${value}".`;
  }
  if (typeof value !== "string") return undefined;
  const number = type === "integer" || type === "number";
  const fits = number ? /^-?\d+$/.test(value) : type === "boolean" && /^(true|false)$/.test(value);
  return fits ? `Without quotes: ${value}.` : undefined;
}

function quantityFault(value: unknown): Complaint | undefined {
  const text = typeof value === "number" ? String(value) : value;
  if (typeof text === "string" && parseQuantity(text.replace(/^-/, "")) !== undefined)
    return undefined;
  return { text: `must be a quantity such as 100m or 64Mi, not ${describe(value)}` };
}

/** What is wrong with a value that has the right type. */
export function valueFault(value: unknown, schema: Schema): Complaint | undefined {
  if (schema.enum !== undefined && !schema.enum.includes(value))
    return enumFault(value, schema.enum);
  if (typeof value === "string") return stringFault(value, schema);
  if (typeof value === "number") return numberFault(value, schema);
  return undefined;
}

function enumFault(value: unknown, allowed: readonly unknown[]): Complaint {
  const list = allowed.map((each) => JSON.stringify(each)).join(", ");
  const text = `must be ${allowed.length === 1 ? list : `one of ${list}`}, not ${describe(value)}`;
  const near =
    typeof value === "string"
      ? nearest(
          value,
          allowed.filter((each) => typeof each === "string"),
        )
      : undefined;
  return near === undefined ? { text } : { text, hint: `Did you mean ${near}?` };
}

function stringFault(value: string, schema: Schema): Complaint | undefined {
  const { minLength = 0, maxLength = Number.POSITIVE_INFINITY, pattern, format = "" } = schema;
  // Kubernetes counts code points; there are never more of them than UTF-16 units.
  const length = value.length > maxLength || minLength > 1 ? [...value].length : value.length;
  if (length < minLength) {
    return {
      text:
        minLength === 1
          ? "must not be empty"
          : `must have at least ${minLength} characters, not ${length}`,
    };
  }
  if (length > maxLength)
    return { text: `must have at most ${maxLength} characters, not ${length}` };
  if (pattern !== undefined && !regExp(pattern).test(value)) {
    return { text: `must match ${pattern}, which ${shown(value)} does not` };
  }
  const known = own(STRING_FORMATS, format);
  if (known && !known.test(value)) return { text: `must be ${known.name}, not ${describe(value)}` };
  return undefined;
}

const patterns = new Map<string, RegExp>();

function regExp(pattern: string): RegExp {
  const known = patterns.get(pattern);
  if (known !== undefined) return known;
  // Go's way to ignore the case, which JavaScript does not have.
  const expression = new RegExp(pattern.replace("(?i)", ""), pattern.includes("(?i)") ? "i" : "");
  patterns.set(pattern, expression);
  return expression;
}

function numberFault(value: number, schema: Schema): Complaint | undefined {
  const { minimum, maximum, format = "" } = schema;
  const over = schema.exclusiveMinimum ? "more than" : "at least";
  const under = schema.exclusiveMaximum ? "less than" : "at most";
  if (minimum !== undefined && (schema.exclusiveMinimum ? value <= minimum : value < minimum)) {
    return { text: `must be ${over} ${minimum}, not ${value}` };
  }
  if (maximum !== undefined && (schema.exclusiveMaximum ? value >= maximum : value > maximum)) {
    return { text: `must be ${under} ${maximum}, not ${value}` };
  }
  const [least, most] = own(INTEGER_FORMATS, format) ?? [value, value];
  return value < least || value > most
    ? { text: `must be from ${least} to ${most}, not ${value}` }
    : undefined;
}
