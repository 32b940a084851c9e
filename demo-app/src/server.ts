import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Logger } from "pino";
import type { Lifecycle } from "./lifecycle.ts";
import { answerMalformed } from "./malformed.ts";
import type { Record } from "./metrics.ts";
import { OpenRequests, OTHER } from "./requests.ts";
import type { Answer, Routes } from "./routes.ts";

export interface Http {
  readonly server: Server;
  readonly requests: OpenRequests;
}

/** The HTTP side: paths, methods and headers in, answers out, every request recorded. */
export function createHttp(
  routes: Routes,
  lifecycle: Lifecycle,
  record: Record,
  log: Logger,
): Http {
  const requests = new OpenRequests(record);
  // Longer than proxies keep a connection to an app (60 s is common): if the app closed it
  // first, a request that is just then on its way would fail.
  const server = createServer({ keepAliveTimeout: 65_000, requireHostHeader: false });

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const [path = ""] = (request.url ?? "").split("?", 1);
    requests.add(request, response, routes.has(path) ? path : OTHER);
    const { status, body, contentType, allow } = await answer(request, path);
    response.statusCode = status;
    response.setHeader("content-type", contentType ?? "text/plain; charset=utf-8");
    response.setHeader("content-length", Buffer.byteLength(body));
    if (allow !== undefined) response.setHeader("allow", allow);
    // So that a client that keeps connections opens its next one to another pod. It gets no
    // answer after this one: pipelined requests have theirs first.
    if (lifecycle.phase === "stopping" && requests.of(request.socket).at(-1) === request)
      response.setHeader("connection", "close");
    response.end(body);
  };

  const answer = async (
    request: IncomingMessage,
    path: string,
  ): Promise<Answer & { allow?: string }> => {
    // Node would answer this by itself, unrecorded, were it not for requireHostHeader.
    if (request.headers.host === undefined && request.httpVersion === "1.1")
      return { status: 400, body: "no Host header\n" };
    const handler = routes.get(path);
    if (handler === undefined) return { status: 404, body: "not found\n" };
    if (request.method !== "GET" && request.method !== "HEAD")
      return { status: 405, body: "method not allowed\n", allow: "GET, HEAD" };
    try {
      return await handler(() => requests.has(request));
    } catch (error) {
      log.error({ err: error, path }, "a handler failed");
      return { status: 500, body: "failed\n" };
    }
  };

  server.on("request", serve);
  // Expect: anything but 100-continue. Node would answer 417, unrecorded; it may be ignored.
  server.on("checkExpectation", serve);
  answerMalformed(server, requests, record);
  return { server, requests };
}
