import { columns } from "../../base/text/columns.ts";
import type { Paint } from "../../base/text/text.ts";
import type { Drift, FieldDrift, ObjectDrift, Value } from "./model.ts";

/** What a person reads: what nothing explains by object, then the rest as a table. */
export function driftText(drift: Drift, paint: Paint): string {
  const { objects, surprising, expected } = drift;
  const differing = objects.filter(({ fields }) => fields.some(isSurprising));
  return [
    `${routeOf(drift)}: ${count(surprising, "surprising difference")}, ${expected} expected.\n`,
    ...differing.map((each) => `\n${objectText(each, paint)}`),
    ...missingTexts(objects, paint).map((text) => `\n${text}`),
    ...(expected === 0 ? [] : [`\n${expectedText(drift)}`]),
  ].join("");
}

function isSurprising({ expected }: FieldDrift): boolean {
  return expected === undefined;
}

/** `dev -> staging -> production`, or pair by pair where it is no chain. */
function routeOf({ environments, pairs }: Drift): string {
  const isChain = pairs.every(
    ({ from, to }, index) => from === environments[index] && to === environments[index + 1],
  );
  if (isChain) return environments.join(" -> ");
  return pairs.map(({ from, to }) => `${from} -> ${to}`).join(", ");
}

function objectText(object: ObjectDrift, paint: Paint): string {
  const lines = object.fields
    .filter(isSurprising)
    .flatMap((field) => [`  ${paint.bad("✗")} ${field.path}`, ...valueLines(field)]);
  return `${[paint.strong(titleOf(object)), ...lines].join("\n")}\n`;
}

function titleOf({ kind, name }: ObjectDrift): string {
  return `${kind} ${name}`;
}

/** Objects that some environments lack, those of the same environments together. */
function missingTexts(objects: readonly ObjectDrift[], paint: Paint): string[] {
  const titles = new Map<string, string[]>();
  for (const object of objects) {
    if (object.presence === undefined) continue;
    const where = `In ${object.presence.in.join(", ")}; not in ${object.presence.notIn.join(", ")}`;
    titles.set(where, [...(titles.get(where) ?? []), titleOf(object)]);
  }
  return [...titles].map(([where, each]) => {
    const lines = each.toSorted().map((title) => `  ${paint.bad("✗")} ${title}`);
    return `${[paint.strong(where), ...lines].join("\n")}\n`;
  });
}

function valueLines({ values, masked }: FieldDrift): string[] {
  const width = Math.max(...values.map((each) => whoHas(each).length));
  const lines = values.flatMap((each) => {
    const [first = "", ...rest] = (each.value ?? "-").split("\n");
    const below = " ".repeat(6 + width + 2);
    return [`      ${whoHas(each).padEnd(width)}  ${first}`, ...rest.map((line) => below + line)];
  });
  const looksSame = values.every(({ value }) => value === values[0]?.value);
  return masked && looksSame ? [...lines, "      They are not the same."] : lines;
}

function whoHas({ environments }: Value): string {
  return environments.join(", ");
}

/** A row for each field that differs as those of environments do. */
function expectedText({ objects, environments }: Drift): string {
  const rows = objects.flatMap((object) =>
    object.fields.flatMap(({ path, expected, values }) => {
      if (expected === undefined) return [];
      const cells = environments.map((each) => cell(values, each));
      return [[expected, titleOf(object), path, ...cells]];
    }),
  );
  const head = ["EXPECTED", "OBJECT", "FIELD", ...environments.map((each) => each.toUpperCase())];
  const key = ([reason, object]: readonly string[]) => `${reason} ${object}`;
  return columns(
    head,
    rows.toSorted((a, b) => (key(a) < key(b) ? -1 : Number(key(a) > key(b)))),
  );
}

function cell(values: readonly Value[], environment: string): string {
  const found = values.find(({ environments }) => environments.includes(environment));
  const lines = (found?.value ?? "-").split("\n");
  return lines.length === 1 ? (lines[0] ?? "") : `(${lines.length} lines)`;
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}
