import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Node, type Program, parseSync, Visitor } from "oxc-parser";
import { ROOT } from "./project.ts";

/** A file of the generators as a syntax tree. */
export interface Source {
  readonly path: string;
  readonly text: string;
  readonly program: Program;
}

/** All of them but what runs in the browser of a reader: no file of a repository reaches it. */
export function sources(): Source[] {
  const root = join(ROOT, "generators");
  return readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts") && !path.startsWith(join("review", "page", "browser")))
    .map((path) => {
      const text = readFileSync(join(root, path), "utf8");
      const { program, errors } = parseSync(path, text);
      if (errors.length > 0) throw new Error(`${path}: ${errors[0]?.message}`);
      return { path, text, program };
    });
}

/** A source in the words of a test: where something stands. */
export function placeOf({ path, text }: Source, node: Node): string {
  const line = text.slice(0, node.start).split("\n").length;
  return `${path}:${line} ${text.slice(node.start, node.end)}`;
}

/** A regular expression that is written in a source. */
export interface Expression {
  readonly place: string;
  readonly pattern: string;
  readonly flags: string;
}

export function expressionsIn(source: Source): Expression[] {
  const found: Expression[] = [];
  const visitor = new Visitor({
    Literal(node) {
      if ("regex" in node) found.push({ place: placeOf(source, node), ...node.regex });
    },
  });
  visitor.visit(source.program);
  return found;
}
