import { textAt } from "../yaml/at.ts";
import { isFault, loadDocuments } from "../yaml/load.ts";
import { PLUGINS } from "./fields.ts";
import { type Named, type Refusal, walk } from "./walk.ts";

/** What the configuration of plugins names, in place or in a file of its own. */
export interface Plugins {
  readonly documents: readonly unknown[];
  readonly named: readonly (Named & { readonly document: number })[];
  readonly refused: readonly Omit<Refusal, "from">[];
}

/**
 * Whether an entry may be a mapping to a YAML reader, in place of the name of a file or folder:
 * kustomize tries that first. Without a brace or a key it can be none, whatever is before it.
 */
export function isInPlace(value: string): boolean {
  return /[{\n\r\u0085\u2028\u2029]|:[ \t]|:$/.test(value);
}

/**
 * Plugins as kustomize configures them: those that are part of it, and of them the fields that are
 * known. Any other is a program, which neither Flux nor this one starts.
 */
export function pluginsIn(text: string): Plugins {
  const documents = loadDocuments(text);
  if (isFault(documents)) {
    const message = `A plugin is not valid YAML: ${documents.reason}.`;
    return { documents: [], named: [], refused: [{ steps: [], message, hint: HINT }] };
  }
  const named: (Named & { document: number })[] = [];
  const refused: Omit<Refusal, "from">[] = [];
  documents.forEach((data, document) => {
    if (data === null) return;
    const fields = PLUGINS.get(textAt(data, "kind") ?? "");
    if (textAt(data, "apiVersion") !== "builtin" || fields === undefined) {
      const kind = textAt(data, "kind") ?? "what has no kind";
      const message = `${kind} is no plugin that needs no program.`;
      refused.push({ steps: [], message, hint: HINT });
      return;
    }
    const found = walk(data, fields);
    named.push(...found.named.map((each) => ({ ...each, document })));
    refused.push(...found.refused);
  });
  return { documents, named, refused };
}

const HINT = "Flux runs kustomize's own plugins alone (apiVersion: builtin).";
