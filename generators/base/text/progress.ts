import type { Paint } from "./text.ts";

/** Work that ends before is not worth a word. In milliseconds. */
const PATIENCE = 300;
const CELLS = 24;
const CLEAR = "\r\u001b[2K";

/** A bar on a terminal, on one line, gone when the work is done. */
export class Progress {
  readonly #stream: NodeJS.WriteStream;
  readonly #paint: Paint;
  readonly #timer: NodeJS.Timeout;
  #bar = "";
  #isShown = false;

  constructor(stream: NodeJS.WriteStream, paint: Paint) {
    this.#stream = stream;
    this.#paint = paint;
    this.#timer = setTimeout(() => {
      this.#isShown = true;
      this.#draw();
    }, PATIENCE).unref();
  }

  update(done: number, total: number): void {
    const filled = total === 0 ? CELLS : Math.floor((done / total) * CELLS);
    const cells = `${"█".repeat(filled)}${this.#paint.faint("░".repeat(CELLS - filled))}`;
    this.#bar = `Rendering ${cells} ${done}/${total}`;
    this.#draw();
  }

  end(): void {
    clearTimeout(this.#timer);
    if (this.#isShown) this.#stream.write(CLEAR);
    this.#isShown = false;
    this.#bar = "";
  }

  #draw(): void {
    if (this.#isShown && this.#bar !== "") this.#stream.write(`${CLEAR}${this.#bar}`);
  }
}

/** Undefined where there is no terminal, or none that can erase a line. */
export function progressOn(
  stream: NodeJS.WriteStream,
  env: NodeJS.ProcessEnv,
  paint: Paint,
): Progress | undefined {
  return stream.isTTY === true && env.TERM !== "dumb" ? new Progress(stream, paint) : undefined;
}
