import { contentOf, type Files } from "../tree/tree.ts";
import { dataOf } from "../yaml/data.ts";
import type { Closure } from "./closure.ts";
import { KUSTOMIZATION } from "./fields.ts";
import { isInPlace, pluginsIn } from "./plugins.ts";
import { isKustomizationFile } from "./references.ts";

/**
 * A file of a closure as kustomize gets it. Files that say what else is read are written anew, as
 * JSON, from the data that was looked through: were they read in two ways, by two parsers, the
 * second could find a path that the first has not seen.
 */
export function contentForBuild(
  files: Files,
  path: string,
  { structure }: Closure,
): string | Uint8Array {
  const content = contentOf(files, path) ?? "";
  if (typeof content !== "string" || !structure.has(path)) return content;
  const documents = dataOf(path, content);
  if (!isKustomizationFile(path)) return documents.map(jsonOf).join("\n---\n");
  const [root = null] = documents;
  return jsonOf(root === null || typeof root !== "object" ? root : withPlugins(root));
}

/** With the plugins in place written anew too. */
function withPlugins(root: object): object {
  return Object.fromEntries(
    Object.entries(root).map(([key, value]) => {
      const isPlugins =
        Object.hasOwn(KUSTOMIZATION, key) && String(KUSTOMIZATION[key]) === "plugin";
      if (!isPlugins || !Array.isArray(value)) return [key, value];
      return [key, value.map((each) => (isInPlace(String(each)) ? rewritten(String(each)) : each))];
    }),
  );
}

function rewritten(text: string): string {
  return pluginsIn(text).documents.map(jsonOf).join("\n---\n");
}

/** Characters that are a line end to a reader of YAML 1.1, or that it refuses. */
const UNREADABLE = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g;

function jsonOf(data: unknown): string {
  const escaped = (char: string) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return JSON.stringify(data, null, 1).replace(UNREADABLE, escaped);
}
