import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { pino } from "pino";
import { describe, expect, it, onTestFinished } from "vitest";
import { createApp } from "../src/app.ts";
import { readConfig } from "../src/config.ts";
import { answerMalformed } from "../src/malformed.ts";
import { createMetrics, type Served } from "../src/metrics.ts";
import { OpenRequests } from "../src/requests.ts";
import { sendRaw } from "./support/raw.ts";
import { byStatus, parseSamples } from "./support/samples.ts";

/** Listens in the process of the test, for what the bundle cannot be brought to. */
async function listen(server: Server): Promise<{ port: number; url: string }> {
  server.listen(0, "127.0.0.1");
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return { port, url: `http://127.0.0.1:${port}` };
}

describe("a handler that throws", () => {
  it("is a recorded 500, its error is logged, and the app goes on", async () => {
    const metrics = createMetrics();
    const log: string[] = [];
    const { server } = createApp(
      readConfig({ GREETING: "hello" }),
      pino({}, { write: (line: string) => log.push(line) }),
      { metrics, work: () => Promise.reject(new Error("no more work")) },
    );
    const { url } = await listen(server);
    const response = await fetch(`${url}/work`);
    expect([response.status, await response.text()]).toEqual([500, "failed\n"]);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    expect(byStatus(parseSamples(await metrics.text()), "/work")).toEqual({ 500: 1 });
    expect(JSON.parse(log.join(""))).toMatchObject({
      level: 50,
      path: "/work",
      err: { message: "no more work" },
    });
  });
});

describe("a connection on which Node gives up waiting", () => {
  async function impatient(): Promise<{ port: number; recorded: Served[] }> {
    const recorded: Served[] = [];
    const record = (served: Served) => recorded.push(served);
    const server = createServer({ headersTimeout: 50, connectionsCheckingInterval: 20 });
    answerMalformed(server, new OpenRequests(record), record);
    return { port: (await listen(server)).port, recorded };
  }

  it("is answered and recorded where a request has begun", async () => {
    const { port, recorded } = await impatient();
    expect(await sendRaw({ port }, "GET / HT")).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n/);
    expect(recorded).toEqual([{ method: "other", route: "other", status: 408, seconds: 0 }]);
  });

  it("is closed and no request where it was never used", async () => {
    const { port, recorded } = await impatient();
    expect(await sendRaw({ port }, "")).toBe("");
    expect(recorded).toEqual([]);
  });
});
