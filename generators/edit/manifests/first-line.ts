import type { Tree } from "../tree.ts";
import { lineEnd } from "../yaml/insertion.ts";

/** Puts a comment above everything else in a file: a change takes several steps, and this is one. */
export function putFirstLine(path: string, line: string, tree: Tree): void {
  const text = tree.read(path) ?? "";
  const [, start = "", rest = ""] = /^(\ufeff?)([\s\S]*)$/.exec(text) ?? [];
  tree.edit(path, `${start}${line}${lineEnd(text, 0)}${rest}`);
}

/** What an expression finds in the first line of a text that it fits; it begins with `^`. */
export function markIn(text: string, mark: RegExp): RegExpExecArray | undefined {
  for (const line of text.split("\n")) {
    const found = mark.exec(line);
    if (found !== null) return found;
  }
  return undefined;
}

/** Takes that line out of a file. */
export function removeMark(path: string, mark: RegExp, tree: Tree): void {
  const lines = (tree.read(path) ?? "").split("\n");
  const marked = lines.findIndex((line) => mark.test(line));
  tree.edit(path, lines.filter((_, index) => index !== marked).join("\n"));
}
