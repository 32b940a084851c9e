import { isDeepStrictEqual } from "node:util";
import {
  type Document,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parse,
  Scalar,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";
import { UserError } from "../problem/problem.ts";
import { lineOfNode, nodeAt, parseYaml, type YamlFile } from "./parse.ts";
import { toScalar } from "./scalar.ts";

/** Text put in the place of `[start, end)` of a source; an insertion where both are equal. */
export interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Applies splices that do not overlap. Every byte outside of them stays. */
export function applySplices(text: string, splices: readonly Splice[]): string {
  let result = text;
  for (const { start, end, text: inserted } of [...splices].sort((a, b) => b.start - a.start)) {
    result = result.slice(0, start) + inserted + result.slice(end);
  }
  return result;
}

/** A list item of several lines, as block YAML without indentation or a last line end. */
export interface Block {
  readonly block: string;
}

/**
 * Adds an item at the end of the sequence at `steps`, in the style that the file uses
 * (block or flow, indentation, line ends). A missing key is added to its mapping.
 * @returns the new text of the whole file.
 * @throws UserError where the file's form leaves no safe place for it.
 */
export function appendItem(
  file: YamlFile,
  document: Document.Parsed,
  steps: readonly string[],
  item: string | Block,
): string {
  const node = nodeAt(document.contents, ...steps);
  const lines = typeof item === "string" ? [toScalar(item)] : item.block.split("\n");
  let splices: Splice[] | undefined;
  if (isSeq(node)) {
    splices = node.flow ? intoFlow(file, node, lines) : afterLastItem(file, node, lines);
  } else if (node === undefined || (isScalar(node) && node.value === null)) {
    splices = underKey(file, document, steps, node, lines);
  }
  const value = typeof item === "string" ? item : parse(item.block);
  return verified(file, splices, withItem(file, document, steps, value), {
    what: `${lines[0]} can't be added to ${steps.join(".")}`,
    line: lineOfNode(file, node),
  });
}

/** What every document of the file is to mean once `value` is added. */
function withItem(
  file: YamlFile,
  document: Document.Parsed,
  steps: readonly string[],
  value: unknown,
): unknown[] {
  const expected = document.toJS() ?? {};
  const parent = steps.slice(0, -1).reduce((at, step) => at?.[step], expected);
  const key = steps.at(-1) ?? "";
  if (parent !== null && typeof parent === "object") parent[key] = [...(parent[key] ?? []), value];
  return file.documents.map((each) => (each === document ? expected : each.toJS()));
}

/** Adds a document at the end of the file. `text` is YAML without document markers. */
export function appendDocument(file: YamlFile, text: string): string {
  const eol = lineEnd(file);
  const separator = file.documents.some((document) => document.contents !== null)
    ? `---${eol}`
    : "";
  const lead = file.text === "" || file.text.endsWith("\n") ? "" : eol;
  const added = parseYaml(file.path, text).documents.map((document) => document.toJS());
  const kept = file.documents.filter((document) => document.contents !== null);
  const splices = [
    {
      start: file.text.length,
      end: file.text.length,
      text: lead + separator + text.replaceAll("\n", eol),
    },
  ];
  return verified(file, splices, [...kept.map((document) => document.toJS()), ...added], {
    what: "a document can't be added at the end",
    line: undefined,
  });
}

/**
 * The splice that gives one scalar another value and keeps its quotes.
 * @throws UserError for a block scalar, which has no place on one line.
 */
export function replaceScalar(
  file: YamlFile,
  node: Node | undefined,
  value: string | number,
): Splice {
  if (!isScalar(node) || !node.range || !isOneLine(node)) {
    throw refused(file, `a value can't be replaced by ${toScalar(value)}`, lineOfNode(file, node));
  }
  const [start, end] = node.range;
  return { start, end, text: quotedLike(node, value) };
}

function quotedLike(node: Scalar, value: string | number): string {
  const text = String(value);
  if (node.type === Scalar.QUOTE_SINGLE && /^[\x20-\x7e]*$/.test(text)) {
    return `'${text.replaceAll("'", "''")}'`;
  }
  return node.type === Scalar.PLAIN ? toScalar(value) : JSON.stringify(text);
}

function isOneLine(node: Scalar): boolean {
  return (
    node.type === Scalar.PLAIN ||
    node.type === Scalar.QUOTE_SINGLE ||
    node.type === Scalar.QUOTE_DOUBLE
  );
}

function afterLastItem(
  file: YamlFile,
  list: YAMLSeq,
  lines: readonly string[],
): Splice[] | undefined {
  const last = list.items.at(-1) as Node | undefined;
  const indent = indentOf(list);
  if (!last?.range || indent === undefined) return undefined;
  return [newLines(file, last.range[1], asItem(lines, indent))];
}

function intoFlow(file: YamlFile, list: YAMLSeq, lines: readonly string[]): Splice[] | undefined {
  const [item = ""] = lines;
  if (!list.range || lines.length > 1) return undefined;
  const open = file.text.indexOf("[", list.range[0]) + 1;
  const last = list.items.at(-1) as Node | undefined;
  if (!last?.range) return [{ start: open, end: open, text: item }];

  const end = last.range[1];
  const comma = /^\s*,/.exec(file.text.slice(end))?.[0].length;
  const lineStart = file.text.lastIndexOf("\n", last.range[0]) + 1;
  if (lineStart <= open) {
    const at = end + (comma ?? 0);
    return [{ start: at, end: at, text: comma === undefined ? `, ${item}` : ` ${item}` }];
  }
  // One item a line: the new one gets a line of its own, after a comment on the last one.
  const indent = /^[ \t]*/.exec(file.text.slice(lineStart))?.[0] ?? "";
  const line = newLines(file, end + (comma ?? 0), [
    `${indent}${item}${comma === undefined ? "" : ","}`,
  ]);
  if (line.start >= list.range[1]) return undefined;
  return comma === undefined ? [{ start: end, end, text: "," }, line] : [line];
}

/** For a key that is missing or has no value. */
function underKey(
  file: YamlFile,
  document: Document.Parsed,
  steps: readonly string[],
  value: Node | undefined,
  lines: readonly string[],
): Splice[] | undefined {
  const key = steps.at(-1) ?? "";
  const parent =
    steps.length === 1 ? document.contents : nodeAt(document.contents, ...steps.slice(0, -1));
  if (steps.length === 1 && (parent === null || (isScalar(parent) && parent.value === null))) {
    if (file.documents.length > 1) return undefined;
    return [newLines(file, file.text.length, [`${key}:`, ...asItem(lines, 2)])];
  }
  if (!isMap(parent)) return undefined;
  if (value?.range && value.range[0] !== value.range[1]) {
    // An explicit `null` or `~`.
    if (lines.length > 1) return undefined;
    return [{ start: value.range[0], end: value.range[1], text: `[${lines[0]}]` }];
  }
  const indent = indentOf(parent);
  if (parent.flow || indent === undefined) return undefined;
  const items = asItem(lines, indent + 2);
  if (value !== undefined) return [newLines(file, endOfKey(parent, key), items)];
  const end = endOfPair(parent.items.at(-1) as Pair<Node, Node | null>);
  return [newLines(file, end, [`${" ".repeat(indent)}${key}:`, ...items])];
}

function asItem(lines: readonly string[], indent: number): string[] {
  const space = " ".repeat(indent);
  return lines.map((line, index) =>
    line === "" ? "" : `${space}${index === 0 ? "- " : "  "}${line}`,
  );
}

/** The column of a block collection. */
function indentOf(collection: YAMLMap | YAMLSeq): number | undefined {
  return (collection.srcToken as { indent?: number } | undefined)?.indent;
}

function endOfKey(map: YAMLMap, key: string): number {
  const pair = map.items.find((each) => isScalar(each.key) && each.key.value === key);
  return (pair?.key as Node | undefined)?.range?.[1] ?? 0;
}

function endOfPair(pair: Pair<Node, Node | null>): number {
  return Math.max(pair.key.range?.[1] ?? 0, pair.value?.range?.[1] ?? 0);
}

/** Lines after the line that `offset` is on; at `offset` itself where a line begins there. */
function newLines(file: YamlFile, offset: number, lines: readonly string[]): Splice {
  const eol = lineEnd(file);
  const text = lines.join(eol);
  const begins = offset === 0 || file.text[offset - 1] === "\n";
  const newline = begins ? offset - 1 : file.text.indexOf("\n", offset);
  const end = file.text.length;
  // A file without a last line end stays one.
  if (newline === -1 && !begins) return { start: end, end, text: eol + text };
  return { start: newline + 1, end: newline + 1, text: text + eol };
}

function lineEnd(file: YamlFile): string {
  return /\r?\n/.exec(file.text)?.[0] ?? "\n";
}

/** Applies splices and parses the result: an edit that means anything else is refused. */
function verified(
  file: YamlFile,
  splices: readonly Splice[] | undefined,
  expected: readonly unknown[],
  { what, line }: { readonly what: string; readonly line: number | undefined },
): string {
  if (splices === undefined || splices.length === 0) throw refused(file, what, line);
  const text = applySplices(file.text, splices);
  let documents: unknown[];
  try {
    documents = parseYaml(file.path, text).documents.map((document) => document.toJS());
  } catch {
    throw refused(file, what, line);
  }
  if (!isDeepStrictEqual(documents, [...expected])) throw refused(file, what, line);
  return text;
}

function refused(file: YamlFile, what: string, line: number | undefined): UserError {
  return UserError.of("yaml-edit", `${file.path}: ${what} without a change to other lines.`, {
    path: file.path,
    ...(line === undefined ? {} : { line }),
    hint: "Make this edit by hand, or write the list as a plain block sequence first.",
  });
}
