import { EventEmitter, once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { Record } from "./metrics.ts";

/** The label of every path and method that the app does not know: their number is unbounded. */
export const OTHER = "other";

const METHODS = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);
/** nginx's number for it; HTTP has none, since nobody gets to see it. */
const CLIENT_LEFT = 499;

/** The requests that have no answer yet. Each is recorded once, when it leaves. */
export class OpenRequests {
  readonly #record: Record;
  readonly #open = new Set<IncomingMessage>();
  readonly #events = new EventEmitter<{ none: [] }>();

  constructor(record: Record) {
    this.#record = record;
  }

  /** From here on the request is open, until its answer is sent or its client leaves. */
  add(request: IncomingMessage, response: ServerResponse, route: string): void {
    const start = performance.now();
    const method = METHODS.has(request.method ?? "") ? (request.method as string) : OTHER;
    this.#open.add(request);
    const remove = () => {
      if (!this.#open.delete(request)) return;
      const status = response.writableFinished ? response.statusCode : CLIENT_LEFT;
      this.#record({ method, route, status, seconds: (performance.now() - start) / 1000 });
      if (this.#open.size === 0) this.#events.emit("none");
    };
    response.once("close", remove);
    // A pipelined request whose turn has not come has no socket to see closing: where the
    // client leaves, only the request itself is closed, with an error.
    request.once("close", () => {
      if (request.errored !== null) remove();
    });
  }

  has(request: IncomingMessage): boolean {
    return this.#open.has(request);
  }

  /** The open requests of a connection, in the order in which they came. */
  of(connection: Duplex): IncomingMessage[] {
    return [...this.#open].filter(({ socket }) => socket === connection);
  }

  /** When no request is open. */
  async none(): Promise<void> {
    if (this.#open.size > 0) await once(this.#events, "none");
  }
}
