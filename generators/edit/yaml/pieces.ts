import { isMap, isScalar, isSeq, type Node, type Pair, type YAMLSeq } from "yaml";
import { firstDocument, type YamlFile } from "../../base/yaml/parse.ts";
import { afterComments, lineEnd } from "./insertion.ts";
import { refused } from "./meaning.ts";
import { lineAfter } from "./removal.ts";

/** The lines of one key of a file's mapping. */
interface Piece {
  readonly key: string;
  /** The comments and empty lines above. */
  readonly lead: string;
  /** The key's line; of anything but a list in lines the value, too. */
  readonly head: string;
  /** Each item of a list in lines, with the comments above it; undefined for any other value. */
  readonly items: readonly string[] | undefined;
}

/** A file's lines: those of its keys, and those below. One after the other they are its text. */
export interface Pieces {
  readonly pieces: readonly Piece[];
  readonly tail: string;
}

/**
 * Cuts a file of one mapping along its lines, so that its parts can go to several files byte for
 * byte. A comment belongs to what is below it, one that is further in to what is above.
 * @throws UserError for a file that is no such mapping.
 */
export function piecesOf(file: YamlFile): Pieces {
  const { text } = file;
  const { contents } = firstDocument(file);
  if (!isMap(contents) || contents.flow || file.documents.length > 1) {
    throw refused(file, "it can't be taken apart: it is not one mapping in lines", contents);
  }
  const pieces: Piece[] = [];
  let done = 0;
  for (const { key, value } of contents.items as Pair<Node, Node | null>[]) {
    if (!isScalar(key) || !key.range) {
      throw refused(file, "it can't be taken apart: one of its keys is not plain text", contents);
    }
    const start = text.lastIndexOf("\n", key.range[0] - 1) + 1;
    const end = endOf(text, value?.range ? value : key, 0);
    const items = isSeq(value) && !value.flow ? itemsOf(text, value, key, end) : undefined;
    const head = items === undefined ? end : lineAfter(text, key.range[1]);
    pieces.push({
      key: String(key.value),
      lead: text.slice(done, start),
      head: text.slice(start, head),
      items,
    });
    done = end;
  }
  return { pieces, tail: text.slice(done) };
}

/**
 * The text of some items of each key, one below the other. What is above a key goes with its first
 * item.
 * @param takes whether a key's item is among them, or its value where that is no list in lines.
 */
export function textOf(
  { pieces }: Pieces,
  takes: (key: string, index: number) => boolean,
  takesLead = (key: string) => takes(key, 0),
): string {
  const eol = lineEnd(pieces[0]?.head ?? "", 0);
  const whole = (line: string) => (line === "" || line.endsWith("\n") ? line : line + eol);
  return pieces
    .map(({ key, lead, head, items = [""] }) => {
      const taken = items.filter((_, index) => takes(key, index));
      if (taken.length === 0) return "";
      return [takesLead(key) ? lead : "", head, ...taken].map(whole).join("");
    })
    .join("");
}

function itemsOf(text: string, list: YAMLSeq, key: Node, end: number): string[] {
  const column = (list.srcToken as { indent?: number } | undefined)?.indent ?? 0;
  let done = lineAfter(text, key.range?.[1] ?? 0);
  return (list.items as Node[]).map((item, index) => {
    const last = index === list.items.length - 1 ? end : endOf(text, item, column);
    const lines = text.slice(done, last);
    done = last;
    return lines;
  });
}

/** The end of a node's last line, comments further in than a column included. */
function endOf(text: string, { range }: Node, column: number): number {
  return afterComments(text, lineAfter(text, range?.[1] ?? 0), column);
}
