import { expressionFits } from "../../base/text/expression.ts";

/** Whether a path is left out, as one of the folder's `.sourceignore` says; undefined where it says nothing. */
export type IgnoreFile = (path: string, isFolder: boolean) => boolean | undefined;

interface Pattern {
  /** What is left out by another pattern is kept (`!`). */
  readonly isKept: boolean;
  /** For folders alone (`/` at the end). */
  readonly isForFolders: boolean;
  /** Its steps, from the folder of the file; of a name anywhere below, one. */
  readonly steps: readonly string[];
  readonly isName: boolean;
}

/** Reads patterns as in .gitignore; the last one that fits a path, or a folder above it, decides. */
export function ignoreFile(text: string): IgnoreFile {
  const patterns = text.split(/\r?\n/).flatMap(patternOf);
  return (path, isFolder) => {
    const names = path.split("/");
    const last = patterns.findLast((pattern) => fits(pattern, names, isFolder));
    return last && !last.isKept;
  };
}

function patternOf(line: string): Pattern[] {
  if (line.startsWith("#") || line.trim() === "") return [];
  const isKept = line.startsWith("!");
  const said = line.slice(isKept ? 1 : 0).replace(/(?<![\\ ]) +$/, "");
  const isForFolders = said.endsWith("/");
  const steps = (isForFolders ? said.slice(0, -1) : said).split("/");
  const isName = steps.length === 1;
  return [{ isKept, isForFolders, isName, steps: steps[0] === "" ? steps.slice(1) : steps }];
}

function fits(
  { steps, isName, isForFolders }: Pattern,
  names: readonly string[],
  isFolder: boolean,
): boolean {
  const isFit = (index: number) => !isForFolders || isFolder || index < names.length - 1;
  if (isName) return names.some((name, index) => nameFits(steps[0] ?? "", name) && isFit(index));
  // Where in the pattern the names may have led to: all places at once, so that many ** take no longer.
  let open = new Set([0]);
  for (const [index, name] of names.entries()) {
    const next = new Set<number>();
    for (let place of open) {
      for (; steps[place] === "**"; place++) {
        next.add(place);
        if (place === steps.length - 1 && isFit(index)) return true;
      }
      if (place < steps.length && nameFits(steps[place] ?? "", name)) next.add(place + 1);
    }
    if (next.has(steps.length) && isFit(index)) return true;
    open = next;
  }
  return false;
}

/** Whether the pattern of one name fits it (Go's `filepath.Match`); one that is none fits nothing. */
function nameFits(pattern: string, name: string): boolean {
  if (!/[*?[\\]/.test(pattern)) return pattern === name;
  const expression = pattern.replace(
    /\\(.)|\[[!^]|\*+|[?.+^$()|{}]/gs,
    (token, literal?: string) => {
      if (literal !== undefined) return `\\x{${literal.charCodeAt(0).toString(16)}}`;
      if (/^\[./.test(token)) return "[^";
      if (token.startsWith("*")) return ".*";
      return token === "?" ? "." : `\\${token}`;
    },
  );
  return expressionFits(expression, name) ?? false;
}
