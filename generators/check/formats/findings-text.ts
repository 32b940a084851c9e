import type { Problem } from "../../base/problem/problem.ts";
import { shownPath } from "../../base/text/diff.ts";
import { excerpt } from "../../base/text/excerpt.ts";
import { visible, visibleLine } from "../../base/text/text.ts";
import { wrap } from "../../base/text/wrap.ts";
import { summaryText } from "./findings-summary.ts";
import type { Report, ReportedFinding, Screen } from "./report.ts";

/** Longer lines of prose are hard to read, however wide the terminal is. */
const WIDTH_MAX = 100;
const INDENT = 4;

/** For a person: the findings by file, each with its line and a caret; then what was looked at. */
export function findingsText(report: Report, screen: Screen): string {
  const { findings, label, textOf } = report;
  const { paint } = screen;
  const byFile = new Map<string, ReportedFinding[]>();
  for (const finding of findings) {
    const path = finding.path ?? "";
    byFile.set(path, [...(byFile.get(path) ?? []), finding]);
  }
  const groups = [...byFile].map(([path, found]) => {
    const lines = (textOf(path) ?? "").split("\n");
    const title = paint.strong(visibleLine(path === "" ? label : shownPath(label, path)));
    return `${title}\n${found.map((each) => `${findingText(each, lines, screen)}\n`).join("")}`;
  });
  const mark = findings.length === 0 ? paint.added("✓") : paint.bad("✗");
  return `${groups.join("")}${mark} ${summaryText(report)}`;
}

function findingText(
  { rule, message, line, column, hint }: Problem,
  source: readonly string[],
  { paint, width }: Screen,
): string {
  const margin = " ".repeat(INDENT);
  const textWidth = width === undefined ? undefined : Math.min(width, WIDTH_MAX) - INDENT - 2;
  const place = [line, column].filter((part) => part !== undefined).join(":");
  const [first = "", ...quoted] = visible(message).split("\n");
  const text = [
    `  ${[paint.bad("✗"), place, paint.hunk(rule)].filter((part) => part !== "").join(" ")}`,
    ...wrap(first, textWidth).map((each) => `${margin}${each}`),
    // What follows in further lines are the words of another program.
    ...quoted.flatMap((each) =>
      wrap(each.trim(), textWidth).map((part) => `${margin}${paint.faint("│")} ${part}`),
    ),
  ];
  const written = line === undefined ? undefined : source[line - 1];
  if (line !== undefined && written !== undefined) {
    text.push(...excerpt(written, { line, column }, { paint, width, indent: INDENT + 2 }));
  }
  if (hint !== undefined) {
    const [head = "", ...rest] = wrap(visibleLine(hint), textWidth);
    text.push(`${margin}${paint.hunk("→")} ${head}`, ...rest.map((each) => `${margin}  ${each}`));
  }
  return text.map((each) => `${each}\n`).join("");
}
