import type { Problem } from "../problem/problem.ts";
import { shownPath } from "./diff.ts";
import type { Report } from "./formats.ts";
import { type Paint, visible } from "./text.ts";

/** For a person: the findings by file, each with its line and a caret; then what was looked at. */
export function findingsText({ findings, summary, label, textOf }: Report, paint: Paint): string {
  const byFile = new Map<string, Problem[]>();
  for (const finding of findings) {
    const path = finding.path ?? "";
    byFile.set(path, [...(byFile.get(path) ?? []), finding]);
  }
  const groups = [...byFile].map(([path, problems]) => {
    const lines = (textOf(path) ?? "").split("\n");
    const shown = problems
      .toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0))
      .map((problem) => findingText(problem, lines, paint));
    const title = path === "" ? label : shownPath(label, path);
    return `${paint.strong(visible(title))}\n${shown.join("")}\n`;
  });
  return `${groups.join("")}${summaryText(findings.length, summary)}`;
}

function findingText(
  { rule, message, line, column, hint }: Problem,
  lines: readonly string[],
  paint: Paint,
): string {
  const place = line === undefined ? "" : `${line}${column === undefined ? "" : `:${column}`}  `;
  const source = line === undefined ? undefined : lines[line - 1];
  const text = [
    `  ${paint.faint(place)}${paint.bad("✗")} ${visible(message)}  ${paint.faint(rule)}`,
  ];
  if (source !== undefined) {
    const number = String(line).padStart(6);
    text.push(`${paint.faint(`${number} |`)} ${visible(source)}`);
    if (column !== undefined) text.push(`${" ".repeat(9 + column - 1)}${paint.bad("^")}`);
  }
  if (hint !== undefined) text.push(`    ${visible(hint)}`);
  return `${text.join("\n")}\n`;
}

function summaryText(count: number, summary: Report["summary"]): string {
  const { files, objects, builds, program, notBuilt, withoutSchema } = summary;
  const what = count === 0 ? "No findings" : count === 1 ? "1 finding" : `${count} findings`;
  const rendered = program === undefined ? "nothing rendered" : `${builds} builds with ${program}`;
  return [
    `${what} in ${files} files, ${objects} objects, ${rendered}.\n`,
    ...(withoutSchema.length === 0 ? [] : [`${kindsText(withoutSchema)}\n`]),
    ...notBuilt.map((each) => `Not built: ${visible(each)}, which would have to be fetched.\n`),
  ].join("");
}

/** `2 kinds without a schema: cert-manager.io Certificate (2), acme.io Widget (1).` */
function kindsText(kinds: Report["summary"]["withoutSchema"]): string {
  const names = kinds.map(({ kind, count }) => `${visible(kind)} (${count})`).join(", ");
  return `${kinds.length} ${kinds.length === 1 ? "kind" : "kinds"} without a schema: ${names}.`;
}
