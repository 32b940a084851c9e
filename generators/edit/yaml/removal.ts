import { type Document, isMap, isScalar, isSeq, type Node, type YAMLSeq } from "yaml";
import { at, entriesAt } from "../../base/yaml/at.ts";
import { nodeAt, type Step, type YamlFile } from "../../base/yaml/parse.ts";
import { applyTextEdits, type TextEdit } from "./edit.ts";
import { meaning, means, refused } from "./meaning.ts";

/** What is left of a list whose last item goes: `[]`, or not even its key. */
type WhenEmpty = "empty" | "absent";

/**
 * Takes items out of the list at `steps`: in a block list with their lines, in a flow list with
 * their comma. So it undoes `appendItem`.
 * @returns the new text of the whole file.
 * @throws UserError where an item can't be taken out without a change to more.
 */
export function removeItems(
  file: YamlFile,
  document: Document.Parsed,
  steps: readonly Step[],
  isRemoved: (item: unknown) => boolean,
  whenEmpty: WhenEmpty = "empty",
): string {
  const list = nodeAt(document.contents, ...steps);
  if (!isSeq(list)) return file.text;
  const items = list.items as Node[];
  const removed = items.filter((item) => isRemoved(item.toJS(document)));
  if (removed.length === 0) return file.text;
  const isEmptied = removed.length === items.length;
  const edits = list.flow
    ? outOfFlow(list, removed)
    : removed.map((item) => linesOf(file.text, item));
  if (isEmptied && (whenEmpty === "absent" || !list.flow)) {
    edits.push(...withoutList(file, document, steps, whenEmpty));
  }
  const expected = meaning(file).map((data, index) =>
    file.documents[index] === document ? without(data, steps, isRemoved, whenEmpty) : data,
  );
  const text = isApart(edits) ? endLike(file.text, applyTextEdits(file.text, edits)) : undefined;
  if (text === undefined || !means(file.path, text, expected)) {
    throw refused(file, `items can't be taken out of ${steps.join(".")}`, list);
  }
  return text;
}

/**
 * Takes a document out of a file, with the `---` before it. So it undoes `appendDocument`.
 * @throws UserError where that can't be done without a change to more.
 */
export function removeDocument(file: YamlFile, document: Document.Parsed): string {
  const { text, documents } = file;
  const index = documents.indexOf(document);
  const start = document.contents?.range?.[0] ?? 0;
  const next = /^---[ \t\r]*$/gm;
  next.lastIndex = start;
  const following = index < documents.length - 1 ? next.exec(text) : null;
  // Comments above the first document are the file's.
  const from = index === 0 ? start : text.lastIndexOf("\n---", start) + 1;
  const behind = following === null ? text.length : following.index;
  const end = index === 0 && following !== null ? lineAfter(text, behind + "---".length) : behind;
  const found = endLike(text, applyTextEdits(text, [{ start: from, end, text: "" }]));
  const expected = meaning(file).filter((_, each) => each !== index);
  if (index === -1 || !means(file.path, found, expected)) {
    throw refused(file, "a document can't be taken out", document.contents);
  }
  return found;
}

/** A file without a last line end stays one. */
export function endLike(before: string, after: string): string {
  return before.endsWith("\n") ? after : after.replace(/\r?\n$/, "");
}

function linesOf(text: string, { range }: Node): TextEdit {
  const [from, to] = range ?? [0, 0, 0];
  return { start: text.lastIndexOf("\n", from) + 1, end: lineAfter(text, to), text: "" };
}

export function lineAfter(text: string, offset: number): number {
  // The range of a block scalar ends behind its last line.
  if (offset > 0 && text[offset - 1] === "\n") return offset;
  const newline = text.indexOf("\n", offset);
  return newline === -1 ? text.length : newline + 1;
}

/** An item goes with the comma behind it; the last ones with the comma before them. */
function outOfFlow(list: YAMLSeq, removed: readonly Node[]): TextEdit[] {
  const items = list.items as Node[];
  const kept = items.findLastIndex((item) => !removed.includes(item));
  return removed.flatMap((item) => {
    const index = items.indexOf(item);
    const start = index > kept && index > 0 ? endOf(items[index - 1]) : startOf(item);
    const end = index < kept ? startOf(items[index + 1]) : endOf(item);
    return [{ start, end, text: "" }];
  });
}

const startOf = (item: Node | undefined) => item?.range?.[0] ?? 0;
const endOf = (item: Node | undefined) => item?.range?.[1] ?? 0;

/** Behind the key of a list that has lost its items: `[]`; or the key's line goes as well. */
function withoutList(
  { text }: YamlFile,
  document: Document.Parsed,
  steps: readonly Step[],
  whenEmpty: WhenEmpty,
): TextEdit[] {
  const parent = nodeAt(document.contents, ...steps.slice(0, -1));
  const pair = isMap(parent)
    ? parent.items.find(({ key }) => isScalar(key) && key.value === steps.at(-1))
    : undefined;
  if (!isScalar(pair?.key) || !pair.key.range) return [];
  if (whenEmpty === "absent") {
    const start = text.lastIndexOf("\n", pair.key.range[0]) + 1;
    return [{ start, end: lineAfter(text, pair.key.range[1]), text: "" }];
  }
  const colon = text.indexOf(":", pair.key.range[1]) + 1;
  return [{ start: colon, end: colon, text: " []" }];
}

function isApart(edits: readonly TextEdit[]): boolean {
  const inOrder = edits.toSorted((a, b) => a.start - b.start);
  return inOrder.every(({ start }, index) => start >= (inOrder[index - 1]?.end ?? 0));
}

function without(
  data: unknown,
  [step, ...below]: readonly Step[],
  isRemoved: (item: unknown) => boolean,
  whenEmpty: WhenEmpty,
): unknown {
  if (step === undefined) return (data as unknown[]).filter((item) => !isRemoved(item));
  if (Array.isArray(data) && typeof step === "number") {
    return data.with(step, without(data[step], below, isRemoved, whenEmpty));
  }
  const left = without(at(data, step), below, isRemoved, whenEmpty);
  const isGone = below.length === 0 && whenEmpty === "absent" && (left as unknown[]).length === 0;
  if (isGone) return Object.fromEntries(entriesAt(data).filter(([key]) => key !== step));
  return { ...(data as object), [step]: left };
}
