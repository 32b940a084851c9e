import { type Expression, Visitor } from "oxc-parser";
import { describe, expect, it } from "vitest";
import { placeOf, type Source, sources } from "../support/sources.ts";

/** Types of tables whose keys may be any text. */
const TABLE =
  /^(?:(?:Readonly|Partial)<)*(?:Record<(?:string|Step)\b|\{ ?(?:readonly )?\[\w+: string\])/;

/** What is declared as such a table: variables, each in its file; fields, wherever they are read. */
interface Tables {
  readonly variables: ReadonlyMap<string, ReadonlySet<string>>;
  readonly fields: ReadonlySet<string>;
  isTable(type: string): boolean;
}

function tablesIn(all: readonly Source[]): Tables {
  const types = new Set<string>();
  for (const { program, text } of all) {
    new Visitor({
      TSTypeAliasDeclaration({ id, typeAnnotation: { start, end } }) {
        if (TABLE.test(text.slice(start, end))) types.add(id.name);
      },
    }).visit(program);
  }
  const isTable = (type: string) =>
    TABLE.test(type) || types.has(/^(?:Readonly<)?(\w+)/.exec(type)?.[1] ?? "");
  const variables = new Map<string, Set<string>>();
  const exported = new Set<string>();
  const fields = new Set<string>();
  for (const { path, program, text } of all) {
    const here = new Set<string>();
    variables.set(path, here);
    const typeOf = (node: { typeAnnotation: { start: number; end: number } } | null | undefined) =>
      node ? text.slice(node.typeAnnotation.start, node.typeAnnotation.end) : "";
    new Visitor({
      Identifier(node) {
        if (!("typeAnnotation" in node) || !isTable(typeOf(node.typeAnnotation))) return;
        here.add(node.name);
        if (text.slice(0, node.start).endsWith("export const ")) exported.add(node.name);
      },
      TSPropertySignature({ key, typeAnnotation }) {
        if (isTable(typeOf(typeAnnotation))) fields.add(text.slice(key.start, key.end));
      },
      PropertyDefinition({ key, typeAnnotation }) {
        if (isTable(typeOf(typeAnnotation))) fields.add(text.slice(key.start, key.end));
      },
    }).visit(program);
  }
  for (const { path, program } of all) {
    new Visitor({
      ObjectPattern({ properties }) {
        for (const each of properties) {
          if (each.type !== "Property" || each.key.type !== "Identifier") continue;
          const { value } = each;
          const to = value.type === "AssignmentPattern" ? value.left : value;
          if (fields.has(each.key.name) && to.type === "Identifier")
            variables.get(path)?.add(to.name);
        }
      },
      ImportSpecifier({ local }) {
        if (exported.has(local.name)) variables.get(path)?.add(local.name);
      },
    }).visit(program);
  }
  return { variables, fields, isTable };
}

/** Where a source asks a table for a key that is not written there. */
function lookupsIn(source: Source, { variables, fields, isTable }: Tables): string[] {
  const { text, path } = source;
  const isOne = (of: Expression): boolean => {
    if (of.type === "Identifier") return variables.get(path)?.has(of.name) ?? false;
    if (of.type === "ParenthesizedExpression") return isOne(of.expression);
    if (of.type === "TSAsExpression") {
      return isTable(text.slice(of.typeAnnotation.start, of.typeAnnotation.end));
    }
    return of.type === "MemberExpression" && !of.computed
      ? fields.has(text.slice(of.property.start, of.property.end))
      : false;
  };
  const found: string[] = [];
  new Visitor({
    MemberExpression(node) {
      const asked = text.slice(node.property.start, node.property.end);
      const isWritten = node.property.type === "Literal" || asked.startsWith("Number(");
      if (node.computed && !isWritten && isOne(node.object)) found.push(placeOf(source, node));
    },
    BinaryExpression(node) {
      const isWritten = node.left.type === "Literal" || text[node.left.start] === "#";
      if (node.operator === "in" && !isWritten) found.push(placeOf(source, node));
    },
  }).visit(source.program);
  return found;
}

/** Who looks; and who asks for options and answers, which no repository names. */
const ELSEWHERE =
  /^(?:base\/own\.ts|base\/options\/.*|base\/yaml\/at\.ts|cli\/.*|commands\/(?:command|context|update|new-[a-z-]+)\/.*)$/;

describe("a table is asked for a key by own() and at() alone", () => {
  it("in all sources", () => {
    const all = sources();
    const tables = tablesIn(all);
    expect(tables.fields).toContain("properties");
    const asking = all.filter(({ path }) => !ELSEWHERE.test(path));
    expect(asking.flatMap((source) => lookupsIn(source, tables))).toEqual([]);
  });
});
