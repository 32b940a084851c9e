import { isMap, parseAllDocuments } from "yaml";

/** What is wrong with a file of values, as a sentence, or undefined. */
export function valuesFault(text: string): string | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: no block of YAML can hold these
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/.test(text)) return "the file is not plain text.";
  const documents = parseAllDocuments(text, { logLevel: "error" });
  if ("empty" in documents) return undefined;
  const [document, ...more] = documents;
  const [error] = document?.errors ?? [];
  if (error !== undefined) return `the file is not valid YAML: ${error.message.split("\n")[0]}`;
  if (more.length > 0) return "the file holds more than one document.";
  return document?.contents === null || isMap(document?.contents)
    ? undefined
    : "the file holds no values: they are a mapping.";
}

/**
 * Values as the block of a ConfigMap's key, indented by four: the text as it is, but for its
 * line ends and blank lines around it.
 */
export function valuesBlock(text: string): { indicator: string; lines: string } {
  const plain = text.replaceAll("\r\n", "\n").replace(/^(?:[ \t]*\n)+/, "");
  return {
    // A block's indentation is that of its first line, unless it is said.
    indicator: /^[ \t]/.test(plain) ? "|2" : "|",
    lines: plain.trimEnd().replace(/^(?=.)/gm, "    "),
  };
}
