import type { Running } from "../test/support/process.ts";
import { byStatus, scrape } from "../test/support/samples.ts";
import { attack } from "./attack.ts";

export type Counts = Readonly<Record<string, number>>;

/** What client, counter and histogram counted by status of the same requests to /work. */
export interface Counted {
  readonly client: Counts;
  readonly counter: Counts;
  readonly histogram: Counts;
}

/** An app that was not asked for /work before is asked for it so often. */
export async function countWork(app: Running, amount: number): Promise<Counted> {
  const { byStatus: client } = await attack(`${app.url}/work`, { amount });
  const samples = await scrape(app.url);
  return {
    client,
    counter: byStatus(samples, "/work"),
    histogram: byStatus(samples, "/work", "http_request_duration_seconds_count"),
  };
}
