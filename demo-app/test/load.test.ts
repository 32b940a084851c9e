import { describe, expect, it } from "vitest";
import { attack } from "../load/attack.ts";
import { countWork } from "../load/counts.ts";
import { startApp } from "./support/app.ts";
import { byStatus, scrape } from "./support/samples.ts";

describe("under load", () => {
  it("the metrics tell what the client saw, of successes and of failures", async () => {
    const app = await startApp({ FAIL_RATE: "0.3" });
    const { client, counter, histogram } = await countWork(app, 200);
    expect(Object.keys(client)).toEqual(["200", "500"]);
    expect((client[200] ?? 0) + (client[500] ?? 0)).toBe(200);
    expect(counter).toEqual(client);
    expect(histogram).toEqual(client);
  });

  it("none of thousands of quick requests is lost or counted twice", async () => {
    const app = await startApp();
    const { byStatus: client } = await attack(`${app.url}/healthz`, { amount: 3000 });
    expect(client).toEqual({ 200: 3000 });
    expect(byStatus(await scrape(app.url), "/healthz")).toEqual(client);
  });

  it("goes to this machine only", async () => {
    await expect(attack("http://192.0.2.1/work", { amount: 1 })).rejects.toThrow(
      "is not this machine",
    );
  });
});
