import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  visit,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";
import { nodeAt, type Step, type YamlFile } from "../../base/yaml/parse.ts";

/** Text put in the place of `[start, end)` of a source; an insertion where both are equal. */
export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** An item on its way to the end of the list at `steps`. */
export interface Addition {
  readonly file: YamlFile;
  readonly document: Document.Parsed;
  readonly steps: readonly Step[];
  /** The item's lines as block YAML, without indentation. */
  readonly lines: readonly string[];
}

/** The edits that add an item, or the reason why its list has no place for it. */
export function placeItem(addition: Addition): TextEdit[] | string {
  const { document, steps } = addition;
  const list = nodeAt(document.contents, ...steps);
  if (isAlias(list)) return "it is an alias of a list that stands elsewhere";
  if (list === undefined || isNull(list)) return placeFirst(addition, list);
  if (!isSeq(list)) return "it is not a list";
  if (!list.flow) return afterLastItem(addition, list);
  return list.items.length === 0 ? placeFirst(addition, list) : intoFlow(addition, list);
}

function afterLastItem({ file, lines }: Addition, list: YAMLSeq): TextEdit[] | string {
  const last = list.items.at(-1) as Node | undefined;
  const column = columnOf(list);
  if (!last?.range || column === undefined) return "it has no item to go after";
  return [linesBelow(file, last.range[1], column, asItem(lines, column))];
}

/** The first item of a list that is missing, has no value yet or is empty (`[]`, `null`, `~`). */
function placeFirst(addition: Addition, list: Node | undefined): TextEdit[] | string {
  const { file, document, steps, lines } = addition;
  const key = steps.at(-1) ?? "";
  const parent = nodeAt(document.contents, ...steps.slice(0, -1));
  if (steps.length === 1 && (parent === undefined || isNull(parent))) {
    if (file.documents.length > 1) return "the document is empty";
    return [linesBelow(file, file.text.length, 0, [`${key}:`, ...asItem(lines, 2)])];
  }
  const column = isMap(parent) && !parent.flow ? columnOf(parent) : undefined;
  if (!isMap(parent) || column === undefined) {
    return isSeq(list) ? intoFlow(addition, list) : "it has no block mapping to stand in";
  }
  const items = asItem(lines, column + listOffset(document));
  if (list === undefined) {
    const keyLine = `${" ".repeat(column)}${key}:`;
    return [linesBelow(file, endOfMap(parent), column, [keyLine, ...items])];
  }
  const [start, end] = list.range ?? [0, 0];
  if (start === end) return [linesBelow(file, endOfKey(parent, String(key)), column, items)];
  // A comment inside of the brackets stays there.
  if (isSeq(list) && file.text.slice(start, end).includes("#")) return intoFlow(addition, list);
  const emptied = { start: file.text.slice(0, start).trimEnd().length, end, text: "" };
  return [emptied, linesBelow(file, end, column, items)];
}

/** The edit that adds `key: value` at the end of a mapping, or why there is no place for it. */
export function placePair(file: YamlFile, map: YAMLMap, pair: string): TextEdit | string {
  const end = endOfMap(map);
  if (map.flow) {
    return end === 0 ? "it is empty" : { start: end, end, text: `, ${pair}` };
  }
  const column = columnOf(map);
  if (column === undefined) return "it has no key to go after";
  // Comments as far in as its keys are its own, too.
  return linesBelow(file, end, column - 1, [" ".repeat(column) + pair]);
}

