import { posix } from "node:path";
import { structuredPatch } from "diff";
import type { FileChange } from "../files.ts";

/**
 * Changes as one unified diff that `git apply` and `patch -p1` take.
 * @param folder where the repository is below git's root, as `shownPath` takes it.
 */
export function unifiedDiff(changes: readonly FileChange[], folder: string): string {
  return changes.map((change) => fileDiff(change, folder)).join("");
}

/** A path of the repository as people and git name it, from git's root. */
export function shownPath(folder: string, path: string): string {
  return posix.join(folder, path);
}

function fileDiff(change: FileChange, folder: string): string {
  const path = shownPath(folder, change.path);
  const { kind } = change;
  const before = kind === "create" ? "" : change.before;
  const after = kind === "remove" ? "" : change.after;
  const [from, to] = [quoted(`a/${path}`), quoted(`b/${path}`)];
  const head = [`diff --git ${from} ${to}`];
  if (kind !== "edit") head.push(`${kind === "create" ? "new" : "deleted"} file mode 100644`);
  // Without it `patch` does not know that a file that is empty already is to go: git's empty blob.
  if (kind === "remove" && before === "") head.push("index e69de29..0000000");
  if (after === before) return `${head.join("\n")}\n`;
  const patch = structuredPatch("", "", before, after, "", "", { context: 3 });
  const hunks = patch.hunks.map((hunk) => {
    const from = range(hunk.oldStart, hunk.oldLines);
    const to = range(hunk.newStart, hunk.newLines);
    return [`@@ -${from} +${to} @@`, ...hunk.lines].join("\n");
  });
  const names = [
    `--- ${kind === "create" ? "/dev/null" : from}`,
    `+++ ${kind === "remove" ? "/dev/null" : to}`,
  ];
  return `${[...head, ...names, ...hunks].join("\n")}\n`;
}

/** A range without lines names the line before it. */
function range(start: number, lines: number): string {
  return `${lines === 0 ? start - 1 : start},${lines}`;
}

/**
 * A path as git writes it: in quotes, bytes in octal, where it holds anything unusual. Git
 * leaves a space bare, but then `patch` does not find the name of a new file that is empty.
 */
function quoted(path: string): string {
  if (/^[\x21-\x7e]*$/.test(path) && !/["\\]/.test(path)) return path;
  const bytes = [...Buffer.from(path)].map((byte) => {
    if (byte === 0x22 || byte === 0x5c) return `\\${String.fromCharCode(byte)}`;
    return byte >= 0x20 && byte < 0x7f
      ? String.fromCharCode(byte)
      : `\\${byte.toString(8).padStart(3, "0")}`;
  });
  return `"${bytes.join("")}"`;
}
