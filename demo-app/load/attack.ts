import autocannon from "autocannon";

/** When it ends: after so many requests, or after so many seconds. */
export type Bound = { readonly amount: number } | { readonly duration: number };

export interface Attack {
  /** How often the client saw each status. */
  readonly byStatus: Readonly<Record<string, number>>;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** Requests to a server of this machine, over 20 connections that stay open. */
export async function attack(url: string, bound: Bound): Promise<Attack> {
  if (new URL(url).hostname !== "127.0.0.1") throw new Error(`${url} is not this machine.`);
  const result = await autocannon({ url, connections: 20, ...bound });
  const broken = result.errors + result.timeouts;
  if (broken > 0) throw new Error(`${broken} requests to ${url} got no answer.`);
  const statuses = Object.entries(result.statusCodeStats ?? {});
  return {
    byStatus: Object.fromEntries(statuses.map(([status, { count = 0 }]) => [status, count])),
    perSecond: result.requests.total / result.duration,
    p50Ms: result.latency.p50,
    p99Ms: result.latency.p99,
  };
}
