import { isDeepStrictEqual } from "node:util";
import { type Document, isAlias, isScalar, type Node, Scalar } from "yaml";
import { UserError } from "../../base/problem/problem.ts";
import { at } from "../../base/yaml/at.ts";
import { dataOf } from "../../base/yaml/data.ts";
import { nodeAt, type Step, type YamlFile } from "../../base/yaml/parse.ts";
import { doubleQuoted, toScalar } from "../../base/yaml/scalar.ts";
import { lineEnd, placeItem, type TextEdit } from "./insertion.ts";
import { meaning, means, refused } from "./meaning.ts";

export type { TextEdit } from "./insertion.ts";

/**
 * Applies edits, given in any order. Every byte outside of them stays.
 * @throws UserError where two of them overlap.
 */
export function applyTextEdits(text: string, edits: readonly TextEdit[]): string {
  const parts: string[] = [];
  let done = 0;
  const inOrder = edits.toSorted((a, b) => a.start - b.start || a.end - b.end);
  for (const { start, end, text: inserted } of inOrder) {
    if (start < done) throw UserError.of("yaml-edit", "Two edits would change the same text.");
    parts.push(text.slice(done, start), inserted);
    done = end;
  }
  return parts.join("") + text.slice(done);
}

/** A list item of several lines, as block YAML without indentation or a last line end. */
export interface Block {
  readonly block: string;
}

/**
 * Adds an item at the end of the list at `steps`, in the style that the file uses (block
 * or flow, indentation, line ends). A missing key is added to its mapping.
 * @returns the new text of the whole file.
 * @throws UserError where the file's form leaves no safe place for it.
 */
export function appendItem(
  file: YamlFile,
  document: Document.Parsed,
  steps: readonly Step[],
  item: string | Block,
): string {
  const lines = typeof item === "string" ? [toScalar(item)] : item.block.split("\n");
  const [value] = typeof item === "string" ? [item] : dataOf(file.path, item.block);
  const refuse = (reason: string) => {
    const what = `${lines[0]} can't be added to ${steps.join(".")}: ${reason}`;
    return refused(file, what, nearest(document, steps));
  };
  const edits = placeItem({ file, document, steps, lines });
  if (typeof edits === "string") throw refuse(edits);
  const expected = meaning(file).map((data, index) =>
    file.documents[index] === document ? withItem(data, steps, value) : data,
  );
  const text = applyTextEdits(file.text, edits);
  if (!means(file.path, text, expected)) throw refuse("more than that list would change");
  return text;
}

/** The node at `steps`, or the first one that there is above it. */
function nearest(document: Document.Parsed, steps: readonly Step[]): Node | undefined {
  const node = nodeAt(document.contents, ...steps);
  return node || steps.length === 0 ? node : nearest(document, steps.slice(0, -1));
}

function withItem(data: unknown, [step, ...below]: readonly Step[], value: unknown): unknown {
  if (step === undefined) return [...((data ?? []) as unknown[]), value];
  if (typeof step === "number") {
    const list = data as unknown[];
    return list.with(step, withItem(list[step], below, value));
  }
  return { ...(data ?? {}), [step]: withItem(at(data, step), below, value) };
}

/** Whether a text ends with a `---` that has nothing but comments below. */
function hasOpenDocument(text: string): boolean {
  const last = text.split(/\r?\n/).findLast((line) => !/^[ \t]*(?:#|$)/.test(line));
  return last !== undefined && /^---[ \t]*(?:#|$)/.test(last);
}

/**
 * Adds a document at the end of the file. `added` is YAML without document markers.
 * @throws UserError where the file's form leaves no safe place for it.
 */
export function appendDocument(file: YamlFile, added: string): string {
  const { text } = file;
  const eol = lineEnd(text, text.length);
  const isOpen = file.documents.length === 0 || hasOpenDocument(text);
  const kept = isOpen ? meaning(file).slice(0, -1) : meaning(file);
  const lines = (isOpen ? "" : `---${eol}`) + added.replaceAll("\n", eol);
  // A file without a last line end stays one.
  const end = /(?:^\ufeff?|\n)$/.test(text) ? lines : eol + lines.trimEnd();
  if (!means(file.path, text + end, [...kept, ...dataOf(file.path, added)])) {
    throw refused(file, "a document can't be added at the end", file.documents.at(-1)?.contents);
  }
  return text + end;
}

/**
 * The edit that gives one scalar another value and keeps its quotes. Aliases of it
 * follow, as its author wanted.
 * @throws UserError for a block scalar, which has no place on one line, and for what is no scalar.
 */
export function replaceScalar(
  file: YamlFile,
  node: Node | undefined,
  value: string | number | boolean,
): TextEdit {
  if (!isScalar(node) || !node.range || node.type?.startsWith("BLOCK")) {
    const what = `${JSON.stringify(value)} can't take the place of ${named(node)}`;
    const hint = "Make this edit by hand, or write that value on one line, plain or in quotes.";
    throw refused(file, what, node, hint);
  }
  const [start, end] = node.range;
  return { start, end, text: quotedLike(node, value) };
}

/** What can't be replaced, in words. */
function named(node: Node | undefined): string {
  if (node === undefined) return "a value that is not there";
  if (isAlias(node)) return `an alias (*${node.source})`;
  return isScalar(node) ? "a value on lines of its own (| or >)" : "a list or a mapping";
}

/**
 * A file with the edits of `replaceScalar` applied.
 * @throws UserError where the result is anything but the same keys and lists with other values.
 */
export function replaceScalars(file: YamlFile, edits: readonly TextEdit[]): string {
  const text = applyTextEdits(file.text, edits);
  const shapes = shape(meaning(file));
  if (!isDeepStrictEqual(shape(dataOf(file.path, text)), shapes)) {
    throw refused(file, "values can't be replaced without a change to more", undefined);
  }
  return text;
}

/** Data with every value taken out. */
function shape(data: unknown): unknown {
  if (Array.isArray(data)) return data.map(shape);
  if (data === null || typeof data !== "object") return undefined;
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, shape(value)]));
}

function quotedLike(node: Scalar, value: string | number | boolean): string {
  const text = String(value);
  if (node.type === Scalar.QUOTE_SINGLE && /^[\x20-\x7e]*$/.test(text)) {
    return `'${text.replaceAll("'", "''")}'`;
  }
  if (typeof value === "boolean") return text;
  return node.type === Scalar.PLAIN ? toScalar(value) : doubleQuoted(text);
}
