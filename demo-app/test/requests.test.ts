import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { startApp } from "./support/app.ts";
import type { Running } from "./support/process.ts";
import { get, openConnection, sendRaw } from "./support/raw.ts";
import { byStatus, parseSamples, type Sample, scrape } from "./support/samples.ts";

const COUNT = "http_request_duration_seconds_count";

async function times(count: number, send: () => Promise<Response>): Promise<void> {
  for (let each = 0; each < count; each++) await (await send()).text();
}

/** Scrapes until so many requests of a route are recorded: those without an answer take a while. */
async function recorded(app: Running, route: string, count: number): Promise<Sample[]> {
  for (;;) {
    const samples = await scrape(app.url);
    const sum = Object.values(byStatus(samples, route)).reduce((a, b) => a + b, 0);
    if (sum >= count) return samples;
  }
}

describe("the metrics of requests", () => {
  // An earlier version recorded failures alone: averages, percentiles and the error ratio were
  // those of the failures, and the request rate was nearly zero.
  it("hold the successful ones", async () => {
    const { url } = await startApp({ FAIL_RATE: "0" });
    await times(7, () => fetch(`${url}/work`));
    const samples = await scrape(url);
    expect(byStatus(samples, "/work")).toEqual({ 200: 7 });
    expect(byStatus(samples, "/work", COUNT)).toEqual({ 200: 7 });
  });

  it("hold the failed ones", async () => {
    const { url } = await startApp({ FAIL_RATE: "1" });
    await times(5, () => fetch(`${url}/work`));
    const samples = await scrape(url);
    expect(byStatus(samples, "/work")).toEqual({ 500: 5 });
    expect(byStatus(samples, "/work", COUNT)).toEqual({ 500: 5 });
  });

  it("hold probes, scrapes, unknown paths and wrong methods", async () => {
    const { url } = await startApp({ READINESS_DELAY_SEC: "60" });
    await times(2, () => fetch(`${url}/healthz`));
    await times(3, () => fetch(`${url}/readyz`));
    await times(4, () => fetch(`${url}/work`, { method: "POST", body: "x" }));
    await times(5, () => fetch(`${url}/nothing`));
    await scrape(url);
    const samples = await scrape(url);
    expect(byStatus(samples, "/healthz")).toEqual({ 200: 2 });
    expect(byStatus(samples, "/readyz")).toEqual({ 503: 3 });
    expect(byStatus(samples, "/work")).toEqual({ 405: 4 });
    expect(byStatus(samples, "other")).toEqual({ 404: 5 });
    expect(byStatus(samples, "/metrics")).toEqual({ 200: 1 });
  });

  it("measure the duration in seconds, work and all", async () => {
    const { url } = await startApp();
    await times(10, () => fetch(`${url}/work`));
    const sum = (await scrape(url)).find(
      ({ name, labels }) =>
        name === "http_request_duration_seconds_sum" && labels.route === "/work",
    );
    expect(sum?.value).toBeGreaterThan(0.005);
    expect(sum?.value).toBeLessThan(10);
  });

  it("do not grow with the paths and methods that are asked for", async () => {
    const app = await startApp();
    for (let count = 0; count < 20; count++) {
      await fetch(`${app.url}/path-${count}?query=${count}`);
    }
    for (const method of ["PROPFIND", "MKCOL", "SEARCH"]) {
      await sendRaw(app, `${method} /${method} HTTP/1.0\r\n\r\n`);
    }
    const samples = await scrape(app.url);
    const series = samples.filter(({ name }) => name === "http_requests_total");
    expect(series.map(({ labels, value }) => ({ ...labels, value }))).toEqual([
      { method: "GET", route: "other", status: "404", value: 20 },
      { method: "other", route: "other", status: "404", value: 3 },
    ]);
  });

  it("count a client that leaves before its answer once, as 499", async () => {
    const app = await startApp();
    const client = await openConnection(app);
    client.write(get("/work").repeat(10));
    // Its first answers; more are being worked on or wait.
    await once(client, "data");
    client.destroy();
    const counts = byStatus(await recorded(app, "/work", 10), "/work");
    expect(Object.keys(counts)).toEqual(["200", "499"]);
    expect((counts[200] ?? 0) + (counts[499] ?? 0)).toBe(10);
    // Nothing comes after.
    await times(1, () => fetch(`${app.url}/work`));
    expect(byStatus(await scrape(app.url), "/work")[499]).toBe(counts[499]);
  });

  it("count a client once that leaves after its answer", async () => {
    const app = await startApp();
    const client = await openConnection(app);
    client.write(get("/healthz"));
    await once(client, "data");
    client.resetAndDestroy();
    expect(byStatus(await recorded(app, "/healthz", 1), "/healthz")).toEqual({ 200: 1 });
  });
});

describe("what Node answers itself", () => {
  it.each([
    ["is no HTTP", "hello\r\n\r\n", 400],
    [
      "has a header too long",
      `GET / HTTP/1.1\r\nHost: test\r\nX: ${"x".repeat(20_000)}\r\n\r\n`,
      431,
    ],
    ["has no Host", "GET /work HTTP/1.1\r\nConnection: close\r\n\r\n", 400],
    [
      "expects what there is not",
      "GET /nothing HTTP/1.1\r\nHost: test\r\nExpect: wonders\r\nConnection: close\r\n\r\n",
      404,
    ],
  ])("is recorded as well: what %s", async (_, bytes, status) => {
    const app = await startApp();
    const answer = await sendRaw(app, bytes);
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    const samples = (await scrape(app.url)).filter(({ name }) => name === "http_requests_total");
    expect(samples.map(({ labels, value }) => [labels.status, value])).toEqual([[`${status}`, 1]]);
  });

  it("is no answer to a request that is being worked on", async () => {
    const app = await startApp();
    expect(await sendRaw(app, `${get("/work")}hello\r\n\r\n`)).toBe("");
    expect(byStatus(await recorded(app, "/work", 1), "/work")).toEqual({ 499: 1 });
    expect(byStatus(await scrape(app.url), "other")).toEqual({});
  });
});

describe("the reader of the tests", () => {
  it("refuses a page that is not Prometheus's", () => {
    expect(() => parseSamples("up 1\n<html>")).toThrow("Not a sample: <html>");
  });
});
