import { textAt } from "../../base/yaml/at.ts";
import { isFault, loadDocuments } from "../../base/yaml/load.ts";
import { type Ambiguity, ambiguitiesIn } from "./ambiguous.ts";
import { type Naming, PLUGINS } from "./fields.ts";
import { jsonOf } from "./json.ts";
import { type InPlace, type Named, type Refusal, walk } from "./walk.ts";

/**
 * What kustomize takes for a plugin, or a patch, in place of the name of a file: it tries that
 * first. Undefined for a name.
 */
export function inPlace(naming: Naming, text: string): InPlace | undefined {
  if (naming === "plugin" && mayBeMapping(text)) return pluginsIn(text);
  if (naming === "patch" && mayBeMapping(text)) return patchIn(text);
  return undefined;
}

/** No reader finds a mapping without a brace or a key, whatever is before it. */
function mayBeMapping(text: string): boolean {
  return /[{\n\r\u0085\u2028\u2029]|:[ \t]|:$/.test(text);
}

/**
 * Plugins as kustomize configures them: those that are part of it, and of them the fields that are
 * known. Any other is a program, which neither Flux nor this one starts.
 */
export function pluginsIn(text: string): InPlace {
  const documents = loadDocuments(text);
  if (isFault(documents)) return refusing(text, `A plugin is not valid YAML: ${documents.reason}.`);
  const named: Named[] = [];
  const refused: Omit<Refusal, "from">[] = ambiguitiesIn(text).map(asRefusal);
  const texts = documents.map((data) => {
    if (data === null) return "null";
    const kind = textAt(data, "kind") ?? "What has no kind";
    const fields = PLUGINS.get(kind);
    if (textAt(data, "apiVersion") !== "builtin" || fields === undefined) {
      refused.push({
        steps: [],
        message: `${kind} is no plugin that needs no program.`,
        hint: OWN,
      });
      return "null";
    }
    const found = walk(data, fields, inPlace);
    named.push(...found.named);
    refused.push(...found.refused);
    return jsonOf(found.data);
  });
  return { text: texts.join(SEPARATOR), named, refused };
}

/**
 * A strategic merge patch. What is no object to kustomize is a path to it, in the end: only what is
 * sure to be one is taken for one, and what might be either is refused.
 */
function patchIn(text: string): InPlace {
  const documents = loadDocuments(text);
  if (isFault(documents)) return refusing(text, `A patch is not valid YAML: ${documents.reason}.`);
  const objects = documents.filter((data) => data !== null);
  const isObject = (data: unknown) =>
    [["apiVersion"], ["kind"], ["metadata", "name"]].every((steps) => textAt(data, ...steps));
  if (objects.length === 0 || !objects.every(isObject)) {
    return refusing(text, "It is neither a patch of an object nor a path.");
  }
  return {
    text: objects.map(jsonOf).join(SEPARATOR),
    named: [],
    refused: ambiguitiesIn(text).map(asRefusal),
  };
}

/** Ambiguities as what refuses a build. */
export function asRefusal({ message, hint, line }: Ambiguity): Omit<Refusal, "from"> {
  return { steps: [], message, hint, line };
}

function refusing(text: string, message: string): InPlace {
  return {
    text,
    named: [],
    refused: [{ steps: [], message, hint: "kustomize refuses to build it." }],
  };
}

const SEPARATOR = "\n---\n";
const OWN = "Flux runs kustomize's own plugins alone (apiVersion: builtin).";
