import { boolYaml11Tag, CORE_SCHEMA, loadAll, mergeTag, YAMLException } from "js-yaml";
import { UserError } from "../problem/problem.ts";
import { parseYaml } from "./parse.ts";

/**
 * Scalars as Kubernetes' own reader takes them: `yes` and `on` are booleans (YAML 1.1, as in
 * sigs.k8s.io/yaml), and a key below `<<` hides the one that is merged in.
 */
const SCHEMA = CORE_SCHEMA.withTags(mergeTag, boolYaml11Tag);

const known = new Map<string, readonly unknown[]>();

/**
 * The documents of a file as plain data. This reads a file about ten times as fast as
 * `parseYaml`, whose nodes know their place; whoever needs a line asks for it afterwards.
 * An empty document is null, a file of comments has none. Nobody changes what it returns.
 * @throws UserError with the line of the first fault, duplicate keys and nesting of more than
 * 100 levels included.
 */
export function dataOf(path: string, text: string): readonly unknown[] {
  const key = `${path}\0${text}`;
  const found = known.get(key) ?? load(path, text);
  known.set(key, found);
  return found;
}

/** The documents of text that kustomize wrote, as plain data. Not remembered. */
export function dataOfOutput(text: string): unknown[] {
  return loadAll(text, { schema: SCHEMA });
}

function load(path: string, text: string): unknown[] {
  try {
    return loadAll(text, { schema: SCHEMA });
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    // The other parser says it better, and says every document's fault.
    parseYaml(path, text);
    throw UserError.of("yaml-syntax", `${path} is not valid YAML: ${error.reason}.`, {
      path,
      ...(error.mark === undefined ? {} : { line: error.mark.line + 1 }),
    });
  }
}
