import { type Document, parseAllDocuments, Scalar, type ScalarTag } from "yaml";

/** Characters of a text with a fault that the slower parser is given: it takes far more than linear time. */
const LONGEST_FAULTY = 32 * 1024;
/** Brackets on top of each other, or characters of `- - -`, that may exhaust its stack. */
const DEEPEST = 500;

/** Whether a text that one parser refuses may be given to the other, which is slower and recursive. */
export function isSafe(text: string): boolean {
  return text.length <= LONGEST_FAULTY && depthOf(text) < DEEPEST;
}

/** `yes` and `on` are booleans (YAML 1.1, as in sigs.k8s.io/yaml). */
const BOOLEAN: ScalarTag = {
  tag: "tag:yaml.org,2002:bool",
  default: true,
  test: /^(?:[yYnN]|yes|Yes|YES|no|No|NO|on|On|ON|off|Off|OFF)$/,
  resolve: (source) => new Scalar(/^(?:y|yes|on)$/i.test(source)),
};

/**
 * The documents of a text whose closing brackets are not indented, which YAML 1.2 forbids
 * and which Kubernetes' parser takes: js-yaml does not. Undefined where there is a fault.
 */
export function loadLenient(text: string): unknown[] | undefined {
  const documents = parseAllDocuments(text, {
    customTags: (tags) => [BOOLEAN, ...tags],
    merge: true,
    logLevel: "error",
  });
  const found = "empty" in documents ? [] : (documents as Document.Parsed[]);
  if (found.some(({ errors }) => errors.length > 0)) return undefined;
  try {
    return found.map((document) => document.toJS() as unknown);
  } catch {
    // An alias without its anchor, or far too many of them.
    return undefined;
  }
}

/** No text is nested deeper than this; most are far less deep. */
function depthOf(text: string): number {
  let deepest = 0;
  let depth = 0;
  for (const char of text) {
    if (char === "[" || char === "{") deepest = Math.max(deepest, ++depth);
    else if (char === "]" || char === "}") depth = Math.max(depth - 1, 0);
  }
  const prefixes = text.matchAll(/^[ \t?:-]+/gm);
  return Math.max(deepest, ...Array.from(prefixes, ([prefix]) => prefix.length));
}
