import { once } from "node:events";
import { request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { startApp } from "./support/app.ts";
import { messages, type Running } from "./support/process.ts";
import { get, openConnection } from "./support/raw.ts";

const DONE = { code: 0, signal: null, stderr: "" };

async function logged(app: Running, message: string): Promise<void> {
  while (!messages(app).includes(message)) await sleep(5);
}

async function stop(app: Running, signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
  app.process.kill(signal);
  await logged(app, "stopping");
}

describe.each(["SIGTERM", "SIGINT"] as const)("%s", (signal) => {
  it("ends an idle app with 0", async () => {
    const app = await startApp();
    app.process.kill(signal);
    expect(await app.ended).toEqual(DONE);
    expect(messages(app)).toEqual(["listening", "stopping", "stopped"]);
  });
});

describe("while the app drains", () => {
  it("it is unready and serves, and sends clients elsewhere for their next connection", async () => {
    const app = await startApp({ DRAIN_SEC: "0.5" });
    expect((await fetch(`${app.url}/healthz`)).headers.get("connection")).toBe("keep-alive");
    await stop(app);
    const ready = await fetch(`${app.url}/readyz`);
    expect([ready.status, await ready.text()]).toEqual([503, "stopping\n"]);
    for (const path of ["/healthz", "/work", "/metrics"]) {
      const response = await fetch(app.url + path);
      expect([response.status, response.headers.get("connection")]).toEqual([200, "close"]);
    }
    expect(await app.ended).toEqual(DONE);
  });

  it("a client that asks without a pause sees no failure until the drain is over", async () => {
    const app = await startApp({ DRAIN_SEC: "0.5" });
    const begin = performance.now();
    await stop(app);
    const statuses = new Set<number>();
    const ask = async () => {
      const response = await fetch(`${app.url}/work`);
      await response.text();
      statuses.add(response.status);
    };
    await expect(
      (async () => {
        for (;;) await ask();
      })(),
    ).rejects.toThrow("fetch failed");
    expect(performance.now() - begin).toBeGreaterThanOrEqual(500);
    expect([...statuses]).toEqual([200]);
    expect(await app.ended).toEqual(DONE);
  });

  it("a second signal changes nothing", async () => {
    const app = await startApp({ DRAIN_SEC: "0.5" });
    await stop(app);
    app.process.kill("SIGTERM");
    app.process.kill("SIGINT");
    expect((await fetch(`${app.url}/work`)).status).toBe(200);
    expect(await app.ended).toEqual(DONE);
    expect(messages(app)).toEqual(["listening", "stopping", "stopped"]);
  });
});

describe("when the drain is over", () => {
  it("requests that are open get their answers", async () => {
    const app = await startApp();
    const client = await openConnection(app);
    let answers = "";
    client.on("data", (text) => {
      answers += text;
    });
    client.write(get("/work").repeat(50));
    await once(client, "data");
    await stop(app);
    expect(await app.ended).toEqual(DONE);
    expect(answers.match(/^HTTP\/1\.1 200 OK\r$/gm)).toHaveLength(50);
  });

  it.each([
    ["was never used", ""],
    ["is kept by its client", get("/healthz")],
    ["has sent half a request", "GET /work HT"],
  ])("a connection does not hold it up that %s", async (_, bytes) => {
    const app = await startApp();
    const client = await openConnection(app);
    client.write(bytes);
    // Once this is answered, the connection before it and its bytes have been seen.
    await fetch(`${app.url}/healthz`);
    const closed = once(client, "close");
    client.resume();
    await stop(app);
    expect(await app.ended).toEqual(DONE);
    await closed;
  });

  it("a request whose body never ends holds it up no longer than its answer", async () => {
    const app = await startApp();
    const upload = request(`${app.url}/work`, { method: "POST" }).on("error", () => undefined);
    upload.write("x");
    await once(upload, "response");
    await stop(app);
    expect(await app.ended).toEqual(DONE);
  });
});

describe("SHUTDOWN_LIMIT_SEC", () => {
  it("ends what does not finish with 1 and one line", async () => {
    const app = await startApp({ SHUTDOWN_LIMIT_SEC: "0.2" });
    const client = await openConnection(app);
    // At least a second of work.
    client.write(get("/work").repeat(1000));
    await once(client, "data");
    const begin = performance.now();
    app.process.kill("SIGTERM");
    expect(await app.ended).toEqual({
      code: 1,
      signal: null,
      stderr: "demo-app: not stopped 0.2 s after SIGTERM, giving up\n",
    });
    // Work that waits in a queue does not hold up the end of the process.
    expect(performance.now() - begin).toBeLessThan(800);
  });
});
