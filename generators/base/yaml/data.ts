import { UserError } from "../problem/problem.ts";
import { isFault, loadDocuments } from "./load.ts";
import { parseYaml } from "./parse.ts";

/**
 * The documents of a file as plain data. This reads a file about ten times as fast as
 * `parseYaml`, whose nodes know their place; whoever needs a line asks for it afterwards.
 * An empty document is null, a file of comments has none. Nobody changes what it returns.
 * @throws UserError with the line of the first fault, duplicate keys and nesting of more than
 * 100 levels included.
 */
export function dataOf(path: string, text: string): readonly unknown[] {
  const loaded = loadDocuments(text);
  if (!isFault(loaded)) return loaded;
  // The other parser says it better, and says every document's fault.
  parseYaml(path, text);
  throw UserError.of("yaml-syntax", `${path} is not valid YAML: ${loaded.reason}.`, {
    path,
    ...(loaded.line === undefined ? {} : { line: loaded.line }),
  });
}
