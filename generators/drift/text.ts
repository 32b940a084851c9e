import { columns } from "../report/columns.ts";
import type { Paint } from "../report/text.ts";
import { surprisesOf } from "./compare.ts";
import type { Drift, FieldDrift, ObjectDrift, Value } from "./model.ts";

/** What a person reads: what nothing explains by object, then the rest as a table. */
export function driftText(drift: Drift, paint: Paint): string {
  const { objects, surprising, expected } = drift;
  const surprises = objects.filter((each) => surprisesOf(each) > 0);
  return [
    `${routeOf(drift)}: ${count(surprising, "surprising difference")}, ${expected} expected.\n`,
    ...surprises.map((each) => `\n${objectText(each, paint)}`),
    ...(expected === 0 ? [] : [`\n${expectedText(drift)}`]),
  ].join("");
}

/** `dev -> staging -> production`, or pair by pair where it is no chain. */
function routeOf({ environments, pairs }: Drift): string {
  const isChain = pairs.every(
    ({ from, to }, index) => from === environments[index] && to === environments[index + 1],
  );
  if (isChain) return environments.join(" -> ");
  return pairs.map(({ from, to }) => `${from} -> ${to}`).join(", ");
}

function objectText({ kind, name, presence, fields }: ObjectDrift, paint: Paint): string {
  const cross = paint.bad("✗");
  const lines = [
    paint.strong(`${kind} ${name}`),
    ...(presence === undefined
      ? []
      : [`  ${cross} in ${presence.in.join(", ")}; not in ${presence.notIn.join(", ")}`]),
    ...fields
      .filter(({ expected }) => expected === undefined)
      .flatMap((field) => [`  ${cross} ${field.path}`, ...valueLines(field)]),
  ];
  return `${lines.join("\n")}\n`;
}

function valueLines({ values, masked }: FieldDrift): string[] {
  const width = Math.max(...values.map((each) => titleOf(each).length));
  const lines = values.flatMap((each) => {
    const [first = "", ...rest] = (each.value ?? "-").split("\n");
    const below = " ".repeat(6 + width + 2);
    return [`      ${titleOf(each).padEnd(width)}  ${first}`, ...rest.map((line) => below + line)];
  });
  const looksSame = values.every(({ value }) => value === values[0]?.value);
  return masked && looksSame ? [...lines, "      They are not the same."] : lines;
}

function titleOf({ environments }: Value): string {
  return environments.join(", ");
}

/** A row for each field that differs as those of environments do. */
function expectedText({ objects, environments }: Drift): string {
  const rows = objects.flatMap(({ kind, name, fields }) =>
    fields.flatMap(({ path, expected, values }) => {
      if (expected === undefined) return [];
      const cells = environments.map((each) => cell(values, each));
      return [[expected.toUpperCase(), `${kind} ${name}`, path, ...cells]];
    }),
  );
  const sorted = rows.toSorted(([a = ""], [b = ""]) => (a < b ? -1 : Number(a > b)));
  const head = ["EXPECTED", "OBJECT", "FIELD", ...environments.map((each) => each.toUpperCase())];
  return columns(
    head,
    sorted.map(([reason = "", ...cells]) => [reason.toLowerCase(), ...cells]),
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
