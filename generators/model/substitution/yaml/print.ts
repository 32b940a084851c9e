import { own } from "../../../base/own.ts";
import { keysInOrder } from "./order.ts";
import { blockOf, inlineOf, isSimpleKey, styleOf } from "./scalars.ts";

/**
 * An object as the text in which Flux looks for variables: as sigs.k8s.io/yaml writes it
 * (go.yaml.in/yaml/v2, emitterc.go), quotes and line ends included. Where a variable stands in
 * quotes, what replaces it is text.
 */
export function printed(data: Readonly<Record<string, unknown>>): string {
  const printer = new Printer();
  printer.map(data, 0, true);
  return `${printer.text()}\n`;
}

class Printer {
  readonly #pieces: string[] = [];
  #column = 0;

  text(): string {
    return this.#pieces.join("");
  }

  /** @param isOpen whether the line holds nothing yet but what its first key may follow. */
  map(data: Readonly<Record<string, unknown>>, indent: number, isOpen: boolean): void {
    for (const [index, key] of keysInOrder(Object.keys(data)).entries()) {
      if (index > 0 || !isOpen) this.#newLine(indent);
      const isSimple = isSimpleKey(key);
      if (!isSimple) this.#write("? ");
      this.#scalar(key, indent, isSimple);
      if (!isSimple) this.#newLine(indent);
      this.#write(":");
      this.#value(own(data, key), indent, !isSimple);
    }
  }

  /** @param isItem behind `- `, or behind a `: ` of its own: a list or a map begins on the line. */
  #value(value: unknown, indent: number, isItem: boolean): void {
    const isList = Array.isArray(value);
    if (typeof value !== "object" || value === null) {
      this.#write(" ");
      this.#scalar(value, indent, false);
    } else if ((isList ? value : Object.keys(value)).length === 0) {
      this.#write(isList ? " []" : " {}");
    } else {
      if (isItem) this.#write(" ");
      const below = isItem || !isList ? indent + 2 : indent;
      if (isList) this.#list(value, below, isItem);
      else this.map(value as Record<string, unknown>, below, isItem);
    }
  }

  #list(items: readonly unknown[], indent: number, isOpen: boolean): void {
    for (const [index, item] of items.entries()) {
      if (index > 0 || !isOpen) this.#newLine(indent);
      this.#write("-");
      this.#value(item, indent, true);
    }
  }

  #scalar(value: unknown, indent: number, isKey: boolean): void {
    this.#write(typeof value === "string" ? this.#text(value, indent + 2, isKey) : String(value));
  }

  #text(value: string, below: number, isKey: boolean): string {
    const style = styleOf(value, isKey);
    return style === "literal"
      ? blockOf(value, below)
      : inlineOf(value, style, this.#column, isKey ? undefined : below);
  }

  #newLine(indent: number): void {
    this.#write(`\n${" ".repeat(indent)}`);
  }

  #write(text: string): void {
    this.#pieces.push(text);
    const start = text.lastIndexOf("\n");
    this.#column = start < 0 ? this.#column + text.length : text.length - start - 1;
  }
}
