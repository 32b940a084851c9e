import { type Document, isMap, isNode, isScalar, type Pair, type YAMLMap } from "yaml";
import { own } from "../../base/own.ts";
import { at } from "../../base/yaml/at.ts";
import { nodeAt, type Step, type YamlFile } from "../../base/yaml/parse.ts";
import { toScalar } from "../../base/yaml/scalar.ts";
import { applyTextEdits, replaceScalar, type TextEdit } from "./edit.ts";
import { placePair } from "./insertion.ts";
import { meaning, means, refused } from "./meaning.ts";
import { endLike, lineAfter } from "./removal.ts";

/** Keys of a mapping with the values that they are to have; undefined for one that is to go. */
export type Values = Readonly<Record<string, string | boolean | undefined>>;

/**
 * Gives keys of the mapping at `steps` their values. A key that is there keeps its place, its
 * quotes and its comment; a new one takes the place of one that goes, or comes last.
 * @returns the new text of the whole file.
 * @throws UserError where the file's form leaves no safe place for it.
 */
export function setValues(
  file: YamlFile,
  document: Document.Parsed,
  steps: readonly Step[],
  values: Values,
): string {
  const map = nodeAt(document.contents, ...steps);
  const what = Object.keys(values).join(" and ");
  const refuse = (reason: string) =>
    refused(file, `${what} of ${steps.join(".")} can't be set: ${reason}`, map);
  if (!isMap(map)) throw refuse("it is not a mapping");
  const pairOf = (key: string) =>
    map.items.find((pair) => isScalar(pair.key) && pair.key.value === key);
  const going = Object.keys(values).flatMap((key) =>
    own(values, key) === undefined ? (pairOf(key) ?? []) : [],
  );
  const edits: TextEdit[] = [];
  for (const [key, value] of Object.entries(values)) {
    if (value === undefined) continue;
    const pair = pairOf(key);
    const replaced = pair ?? going.shift();
    if (replaced === undefined) {
      const placed = placePair(
        file,
        map,
        `${key}: ${typeof value === "boolean" ? value : toScalar(value)}`,
      );
      if (typeof placed === "string") throw refuse(placed);
      edits.push(placed);
      continue;
    }
    const { key: name, value: scalar } = nodesOf(replaced);
    if (pair === undefined) edits.push(replaceScalar(file, name, key));
    edits.push(replaceScalar(file, scalar, value));
  }
  edits.push(...going.map((pair) => (map.flow ? outOfFlow(map, pair) : lineOf(file, pair))));
  const expected = meaning(file).map((data, index) =>
    file.documents[index] === document ? withValues(data, steps, values) : data,
  );
  const text = endLike(file.text, applyTextEdits(file.text, edits));
  if (!means(file.path, text, expected)) throw refuse("more than that would change");
  return text;
}

function nodesOf(pair: Pair) {
  return {
    key: isScalar(pair.key) ? pair.key : undefined,
    value: isNode(pair.value) ? pair.value : undefined,
  };
}

/** The whole line of a pair. */
function lineOf({ text }: YamlFile, pair: Pair): TextEdit {
  const { key, value } = nodesOf(pair);
  const start = text.lastIndexOf("\n", key?.range?.[0] ?? 0) + 1;
  return { start, end: lineAfter(text, value?.range?.[1] ?? start), text: "" };
}

/** A pair with the comma before it; the first with the comma behind it. */
function outOfFlow(map: YAMLMap, pair: Pair): TextEdit {
  const index = map.items.indexOf(pair);
  const [before, after] = [map.items[index - 1], map.items[index + 1]];
  const startOf = (of: Pair) => nodesOf(of).key?.range?.[0] ?? 0;
  const endOf = (of: Pair) => nodesOf(of).value?.range?.[1] ?? 0;
  return before === undefined && after !== undefined
    ? { start: startOf(pair), end: startOf(after), text: "" }
    : { start: before === undefined ? startOf(pair) : endOf(before), end: endOf(pair), text: "" };
}

function withValues(data: unknown, [step, ...below]: readonly Step[], values: Values): unknown {
  if (step === undefined) {
    const given = Object.entries({ ...(data as object), ...values });
    return Object.fromEntries(given.filter(([, value]) => value !== undefined));
  }
  const inner = withValues(at(data, step), below, values);
  if (Array.isArray(data)) return data.with(Number(step), inner);
  return { ...(data as object), [step]: inner };
}
