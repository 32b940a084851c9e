/** Shorter values turn up everywhere by chance. */
const LENGTH_MIN = 6;
/** A line of a value that is looked for alone: others are as likely to be anybody's. */
const LINE_MIN = 16;
/** Keys of Secrets whose values are names that stand elsewhere too. */
const PUBLIC_KEY =
  /^(?:user(?:name)?|login|host(?:name)?|port|db|database|dbname|name|email|region|endpoint|ca\.crt|tls\.crt|caFile|certFile|known_hosts|identity\.pub)$/i;
/** A word or a number says nothing about where it comes from, unless it stands alone. */
const ORDINARY =
  /^(?:[a-z]+(?:[-_. ][a-z]+)*|[A-Z]+(?:[-_][A-Z]+)*|\d+(?:\.\d+)*|[\d.]+[a-zA-Z]{1,2})$/;
/** Two lengths of ordinary words: longer ones are nobody's by chance. */
const ORDINARY_MAX = 20;

/** Base64, of several lines too, in either alphabet. */
const BASE64 = /[A-Za-z0-9+/_-]{8,}(?:\r?\n[ \t]*[A-Za-z0-9+/_-]{4,})*={0,2}/g;

/** Secret values that are known, and finds them in any text. */
export class SecretValues {
  /** By their first letters. */
  readonly #values = new Map<string, string[]>();
  /** Values that are looked for only as the whole of a text. */
  readonly #ordinary = new Set<string>();
  readonly #added = new Set<string>();

  /** @param key under which a Secret has it. */
  add(key: string, value: string): void {
    const text = value.trim();
    if (text.length < LENGTH_MIN || PUBLIC_KEY.test(key) || this.#added.has(text)) return;
    this.#added.add(text);
    if (ORDINARY.test(text) && text.length < ORDINARY_MAX) {
      this.#ordinary.add(text);
      return;
    }
    const inJson = JSON.stringify(text).slice(1, -1);
    const lines = text.split("\n").map((line) => line.trim());
    const long = lines.length > 1 ? lines.filter((line) => line.length >= LINE_MIN) : [];
    for (const form of new Set([text, inJson, encodeURIComponent(text), ...long])) {
      const start = form.slice(0, LENGTH_MIN);
      this.#values.set(start, [...(this.#values.get(start) ?? []), form]);
    }
  }

  /** The text with everything that is known replaced, what is base64 of it included. */
  hide(text: string, hidden: string): string {
    if (text.length < LENGTH_MIN) return text;
    if (this.#ordinary.has(text.trim())) return hidden;
    const plain = this.#hidePlain(text, hidden);
    return plain.replace(BASE64, (token) => (this.#isEncoded(token) ? hidden : token));
  }

  #hidePlain(text: string, hidden: string): string {
    if (this.#values.size === 0) return text;
    let result = "";
    let from = 0;
    for (let at = 0; at + LENGTH_MIN <= text.length; at++) {
      const forms = this.#values.get(text.slice(at, at + LENGTH_MIN));
      const found = forms?.filter((form) => text.startsWith(form, at)) ?? [];
      if (found.length === 0) continue;
      const length = Math.max(...found.map((form) => form.length));
      result += text.slice(from, at) + hidden;
      from = at + length;
      at = from - 1;
    }
    return result + text.slice(from);
  }

  /** Whether base64 stands for something known, or for base64 of it. */
  #isEncoded(token: string, depth = 0): boolean {
    const decoded = Buffer.from(token.replace(/\s/g, ""), "base64").toString("utf8");
    if (this.#ordinary.has(decoded.trim())) return true;
    if (this.#hidePlain(decoded, "") !== decoded) return true;
    return (
      depth < 2 && (decoded.match(BASE64) ?? []).some((each) => this.#isEncoded(each, depth + 1))
    );
  }
}
