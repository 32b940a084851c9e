import {
  boolYaml11Tag,
  CORE_SCHEMA,
  loadAll,
  mapTag,
  mergeTag,
  seqTag,
  strTag,
  YAMLException,
} from "js-yaml";
import { isSafe, withSpace } from "./lenient.ts";
import { Memory } from "./memory.ts";

/** Tags that nobody here knows (`!reference`, `!!python/name:...`) change nothing about their value. */
const UNKNOWN_TAGS = ["!", "tag:"].flatMap((tagName) =>
  [{ ...strTag, implicit: false }, seqTag, mapTag].map((tag) => ({
    ...tag,
    tagName,
    matchByTagPrefix: true,
  })),
);

/**
 * Scalars as Kubernetes' own reader takes them: `yes` and `on` are booleans (YAML 1.1, as in
 * sigs.k8s.io/yaml), and a key below `<<` hides the one that is merged in.
 */
const SCHEMA = CORE_SCHEMA.withTags(mergeTag, boolYaml11Tag, ...UNKNOWN_TAGS);

/** Values that a text may stand for once its aliases are followed: no manifest has as many. */
const VALUES_MAX = 1_000_000;

/** Places of a text that are given white space: it is read anew for each. */
const SPACED_MAX = 50;

/** What is wrong with a text. */
export interface YamlFault {
  readonly reason: string;
  /** One-based. */
  readonly line: number | undefined;
  /** Made to exhaust or to mislead whoever reads it, and not to be given to another parser. */
  readonly isHostile: boolean;
}

/** What was read of a text. */
interface Read {
  /** The text that it was read from: with white space that Kubernetes' reader does not ask for. */
  readonly text: string;
  readonly loaded: readonly unknown[] | YamlFault;
}

const known = new Memory<Read>();

/**
 * The documents of a text as plain data, or its first fault. In time that grows with the text
 * alone: nesting of more than 100 levels is a fault, and so are aliases that stand for too much.
 * Nobody changes what it returns.
 */
export function loadDocuments(text: string): readonly unknown[] | YamlFault {
  return known.of(text, () => load(text)).loaded;
}

/**
 * The text with the white space that YAML 1.2 asks for, on the same lines: both parsers read it.
 * For places, never for what is written.
 */
export function strictText(text: string): string {
  return known.of(text, () => load(text)).text;
}

/** Whether a text could not be loaded. */
export function isFault(loaded: readonly unknown[] | YamlFault): loaded is YamlFault {
  return !Array.isArray(loaded);
}

/** Levels of what kustomize makes: of a file that may be read, in a patch of another one. */
const OUTPUT_DEPTH = 250;

/** The documents of text that kustomize wrote, as plain data, or its first fault. Not remembered. */
export function loadOutput(text: string): unknown[] | YamlFault {
  try {
    return loadAll(text, { schema: SCHEMA, maxDepth: OUTPUT_DEPTH });
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    return faultOf(error, OUTPUT_DEPTH);
  }
}

function load(original: string): Read {
  let text = original;
  for (let spaced = 0; ; spaced++) {
    try {
      const documents = loadAll(text, { schema: SCHEMA });
      const reason = text.includes("*") ? aliasFault(documents) : undefined;
      const fault = reason === undefined ? undefined : { reason, line: undefined, isHostile: true };
      return { text, loaded: fault ?? hiddenLine(text, documents) ?? documents };
    } catch (error) {
      if (!(error instanceof YAMLException)) throw error;
      const next = spaced < SPACED_MAX && isSafe(original) ? withSpace(text, error) : undefined;
      if (next === undefined) return { text: original, loaded: faultOf(error) };
      text = next;
    }
  }
}

/** Line ends of YAML 1.1, which most readers do not show and YAML 1.2 takes for ordinary characters. */
const HIDDEN = /[\u0085\u2028\u2029]/;

/**
 * Whether Kubernetes' readers, which take those for line ends, find another structure in a text: what
 * stands behind one in a comment is a field to them. Within a value they are let alone.
 */
function hiddenLine(text: string, documents: readonly unknown[]): YamlFault | undefined {
  const found = HIDDEN.exec(text);
  if (found === null) return undefined;
  const shape = (value: unknown) =>
    JSON.stringify(value, (_, each) =>
      typeof each === "string" ? each.replace(/\s+/g, " ") : each,
    );
  const { loaded } = load(text.replaceAll(new RegExp(HIDDEN, "g"), "\n"));
  if (shape(loaded) === shape(documents.map(spaced))) return undefined;
  const line = text.slice(0, found.index).split("\n").length;
  const reason =
    "a line end that is not shown (U+0085, U+2028 or U+2029) makes it another text to Flux";
  return { reason, line, isHostile: true };
}

/** With a line end that both readers know for each that one of them does not. */
function spaced(data: unknown): unknown {
  const text = JSON.stringify(data, (_, each) =>
    typeof each === "string" ? each.replaceAll(new RegExp(HIDDEN, "g"), "\n") : each,
  );
  return text === undefined ? data : JSON.parse(text);
}

function faultOf({ reason, mark }: YAMLException, depth = 100): YamlFault {
  const line = mark === undefined ? undefined : mark.line + 1;
  if (!reason.startsWith("nesting exceeded")) return { reason, line, isHostile: false };
  return { reason: `it is nested more than ${depth} levels deep`, line, isHostile: true };
}

/** Aliases make one value many: they are counted, each value once. */
function aliasFault(documents: readonly unknown[]): string | undefined {
  const counts = new Map<object, number>();
  const open = new Set<object>();
  let isCircular = false;
  const count = (value: unknown): number => {
    if (value === null || typeof value !== "object") return 1;
    const counted = counts.get(value);
    if (counted !== undefined) return counted;
    if (open.has(value)) {
      isCircular = true;
      return 1;
    }
    open.add(value);
    const total = Object.values(value).reduce((sum: number, each) => sum + count(each), 1);
    open.delete(value);
    counts.set(value, total);
    return total;
  };
  const total = count(documents);
  if (isCircular) return "an alias in it stands for what it is a part of";
  return total > VALUES_MAX ? "its aliases stand for far too many values" : undefined;
}
