import { SubstitutionRefusal } from "../refusal.ts";
import { blockAt } from "./block-text.ts";
import { Cursor } from "./cursor.ts";
import { forget, isStill, NO_KEY, type PossibleKey } from "./possible-key.ts";
import { anchorAt, plainAt, quotedAt, type ScalarToken, tagAt } from "./token-text.ts";

export type Token =
  | ScalarToken
  | { readonly kind: "alias" | "anchor" | "tag"; readonly text: string }
  | { readonly kind: Mark };

/** Indicators, and where the indentation begins and ends a collection. */
type Mark =
  | "["
  | "]"
  | "{"
  | "}"
  | ","
  | "-"
  | "?"
  | ":"
  | "list"
  | "map"
  | "end"
  | "---"
  | "..."
  | "stop";

/**
 * The tokens of a text, as sigs.k8s.io/yaml tells them apart (go.yaml.in/yaml/v2, scannerc.go):
 * YAML 1.1. Only as many are read as are asked for: a fault behind the first document is none.
 */
export class Tokens {
  readonly #cursor: Cursor;
  readonly #ahead: Token[] = [];
  #taken = 0;
  readonly #indents: number[] = [];
  #indent = -1;
  #depth = 0;
  #isKeyAllowed = true;
  /** One for each open bracket, and one for outside. */
  readonly #keys: PossibleKey[] = [{ ...NO_KEY }];

  constructor(text: string) {
    this.#cursor = new Cursor(text);
  }

  /** @throws SubstitutionRefusal where no token can be there. */
  peek(): Token {
    while (
      this.#ahead.length === 0 ||
      this.#keys.some((key) => key.token === this.#taken && isStill(key, this.#cursor))
    )
      this.#fetch();
    return this.#ahead[0] as Token;
  }

  take(): Token {
    const token = this.peek();
    this.#ahead.shift();
    this.#taken++;
    return token;
  }

  #top(): PossibleKey {
    return this.#keys.at(-1) as PossibleKey;
  }

  #fetch(): void {
    const cursor = this.#cursor;
    const isInBrackets = this.#depth > 0;
    const isNewLine = cursor.toNextToken(isInBrackets, this.#isKeyAllowed);
    if (isNewLine && !isInBrackets) this.#isKeyAllowed = true;
    this.#unroll(cursor.column);
    const char = cursor.char();
    const isBlankNext = cursor.isBlankAt(1);
    if (char === "") this.#limit("stop");
    else if (cursor.column === 0 && char === "%") {
      throw new SubstitutionRefusal("found unknown directive name");
    } else if (cursor.isDocumentMark()) this.#limit(char === "-" ? "---" : "...");
    else if (char === "[" || char === "{") this.#open(char);
    else if (char === "]" || char === "}") this.#close(char);
    else if (char === ",") this.#entry();
    else if (char === "-" && isBlankNext) this.#item();
    else if (char === "?" && (isInBrackets || isBlankNext)) this.#key();
    else if (char === ":" && (isInBrackets || isBlankNext)) this.#value();
    else if (char === "*") this.#node(() => ({ kind: "alias", text: anchorAt(cursor) }));
    else if (char === "&") this.#node(() => ({ kind: "anchor", text: anchorAt(cursor) }));
    else if (char === "!") this.#node(() => ({ kind: "tag", text: tagAt(cursor) }));
    else if ((char === "|" || char === ">") && !isInBrackets) this.#block(char === "|");
    else if (char === "'" || char === '"') this.#node(() => quotedAt(cursor, char));
    else if (this.#isPlain(char)) this.#plain();
    else throw new SubstitutionRefusal("found character that cannot start any token");
  }

  #isPlain(char: string): boolean {
    if (char === "-") return !/[ \t]/.test(this.#cursor.char(1));
    if (char === "?" || char === ":") return this.#depth === 0;
    return !/[ \t\n\u2028\u2029,[\]{}#&*!|>'"%@`]/.test(char);
  }

  /** Of the text or of a document. */
  #limit(kind: "stop" | "---" | "..."): void {
    this.#unroll(-1);
    forget(this.#top());
    this.#isKeyAllowed = false;
    // What stands before the end is no key any more.
    if (kind === "stop") this.#cursor.line++;
    else this.#cursor.skip(3);
    this.#ahead.push({ kind });
  }

  #open(kind: "[" | "{"): void {
    this.#save();
    this.#keys.push({ ...NO_KEY });
    this.#depth++;
    this.#isKeyAllowed = true;
    this.#mark(kind);
  }

  #close(kind: "]" | "}"): void {
    forget(this.#top());
    if (this.#depth > 0) {
      this.#depth--;
      this.#keys.pop();
    }
    this.#isKeyAllowed = false;
    this.#mark(kind);
  }

  #entry(): void {
    forget(this.#top());
    this.#isKeyAllowed = true;
    this.#mark(",");
  }

  #item(): void {
    this.#begin("list", "block sequence entries are not allowed in this context");
    forget(this.#top());
    this.#isKeyAllowed = true;
    this.#mark("-");
  }

  #key(): void {
    this.#begin("map", "mapping keys are not allowed in this context");
    forget(this.#top());
    this.#isKeyAllowed = this.#depth === 0;
    this.#mark("?");
  }

  #value(): void {
    const key = this.#top();
    if (isStill(key, this.#cursor) && key.token !== undefined) {
      const place = key.token - this.#taken;
      this.#ahead.splice(place, 0, { kind: "?" });
      this.#roll(key.column, "map", place);
      key.token = undefined;
      this.#isKeyAllowed = false;
    } else {
      this.#begin("map", "mapping values are not allowed in this context");
      this.#isKeyAllowed = this.#depth === 0;
    }
    this.#mark(":");
  }

  /** A collection that the indentation shows, where one may begin. */
  #begin(kind: "list" | "map", refusal: string): void {
    if (this.#depth > 0) return;
    if (!this.#isKeyAllowed) throw new SubstitutionRefusal(refusal);
    this.#roll(this.#cursor.column, kind, this.#ahead.length);
  }

  #node(token: () => Token): void {
    this.#save();
    this.#isKeyAllowed = false;
    this.#ahead.push(token());
  }

  #block(isLiteral: boolean): void {
    forget(this.#top());
    this.#isKeyAllowed = true;
    this.#ahead.push(blockAt(this.#cursor, isLiteral, this.#indent));
  }

  #plain(): void {
    this.#save();
    this.#isKeyAllowed = false;
    const { token, isAtLineStart } = plainAt(this.#cursor, this.#depth > 0, this.#indent);
    this.#ahead.push(token);
    if (isAtLineStart) this.#isKeyAllowed = true;
  }

  #mark(kind: Mark): void {
    this.#cursor.skip(1);
    this.#ahead.push({ kind });
  }

  #save(): void {
    if (!this.#isKeyAllowed) return;
    const { at, line, column } = this.#cursor;
    forget(this.#top());
    const isRequired = this.#depth === 0 && this.#indent === column;
    const token = this.#taken + this.#ahead.length;
    this.#keys[this.#keys.length - 1] = { token, isRequired, at, line, column };
  }

  #roll(column: number, kind: "list" | "map", place: number): void {
    if (this.#depth > 0 || this.#indent >= column) return;
    this.#indents.push(this.#indent);
    this.#indent = column;
    this.#ahead.splice(place, 0, { kind });
  }

  #unroll(column: number): void {
    while (this.#depth === 0 && this.#indent > column) {
      this.#ahead.push({ kind: "end" });
      this.#indent = this.#indents.pop() ?? -1;
    }
  }
}
