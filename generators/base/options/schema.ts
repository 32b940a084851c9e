import type { Option } from "./option.ts";

/**
 * The answers of a command as JSON Schema (draft 2020-12), by the names of its flags. What only
 * the repository tells (which environments there are) is no part of it.
 */
export function jsonSchema(
  title: string,
  description: string,
  options: readonly Option<never>[],
): object {
  const required = options.filter((each) => each.required === true).map(({ name }) => name);
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title,
    description,
    type: "object",
    properties: Object.fromEntries(options.map((each) => [each.name, schemaOf(each)])),
    ...(required.length > 0 && { required }),
    additionalProperties: false,
  };
}

function schemaOf(option: Option<never>): object {
  const { help, default: byDefault, example } = option;
  return {
    description: help,
    ...typeOf(option),
    ...(byDefault !== undefined && typeof byDefault !== "function" && { default: byDefault }),
    ...(example !== undefined && { examples: [option.type === "list" ? [example] : example] }),
  };
}

function typeOf({ type, bounds, words }: Option<never>): object {
  switch (type) {
    case "whole":
      return { type: "integer", minimum: bounds?.[0], maximum: bounds?.[1] };
    case "list":
      return { type: "array", items: { type: "string" } };
    case "switch":
      return { type: "boolean" };
    case "switch or text":
      return { type: ["boolean", "string"] };
    default:
      return { type: "string", ...(words && { enum: words }) };
  }
}
