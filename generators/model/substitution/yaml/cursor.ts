/** Line ends of YAML 1.1, once those of other systems are `\n`. */
const BREAK = /[\n\u2028\u2029]/;

/** A place in a text. */
export class Cursor {
  readonly #text: string;
  #lineStart = 0;
  at = 0;
  line = 0;

  constructor(text: string) {
    this.#text = text.replace(/^\ufeff/, "").replace(/\r\n|[\r\u0085]/g, "\n");
  }

  get column(): number {
    return this.at - this.#lineStart;
  }

  /** Empty behind the end. */
  char(offset = 0): string {
    return this.#text.charAt(this.at + offset);
  }

  /** Where a text begins here that is of this form, which has to be sticky: that text. */
  match(form: RegExp): string {
    form.lastIndex = this.at;
    return form.exec(this.#text)?.[0] ?? "";
  }

  /** Characters of one line. */
  skip(count: number): void {
    this.at += count;
  }

  isBreak(): boolean {
    return BREAK.test(this.char());
  }

  /** Whether a blank, a line end or the end of the text is there. */
  isBlankAt(offset: number): boolean {
    return " \t\n\u2028\u2029".includes(this.char(offset));
  }

  /** Goes over a line end, which it returns. */
  takeBreak(): string {
    const char = this.char();
    this.at += char.length;
    this.line++;
    this.#lineStart = this.at;
    return char;
  }

  isDocumentMark(): boolean {
    return this.column === 0 && this.match(/(?:---|\.\.\.)(?=[ \t\n\u2028\u2029]|$)/y) !== "";
  }

  /**
   * Goes over blanks, comments and line ends; whether there was a line end. Where a key may be, a
   * tab is no blank.
   */
  toNextToken(isInBrackets: boolean, isKeyAllowed: boolean): boolean {
    for (let isNewLine = false; ; isNewLine = true) {
      const isTabBlank = isInBrackets || !(isKeyAllowed || isNewLine);
      this.skip(this.match(isTabBlank ? /[ \t]*/y : / */y).length);
      if (this.char() === "#") this.skip(this.match(/[^\n\u2028\u2029]*/y).length);
      if (!this.isBreak()) return isNewLine;
      this.takeBreak();
    }
  }
}
