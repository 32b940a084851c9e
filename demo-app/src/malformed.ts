import { type Server, STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import type { Record } from "./metrics.ts";
import { type OpenRequests, OTHER } from "./requests.ts";

/**
 * Answers what does not parse as HTTP like Node does by itself, and records the answer, which
 * Node would not: it has no request to raise.
 */
export function answerMalformed(server: Server, requests: OpenRequests, record: Record): void {
  server.on("clientError", (error: NodeJS.ErrnoException, socket: Socket) => {
    const status = statusOf(error.code);
    // Bytes of an answer may be on their way already, and that request is recorded anyway.
    const busy = requests.of(socket).length > 0;
    // A connection that was opened early and never used has asked for nothing.
    const unused = socket.bytesRead === 0;
    if (status === undefined || busy || unused || !socket.writable) {
      socket.destroy();
      return;
    }
    socket.write(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\n\r\n`);
    socket.destroySoon();
    record({ method: OTHER, route: OTHER, status, seconds: 0 });
  });
}

/** Undefined for a connection that broke: nobody is there to be answered. */
function statusOf(code = ""): number | undefined {
  if (code === "ERR_HTTP_REQUEST_TIMEOUT") return 408;
  if (code === "HPE_HEADER_OVERFLOW") return 431;
  return code.startsWith("HPE_") ? 400 : undefined;
}