/** The end of a list in brackets: on the same line, or on a line of its own like the item before. */
function intoFlow({ file, lines }: Addition, list: YAMLSeq): TextEdit[] | string {
  const [item = ""] = lines;
  if (!list.range || lines.length > 1) return "it is written in brackets, the item in lines";
  const { text } = file;
  const open = text.indexOf("[", list.range[0]) + 1;
  const last = list.items.at(-1) as Node | undefined;
  if (!last?.range) return [{ start: open, end: open, text: item }];

  const end = last.range[1];
  const comma = /^\s*,/.exec(text.slice(end, list.range[1]))?.[0];
  const after = end + (comma?.length ?? 0);
  const lineStart = text.lastIndexOf("\n", last.range[0]) + 1;
  if (lineStart <= open) {
    return [{ start: after, end: after, text: comma === undefined ? `, ${item}` : ` ${item}` }];
  }
  const indent = /^[ \t]*/.exec(text.slice(lineStart))?.[0] ?? "";
  const line = indent + item + (comma === undefined ? "" : ",");
  const added = linesBelow(file, after, Number.POSITIVE_INFINITY, [line]);
  const separator = { start: end, end, text: comma === undefined ? "," : "" };
  if (added.start < list.range[1]) return [separator, added];
  // The closing bracket is on the last item's line.
  return [separator, { start: after, end: after, text: lineEnd(text, after) + line }];
}

/**
 * How far lists stand in from their keys, after the first one in the document: people write
 * two columns or none.
 */
function listOffset(document: Document.Parsed): number {
  let offset: number | undefined;
  visit(document, {
    Map(_, map) {
      const list = map.items.find(({ value }) => isSeq(value) && !value.flow)?.value;
      const [outer, inner] = [columnOf(map), isSeq(list) ? columnOf(list) : undefined];
      if (outer === undefined || inner === undefined) return undefined;
      offset = inner - outer;
      return visit.BREAK;
    },
  });
  return offset ?? 2;
}

function asItem(lines: readonly string[], column: number): string[] {
  const space = " ".repeat(column);
  return lines.map((line, index) =>
    line === "" ? "" : `${space}${index === 0 ? "- " : "  "}${line}`,
  );
}

function isNull(node: Node | null | undefined): boolean {
  return isScalar(node) && node.value === null;
}

/** The column of a block collection. */
function columnOf(collection: YAMLMap | YAMLSeq): number | undefined {
  return (collection.srcToken as { indent?: number } | undefined)?.indent;
}

function endOfKey(map: YAMLMap, key: string): number {
  const pair = map.items.find((each) => isScalar(each.key) && each.key.value === key);
  return (pair?.key as Node | undefined)?.range?.[1] ?? 0;
}

function endOfMap(map: YAMLMap): number {
  const last = map.items.at(-1) as Pair<Node, Node | null> | undefined;
  return Math.max(last?.key.range?.[1] ?? 0, last?.value?.range?.[1] ?? 0);
}

/**
 * Lines below the one that `offset` is on; where a line begins at `offset`, before that line.
 * @param column of what is above: comments further in belong to it and stay above the lines.
 */
function linesBelow(
  { text }: YamlFile,
  offset: number,
  column: number,
  lines: readonly string[],
): TextEdit {
  const newline = offset === 0 ? -1 : text.indexOf("\n", offset - 1);
  const below = offset === 0 || newline !== -1 ? newline + 1 : text.length;
  const start = afterComments(text, below, column);
  const eol = lineEnd(text, start);
  const begins = start === 0 || text[start - 1] === "\n";
  // A file without a last line end stays one.
  return { start, end: start, text: begins ? lines.join(eol) + eol : eol + lines.join(eol) };
}

/** The offset below the comments that begin at the line of `start` and further in than `column`. */
export function afterComments(text: string, start: number, column: number): number {
  const comment = /(?:[ \t]*\r?\n)*( *)#[^\n]*\n?/y;
  for (let end = start; ; end = comment.lastIndex) {
    comment.lastIndex = end;
    const indent = comment.exec(text)?.[1];
    if (indent === undefined || indent.length <= column) return end;
  }
}

/** The line end nearest before an offset, else the file's first one. */
export function lineEnd(text: string, offset: number): string {
  const before = text.lastIndexOf("\n", Math.max(offset - 1, 0));
  const newline = before === -1 ? text.indexOf("\n") : before;
  return text[newline - 1] === "\r" ? "\r\n" : "\n";
}
