import type { Tree } from "../tree.ts";
import { lineEnd } from "../yaml/insertion.ts";

/** Puts a comment above everything else in a file: a change takes several steps, and this is one. */
export function putFirstLine(path: string, line: string, tree: Tree): void {
  const text = tree.read(path) ?? "";
  const [, start = "", rest = ""] = /^(\ufeff?)([\s\S]*)$/.exec(text) ?? [];
  tree.edit(path, `${start}${line}${lineEnd(text, 0)}${rest}`);
}
