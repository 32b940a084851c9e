import { SubstitutionRefusal } from "../refusal.ts";
import { EMPTY, listNode, merged, type Node, scalarNode } from "./node.ts";
import { assertJson } from "./scalar-value.ts";
import { type Token, Tokens } from "./tokens.ts";

/** Collections in each other. */
const DEPTH_MAX = 1000;
/** Values that aliases may stand for: what Flux's reader allows, roughly. */
const ALIASED_MAX = 400_000;
/** What it takes for no character of a text. */
const CONTROL = /[^\t\n\r\x20-\x7e\u0085\u00a0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

/**
 * The data of a text, as Flux reads it: the first document, and of a key that is there twice the
 * last value (sigs.k8s.io/yaml; go.yaml.in/yaml/v2, parserc.go and decode.go).
 * @throws SubstitutionRefusal in the words of that reader, where it is no YAML or no JSON can be made of it.
 */
export function read(text: string): unknown {
  if (CONTROL.test(text)) throw new SubstitutionRefusal("control characters are not allowed");
  const value = new Reader(text).document();
  if (/\.(?:nan|inf)/i.test(text)) assertJson(value);
  return value;
}

class Reader {
  readonly #tokens: Tokens;
  /** Undefined while it is read: it would be a part of itself. */
  readonly #anchors = new Map<string, Node | undefined>();
  #depth = 0;
  #aliased = 0;

  constructor(text: string) {
    this.#tokens = new Tokens(text);
  }

  document(): unknown {
    const isMarked = this.#takeIf("---");
    if (this.#is("stop") || (isMarked && this.#is("---", "..."))) return null;
    const { value } = this.#node(true, false);
    // What follows is another document, unless no token can be there.
    this.#tokens.peek();
    return value;
  }

  #node(isBlock: boolean, isItemAllowed: boolean): Node {
    const alias = this.#textIf("alias");
    if (alias !== undefined) return this.#alias(alias);
    let anchor = this.#textIf("anchor");
    const tag = this.#textIf("tag");
    if (tag !== undefined) anchor ??= this.#textIf("anchor");
    if (anchor !== undefined) this.#anchors.set(anchor, undefined);
    const node = this.#content(isBlock, isItemAllowed, tag, anchor !== undefined);
    if (anchor !== undefined) this.#anchors.set(anchor, node);
    return node;
  }

  #alias(name: string): Node {
    if (!this.#anchors.has(name)) {
      throw new SubstitutionRefusal(`unknown anchor '${name}' referenced`);
    }
    const node = this.#anchors.get(name);
    if (node === undefined) {
      throw new SubstitutionRefusal(`anchor '${name}' value contains itself`);
    }
    this.#aliased += node.size;
    if (this.#aliased > ALIASED_MAX) {
      throw new SubstitutionRefusal("document contains excessive aliasing");
    }
    return { ...node, isMerge: false };
  }

  #content(
    isBlock: boolean,
    isItemAllowed: boolean,
    tag: string | undefined,
    isAnchored: boolean,
  ): Node {
    const token = this.#tokens.peek();
    if (isItemAllowed && token.kind === "-") return this.#nested(() => this.#items(false));
    if (token.kind === "scalar") {
      this.#tokens.take();
      return scalarNode(token.text, token.isPlain, tag);
    }
    const isOf = (kind: Token["kind"]) => this.#takeIf(kind);
    if (isOf("[")) return this.#nested(() => this.#bracketed());
    if (isOf("{")) return this.#nested(() => this.#pairs(this.#braced()));
    if (isBlock && isOf("list")) return this.#nested(() => this.#items(true));
    if (isBlock && isOf("map")) return this.#nested(() => this.#pairs(this.#block()));
    if (isAnchored || tag !== undefined) return scalarNode("", tag === undefined, tag);
    throw new SubstitutionRefusal("did not find expected node content");
  }

  #nested(read: () => Node): Node {
    if (++this.#depth > DEPTH_MAX) {
      throw new SubstitutionRefusal(`exceeded max depth of ${DEPTH_MAX}`);
    }
    const node = read();
    this.#depth--;
    return node;
  }

  /** @param isIndented more than what they are in, so that an end shows where they end. */
  #items(isIndented: boolean): Node {
    const items: Node[] = [];
    while (this.#takeIf("-")) {
      const isEmpty = isIndented ? this.#is("-", "end") : this.#is("-", "?", ":", "end");
      items.push(isEmpty ? EMPTY : this.#node(true, false));
    }
    if (isIndented) this.#expect("end", "did not find expected '-' indicator");
    return listNode(items);
  }

  *#block(): Generator<[Node, Node]> {
    while (this.#takeIf("?")) {
      const key = this.#is("?", ":", "end") ? EMPTY : this.#node(true, true);
      const hasValue = this.#takeIf(":") && !this.#is("?", ":", "end");
      yield [key, hasValue ? this.#node(true, true) : EMPTY];
    }
    this.#expect("end", "did not find expected key");
  }

  #bracketed(): Node {
    const items: Node[] = [];
    while (!this.#is("]")) {
      if (items.length > 0) this.#expect(",", "did not find expected ',' or ']'");
      if (this.#is("]")) break;
      if (!this.#takeIf("?")) items.push(this.#node(false, false));
      else {
        const key = this.#is(":", ",", "]") ? this.#emptyKey() : this.#node(false, false);
        const hasValue = this.#takeIf(":") && !this.#is(",", "]");
        items.push(this.#pairs([[key, hasValue ? this.#node(false, false) : EMPTY]]));
      }
    }
    this.#tokens.take();
    return listNode(items);
  }

  /** Goes over the token behind the key that is missing, as that reader does. */
  #emptyKey(): Node {
    this.#tokens.take();
    return EMPTY;
  }

  *#braced(): Generator<[Node, Node]> {
    for (let isFirst = true; !this.#is("}"); isFirst = false) {
      if (!isFirst) this.#expect(",", "did not find expected ',' or '}'");
      if (this.#is("}")) break;
      if (!this.#takeIf("?")) yield [this.#node(false, false), EMPTY];
      else {
        const key = this.#is(":", ",", "}") ? EMPTY : this.#node(false, false);
        const hasValue = this.#takeIf(":") && !this.#is(",", "}");
        yield [key, hasValue ? this.#node(false, false) : EMPTY];
      }
    }
    this.#tokens.take();
  }

  #pairs(pairs: Iterable<[Node, Node]>): Node {
    const entries = new Map<string, unknown>();
    let size = 1;
    const faults: string[] = [];
    for (const [key, { value, size: below }] of pairs) {
      size += key.size + below;
      if (key.isMerge) {
        for (const [name, each] of merged(value)) entries.set(name, each);
      } else if (key.key === undefined) faults.push("unsupported map key");
      else entries.set(key.key, value);
    }
    // Whatever else is wrong, the text has to be read to its end first.
    if (faults[0] !== undefined) throw new SubstitutionRefusal(faults[0]);
    return { value: Object.fromEntries(entries), key: undefined, isMerge: false, size };
  }

  #is(...kinds: Token["kind"][]): boolean {
    return kinds.includes(this.#tokens.peek().kind);
  }

  #takeIf(kind: Token["kind"]): boolean {
    const isThere = this.#is(kind);
    if (isThere) this.#tokens.take();
    return isThere;
  }

  #textIf(kind: "alias" | "anchor" | "tag"): string | undefined {
    const token = this.#tokens.peek();
    if (token.kind !== kind) return undefined;
    this.#tokens.take();
    return token.text;
  }

  #expect(kind: Token["kind"], refusal: string): void {
    if (!this.#takeIf(kind)) throw new SubstitutionRefusal(refusal);
  }
}
