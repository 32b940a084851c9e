import { SubstitutionRefusal } from "../refusal.ts";

/** `${name}`, with what is done to the value. */
export interface Call {
  readonly name: string;
  /** Empty, or as it is written: `:=`, `^^`, `//`. */
  readonly operator: string;
  readonly args: readonly Part[];
  /** The whole of it, as it is written. */
  readonly source: string;
}

export type Part = string | Call;

/** Calls in each other; no text that somebody wrote has as many. */
const DEPTH_MAX = 500;

/** Characters of a call that a message shows. */
const EXCERPT_MAX = 60;

/**
 * Reads a text with variables as fluxcd/pkg/envsubst does (parse/parse.go, parse/scan.go).
 * @throws SubstitutionRefusal in that package's words.
 */
export function parse(text: string): readonly Part[] {
  return new Parser(text).parts();
}

class Parser {
  readonly #text: string;
  #at = 0;
  /** Of the outermost call. */
  #start = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  parts(): Part[] {
    const parts: Part[] = [];
    while (this.#at < this.#text.length) {
      this.#start = this.#at;
      parts.push(this.#opens() ? this.#call() : this.#until("", "$"));
    }
    return parts;
  }

  #refuse(reason: string): never {
    const [line = ""] = this.#text.slice(this.#start, this.#start + EXCERPT_MAX).split("\n");
    const end = line.indexOf("}") + 1;
    throw new SubstitutionRefusal(reason, end > 0 ? line.slice(0, end) : line.trimEnd());
  }

  /** From `${` to `}`. */
  #call(): Call {
    const start = this.#at;
    if (++this.#depth > DEPTH_MAX) {
      this.#refuse(`variables are nested more than ${DEPTH_MAX} deep`);
    }
    this.#at += 2;
    const { name, operator, args } = this.#peek() === "#" ? this.#length() : this.#function();
    if (this.#peek() !== "}") {
      this.#refuse(operator === "" ? "missing closing brace" : "bad substitution");
    }
    this.#at++;
    this.#depth--;
    return { name, operator, args, source: this.#text.slice(start, this.#at) };
  }

  #length(): Omit<Call, "source"> {
    this.#at++;
    return { name: this.#take(/[\p{L}\p{Nd}_]+/uy, "bad substitution"), operator: "#", args: [] };
  }

  #function(): Omit<Call, "source"> {
    const name = this.#take(/[\p{L}\p{Nd}_]+/uy, "unable to parse variable name");
    switch (this.#peek()) {
      case ":":
        return /[=\-?+]/.test(this.#text.charAt(this.#at + 1))
          ? this.#default(name, 2)
          : this.#substring(name);
      case "=":
        return this.#default(name, 1);
      case ",":
      case "^":
        return { name, operator: this.#take(/[,^]{1,2}/y), args: [] };
      case "/":
        return this.#replacement(name);
      case "#":
        return { name, operator: this.#take(/##?/y), args: [this.#arg("}", "")] };
      case "%":
        return { name, operator: this.#take(/%%?/y), args: [this.#arg("}", "")] };
      default:
        return { name, operator: "", args: [] };
    }
  }

  #default(name: string, length: number): Omit<Call, "source"> {
    const operator = this.#text.slice(this.#at, this.#at + length);
    this.#at += length;
    const args: Part[] = [];
    while (this.#peek() !== "}") args.push(this.#arg("}", ""));
    return { name, operator, args };
  }

  #substring(name: string): Omit<Call, "source"> {
    // envsubst goes back by the width of what follows the colon.
    const operator = this.#take(/:(?=[\0-\x7f])/y);
    const args = [this.#arg(":}", "")];
    if (this.#peek() === ":") {
      this.#take(/:+/y);
      args.push(this.#arg("}", ""));
    }
    return { name, operator, args };
  }

  #replacement(name: string): Omit<Call, "source"> {
    const operator = this.#take(/\/[/#%]?/y);
    const args = [this.#arg("/", "$\\")];
    this.#take(/\/+/y);
    if (this.#peek() !== "}") args.push(this.#arg("}", "$\\"));
    return { name, operator, args };
  }

  /** A text of at least one character, or a call. */
  #arg(end: string, escapes: string): Part {
    if (this.#opens()) return this.#call();
    const text = this.#until(end, escapes);
    return text === "" ? this.#refuse("unable to parse substitution within function") : text;
  }

  /**
   * The text up to one of the characters of `end` or to a call. Of two characters that begin with
   * one of `escapes` the second stays, whatever it is.
   */
  #until(end: string, escapes: string): string {
    const pieces: string[] = [];
    let from = this.#at;
    for (; this.#at < this.#text.length && !this.#opens(); this.#at++) {
      const char = this.#text.charAt(this.#at);
      const isEscape =
        escapes.includes(char) &&
        (char === "$" ? "$" : "/\\").includes(this.#text.charAt(this.#at + 1) || "\n");
      if (isEscape) {
        pieces.push(this.#text.slice(from, this.#at));
        from = ++this.#at;
      } else if (end.includes(char)) break;
    }
    pieces.push(this.#text.slice(from, this.#at));
    return pieces.join("");
  }

  #opens(): boolean {
    return this.#text.startsWith("${", this.#at);
  }

  #peek(): string {
    return this.#text.charAt(this.#at);
  }

  #take(form: RegExp, refusal = "bad substitution"): string {
    form.lastIndex = this.#at;
    const found = form.exec(this.#text)?.[0];
    if (found === undefined) return this.#refuse(refusal);
    this.#at += found.length;
    return found;
  }
}
