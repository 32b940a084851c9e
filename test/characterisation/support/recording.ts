import { createHash } from "node:crypto";
import type { Ended } from "../../support/project.ts";

/** Files by path. */
export type Texts = ReadonlyMap<string, string>;

/** Lines of a file that is new or gone that a recording shows: of a longer one a digest. */
const SHOWN_MAX = 3;

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex").slice(0, 16);

/** What a command line did, as it is kept: what it printed, and the files that it changed. */
export function blockOf(line: string, { code, stdout, stderr }: Ended, changes: string): string {
  const parts = [
    ["stdout", withoutAssets(withoutFiles(withoutFilesInJson(stdout)))],
    ["stderr", withoutFiles(withoutPatience(stderr))],
    ["files", changes],
  ] as const;
  const shown = parts.flatMap(([name, text]) =>
    text === "" ? [] : [`--- ${name}\n${ended(text)}`],
  );
  return `$ ${line}\n--- exit code ${code}\n${shown.join("")}`;
}

/** What became of files: the size and a digest of each that is new or another. */
export function changesOf(before: Texts, after: Texts): string {
  const paths = [...new Set([...before.keys(), ...after.keys()])].sort();
  return paths
    .filter((path) => before.get(path) !== after.get(path))
    .map((path) => {
      const text = after.get(path);
      if (text === undefined) return `removed ${path}\n`;
      const verb = before.has(path) ? "changed" : "new    ";
      return `${verb} ${path} ${Buffer.byteLength(text)} ${sha256(text)}\n`;
    })
    .join("");
}

/** Whether it ends with a line's end is part of what is printed. */
function ended(text: string): string {
  return text.endsWith("\n") ? text : `${text}\n(no line end)\n`;
}

/** The text of files that are new or gone, as a diff has it: test/golden/ has many of them. */
function withoutFiles(text: string): string {
  return text.replaceAll(
    /^(@@ (?:-0,0 \+1,\d+|-1,\d+ \+0,0) @@)\n((?:[+-].*\n)+)/gm,
    (whole, head: string, lines: string) => {
      const count = lines.split("\n").length - 1;
      return count <= SHOWN_MAX ? whole : `${head}\n(${count} lines, ${sha256(lines)})\n`;
    },
  );
}

function withoutFilesInJson(stdout: string): string {
  if (!stdout.startsWith("{")) return stdout;
  const { diff } = JSON.parse(stdout) as { diff?: unknown };
  if (typeof diff !== "string") return stdout;
  return stdout.replace(JSON.stringify(diff), () => JSON.stringify(withoutFiles(diff)));
}

/** Whether a build takes long is the machine's business. */
function withoutPatience(stderr: string): string {
  return stderr.replaceAll(/^kustomize is building.*\n/gm, "");
}

/** Of a page, what is on it: its program and its style have tests of their own. */
function withoutAssets(stdout: string): string {
  return stdout.replaceAll(
    /(<(script|style)\b[^>]*>)[\s\S]*?(?=<\/\2>)/g,
    (_, tag: string) => `${tag}(left out)`,
  );
}
