import {
  type Document,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseAllDocuments,
} from "yaml";
import { UserError } from "../problem/problem.ts";
import { isSafe } from "./lenient.ts";
import { isFault, loadDocuments, type YamlFault } from "./load.ts";
import { Memory } from "./memory.ts";

/** The documents of one YAML file, with the text that their ranges point into. */
export interface YamlFile {
  readonly path: string;
  readonly text: string;
  readonly documents: readonly Document.Parsed[];
  /** The one-based line of an offset in `text`. */
  lineOf(offset: number): number;
}

/** A step down a document: a mapping's key or a sequence's index. */
export type Step = string | number;

/** Parsing is most of the work of a short command. */
const known = new Memory<YamlFile>();

/**
 * Parses a file. Nodes keep their source tokens and ranges, which the edits need. Nobody
 * changes what it returns.
 * @throws UserError with the line of the first fault of each document.
 */
export function parseYaml(path: string, text: string): YamlFile {
  return known.of(`${path}\0${text}`, () => parsed(path, text));
}

/** Characters of a file whose places can be found: a list of 20,000 paths has fewer. */
const LONGEST = 1024 * 1024;

/**
 * Why a file is not given to this parser, which takes its time and its stack for whatever
 * somebody wrote to exhaust it.
 */
function hostile(text: string, fault: YamlFault | undefined): string | undefined {
  if (fault === undefined) return undefined;
  return fault.isHostile || !isSafe(text) ? fault.reason : undefined;
}

function parsed(path: string, text: string): YamlFile {
  const isTooLarge = text.length > LONGEST;
  const loaded = isTooLarge ? [] : loadDocuments(text);
  const fault = isFault(loaded) ? loaded : undefined;
  const reason = isTooLarge
    ? "it is too large to be edited (more than 1 MiB)"
    : hostile(text, fault);
  if (reason !== undefined) {
    throw UserError.of("yaml-syntax", `${path} can't be read as YAML: ${reason}.`, {
      path,
      ...(fault?.line === undefined ? {} : { line: fault.line }),
    });
  }
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, {
    keepSourceTokens: true,
    lineCounter: lines,
    // As Kubernetes and kustomize read it: a key below `<<` hides the one that is merged in.
    merge: true,
    // Its warnings would go to the process, in the middle of what the user reads.
    logLevel: "error",
    // What was loaded has none twice, and to find that out takes the square of their number.
    uniqueKeys: fault !== undefined,
  });
  const found = "empty" in documents ? [] : (documents as Document.Parsed[]);
  const lineOf = (offset: number) => lines.linePos(offset).line;
  // One fault makes the parser stumble over all that follows.
  const errors = found.flatMap((document) => document.errors.slice(0, 1));
  if (errors.length > 0) {
    throw new UserError(
      errors.map((error) => ({
        rule: "yaml-syntax",
        path,
        line: lineOf(error.pos[0]),
        message: `${path} is not valid YAML: ${firstLine(error.message)}`,
        hint: "Nothing can be added to a file that does not parse: mend it first.",
      })),
    );
  }
  return { path, text, documents: found, lineOf };
}

/** The first document of a file. @throws UserError when there is none. */
export function firstDocument(file: YamlFile): Document.Parsed {
  const [document] = file.documents;
  if (document !== undefined) return document;
  throw UserError.of("empty-file", `${file.path} is empty.`, {
    path: file.path,
    hint: "kustomize refuses an empty file: write a kustomization first.",
  });
}

/** The node at a path of keys and indexes below `node`, or undefined. */
export function nodeAt(node: unknown, ...steps: readonly Step[]): Node | undefined {
  let current: unknown = node;
  for (const step of steps) {
    if (isMap(current)) current = current.get(step, true);
    else if (isSeq(current) && typeof step === "number") current = current.items[step];
    else return undefined;
  }
  return (current ?? undefined) as Node | undefined;
}

/** The string at a path of keys and indexes, or undefined for anything else. */
export function stringAt(node: unknown, ...steps: readonly Step[]): string | undefined {
  const found = nodeAt(node, ...steps);
  return isScalar(found) && typeof found.value === "string" ? found.value : undefined;
}

/** The nodes of the sequence at a path, or none. */
export function itemsAt(node: unknown, ...steps: readonly Step[]): readonly Node[] {
  const found = nodeAt(node, ...steps);
  return isSeq(found) ? (found.items as Node[]) : [];
}

/** The one-based line on which a node begins. */
export function lineOfNode(file: YamlFile, node: Node | null | undefined): number | undefined {
  return node?.range ? file.lineOf(node.range[0]) : undefined;
}

function firstLine(message: string): string {
  // The parser's own position is of the form "… at line 3, column 5:"; ours is beside it.
  return (message.split("\n")[0] ?? message).replace(/ at line \d+, column \d+:?$/, "").concat(".");
}
