import { visible, visibleLine } from "../../base/text/text.ts";

/** Longer text in a line says no more. */
const LENGTH_MAX = 400;

/** A word that no Markdown takes for anything: no mark, mention, reference, link or commit. */
const PLAIN = /^(?:[A-Za-z0-9][A-Za-z0-9'-]*(?:\.[A-Za-z0-9'-]+)*|[-→])$/;
const LINKED = /^(?:www\.|gh-\d|[0-9a-f]{7,40}$)/i;

/**
 * A sentence with values of manifests in it, for Markdown: whatever could be taken for more than
 * a word stands in a code span, in which nothing has a meaning.
 */
export function sentence(text: string): string {
  const words = shortened(visibleLine(text)).trim().split(/\s+/);
  return words
    .map((word) => {
      const open = word.startsWith("(") ? "(" : "";
      const close = /(?<![,.;:)])[,.;:)]+$/.exec(word.slice(open.length))?.[0] ?? "";
      const inner = word.slice(open.length, word.length - close.length);
      const isPlain = PLAIN.test(inner) && !LINKED.test(inner);
      return isPlain || inner === "" ? word : `${open}${codeSpan(inner)}${close}`;
    })
    .join(" ");
}

/** A code span: its fence is longer than every run of backticks in it. */
export function codeSpan(text: string): string {
  const line = shortened(visibleLine(text));
  const fence = "`".repeat(longestRun(line) + 1);
  const pad = line.startsWith("`") || line.endsWith("`") ? " " : "";
  return line.trim() === "" ? "` `" : `${fence}${pad}${line}${pad}${fence}`;
}

/** A cell of a table: in a code span too, a bar would end it. */
export function cell(text: string): string {
  return sentence(text).replaceAll("|", "\\|");
}

/** A block of code: its fence is longer than every run of backticks in it. */
export function codeBlock(language: string, lines: readonly string[]): string {
  const text = visible(lines.join("\n"));
  const fence = "`".repeat(Math.max(3, longestRun(text) + 1));
  return `${fence}${language}\n${text}\n${fence}\n`;
}

/** For a line of HTML. */
export function html(text: string): string {
  return shortened(visibleLine(text))
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
}

function shortened(text: string): string {
  return text.length > LENGTH_MAX ? `${text.slice(0, LENGTH_MAX)}…` : text;
}
