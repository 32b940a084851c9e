import { styleText } from "node:util";
import type { FileChange } from "../files.ts";
import type { Problem } from "../problem/problem.ts";
import { shownPath } from "./diff.ts";

/** How text is painted: for a terminal, or not at all. */
export interface Paint {
  readonly added: (text: string) => string;
  readonly removed: (text: string) => string;
  readonly hunk: (text: string) => string;
  readonly strong: (text: string) => string;
  readonly faint: (text: string) => string;
  readonly bad: (text: string) => string;
}

type Style = Parameters<typeof styleText>[0];

/** Colours for a terminal that wants them (NO_COLOR, TERM=dumb), plain text for everything else. */
export function paintFor(isTerminal: boolean, env: NodeJS.ProcessEnv): Paint {
  const coloured = isTerminal && !env.NO_COLOR && env.TERM !== "dumb";
  const style = (name: Style) => (text: string) =>
    coloured ? styleText(name, text, { validateStream: false }) : text;
  return {
    added: style("green"),
    removed: style("red"),
    hunk: style("cyan"),
    strong: style("bold"),
    faint: style("dim"),
    bad: style("red"),
  };
}

/** A unified diff with the colours that git uses. */
export function paintDiff(diff: string, paint: Paint): string {
  return diff
    .split("\n")
    .map((line) => {
      if (/^(?:diff --git|new file|deleted file|--- |\+\+\+ )/.test(line))
        return paint.strong(line);
      if (line.startsWith("@@")) return paint.hunk(line);
      if (line.startsWith("+")) return paint.added(line);
      return line.startsWith("-") ? paint.removed(line) : line;
    })
    .join("\n");
}

/** Problems, a paragraph each: what, where, what to do. */
export function problemsText(problems: readonly Problem[], folder: string, paint: Paint): string {
  return problems
    .map(({ message, path, line, lines = [], hint }) => {
      const place = path === undefined ? "" : shownPath(folder, path);
      const where = line === undefined ? place : `${place}:${line}`;
      return [
        `${paint.bad("✗")} ${visible(message)}`,
        ...(where === "" ? [] : [`  ${paint.faint(visible(where))}`]),
        ...lines.map((each) => `    ${visible(each)}`),
        ...(hint === undefined ? [] : [`  ${visible(hint)}`]),
        "",
      ].join("\n");
    })
    .join("");
}

/** The files of a change, a line each. */
export function changesText(changes: readonly FileChange[], folder: string, paint: Paint): string {
  return changes
    .map(({ kind, path }) => `  ${markOf(kind, paint)} ${visible(shownPath(folder, path))}\n`)
    .join("");
}

function markOf(kind: FileChange["kind"], paint: Paint): string {
  if (kind === "create") return paint.added("new    ");
  return kind === "edit" ? paint.hunk("changed") : paint.removed("removed");
}

/**
 * Text that a terminal shows as it is: control characters of untrusted text (escape codes,
 * bidirectional overrides, what has no width) become visible instead of having an effect.
 */
export function visible(text: string): string {
  return escaped(text.replaceAll("\r", ""));
}

/** Text with every control character but tab and line end written as `\uXXXX`. */
export function escaped(text: string): string {
  return text.replace(/(?![\t\n])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\ufffe\uffff]/gu, (char) =>
    char
      .split("")
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
      .join(""),
  );
}

/** The same on one line: what stands at the beginning of a line can be a command to a CI. */
export function visibleLine(text: string): string {
  return oneLine(visible(text));
}

/** A blank in place of each line end, and of the white space around it. */
export function oneLine(text: string): string {
  return text.replace(/\s+/g, (blank) => (blank.includes("\n") ? " " : blank));
}
