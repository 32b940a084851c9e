export type Phase = "starting" | "ready" | "stopping";

/** Where the process is between its start and its end. It never goes back. */
export class Lifecycle {
  readonly #readyAfterMs: number;
  #stopping = false;

  constructor(readinessDelaySec: number) {
    this.#readyAfterMs = readinessDelaySec * 1000;
  }

  get phase(): Phase {
    if (this.#stopping) return "stopping";
    // performance.now() counts from the start of the process and knows no clock changes.
    return performance.now() < this.#readyAfterMs ? "starting" : "ready";
  }

  stop(): void {
    this.#stopping = true;
  }
}
