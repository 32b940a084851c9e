import { Lexer } from "yaml";
import { strictText } from "./load.ts";
import { parseYaml } from "./parse.ts";
import { documentAtOffset, type TextPlace } from "./place.ts";

/** A comment of a YAML file. */
export interface Comment extends TextPlace {
  /** With its `#`. */
  readonly text: string;
  /** The number of the document that it stands in, or before. */
  readonly document: number;
}

/** Before it the lexer gives a scalar, which may look like a comment in a block of text. */
const SCALAR = "\u001f";
/** The lexer's marks for a document and the end of a flow collection. None is in the text. */
const MARKS: ReadonlySet<string> = new Set([SCALAR, "\u0002", "\u0018"]);

/** The comments of a file, in their order. @throws UserError when it does not parse. */
export function commentsOf(path: string, original: string): Comment[] {
  if (!original.includes("#")) return [];
  const text = strictText(original);
  const file = parseYaml(path, text);
  const lines = original.split("\n");
  const comments: Comment[] = [];
  let offset = 0;
  let line = 1;
  let before = "";
  for (const token of new Lexer().lex(text)) {
    if (!MARKS.has(token)) {
      if (token.startsWith("#") && before !== SCALAR) {
        comments.push({
          text: token,
          line,
          column: (lines[line - 1]?.lastIndexOf(token) ?? 0) + 1,
          document: documentAtOffset(file, offset),
        });
      }
      offset += token.length;
      line += token.split("\n").length - 1;
    }
    before = token;
  }
  return comments;
}
