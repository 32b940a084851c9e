import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { startApp } from "./support/app.ts";
import { get, openConnection } from "./support/raw.ts";
import { scrape } from "./support/samples.ts";

async function cpuSeconds(url: string): Promise<number> {
  const samples = await scrape(url);
  return samples.find(({ name }) => name === "process_cpu_seconds_total")?.value ?? Number.NaN;
}

const work = async (url: string) => (await fetch(`${url}/work`)).text();

describe("/work", () => {
  it("uses the CPU, so that an autoscaler sees load as load", async () => {
    const { url } = await startApp();
    const before = await cpuSeconds(url);
    await Promise.all(Array.from({ length: 100 }, () => work(url)));
    // At least 1 ms each, on a machine five times as fast as the one it was made on.
    expect((await cpuSeconds(url)) - before).toBeGreaterThan(0.1);
  });

  it("leaves the other endpoints free while it is asked for more than it can do", async () => {
    const { url } = await startApp();
    let open = 200;
    const answers = Array.from({ length: open }, () => work(url).finally(() => open--));
    await Promise.any(answers);
    for (const path of ["/healthz", "/readyz", "/metrics"]) {
      expect((await fetch(url + path)).status).toBe(200);
    }
    expect(open).toBeGreaterThan(0);
    await Promise.all(answers);
  });

  it("is not done for a client that has left", async () => {
    const app = await startApp();
    const left = await openConnection(app);
    left.write(get("/work").repeat(400));
    await once(left, "data");
    left.destroy();
    const before = await cpuSeconds(app.url);
    // It waits behind the 400, which would take 400 ms if they took only 1 ms each.
    await work(app.url);
    expect((await cpuSeconds(app.url)) - before).toBeLessThan(0.2);
  });
});
