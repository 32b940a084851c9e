import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { startApp } from "./support/app.ts";

describe("the endpoints", () => {
  it("answer", async () => {
    const { url } = await startApp({ GREETING: "hello, wörld" });
    const answers = await Promise.all(
      ["/healthz", "/readyz", "/work", "/work?a=b"].map(async (path) => {
        const response = await fetch(url + path);
        return [path, response.status, await response.text()];
      }),
    );
    expect(answers).toEqual([
      ["/healthz", 200, "ok\n"],
      ["/readyz", 200, "ready\n"],
      ["/work", 200, "hello, wörld\n"],
      ["/work?a=b", 200, "hello, wörld\n"],
    ]);
  });

  it("/metrics is what Prometheus reads, the metrics of the process included", async () => {
    const { url } = await startApp();
    const response = await fetch(`${url}/metrics`);
    expect(response.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
    expect(await response.text()).toMatch(/^process_cpu_seconds_total \d/m);
  });

  it("nothing else does", async () => {
    const { url } = await startApp();
    for (const path of ["/", "/healthz/", "/Work", "/%77ork", "/work/../metrics2"]) {
      expect((await fetch(url + path)).status, path).toBe(404);
    }
  });

  it("allow GET and HEAD", async () => {
    const { url } = await startApp();
    for (const path of ["/healthz", "/readyz", "/work", "/metrics"]) {
      for (const method of ["POST", "DELETE", "OPTIONS"]) {
        const response = await fetch(url + path, { method });
        expect([response.status, response.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
      }
      const head = await fetch(url + path, { method: "HEAD" });
      expect([head.status, await head.text()]).toEqual([200, ""]);
      expect(Number(head.headers.get("content-length"))).toBeGreaterThan(0);
    }
  });
});

describe("readiness", () => {
  it("comes READINESS_DELAY_SEC after the start; until then the app is alive and serves", async () => {
    const begin = performance.now();
    const { url } = await startApp({ READINESS_DELAY_SEC: "1" });
    const readiness = async () => {
      const response = await fetch(`${url}/readyz`);
      return [response.status, await response.text()];
    };
    expect(await readiness()).toEqual([503, "starting\n"]);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    expect((await fetch(`${url}/work`)).status).toBe(200);
    while ((await readiness())[0] === 503) await sleep(50);
    expect(await readiness()).toEqual([200, "ready\n"]);
    expect(performance.now() - begin).toBeGreaterThanOrEqual(1000);
  });
});

describe("FAIL_RATE", () => {
  it.each([
    ["0", 200, "hello\n"],
    ["1", 500, "failed\n"],
  ])("%s makes every answer of /work %i", async (failRate, status, body) => {
    const { url } = await startApp({ FAIL_RATE: failRate });
    for (let count = 0; count < 20; count++) {
      const response = await fetch(`${url}/work`);
      expect([response.status, await response.text()]).toEqual([status, body]);
    }
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
  });

  it("between the two makes some answers fail", async () => {
    const { url } = await startApp({ FAIL_RATE: "0.5" });
    const work = async () => (await fetch(`${url}/work`)).status;
    const statuses = await Promise.all(Array.from({ length: 60 }, work));
    // All alike once in 2^59 runs.
    expect(new Set(statuses)).toEqual(new Set([200, 500]));
  });
});
