import { fileURLToPath } from "node:url";
import { kill, startProcess } from "../test/support/process.ts";
import type { Attack } from "./attack.ts";
import { costOf } from "./cost.ts";
import { countWork } from "./counts.ts";

const APP = fileURLToPath(new URL("../main.cjs", import.meta.url));
const AMOUNT = 500;

/** Prints whether the metrics tell what the client saw; false where they do not. */
async function showCounts(): Promise<boolean> {
  const app = await startProcess([process.execPath, APP], { FAIL_RATE: "0.3" });
  try {
    const { client, counter, histogram } = await countWork(app, AMOUNT);
    console.log(`${AMOUNT} requests to /work, FAIL_RATE=0.3`);
    const statuses = new Set([client, counter, histogram].flatMap(Object.keys));
    console.table(
      Object.fromEntries(
        [...statuses].map((status) => [
          status,
          { client: client[status], counter: counter[status], histogram: histogram[status] },
        ]),
      ),
    );
    return [...statuses].every(
      (status) => client[status] === counter[status] && client[status] === histogram[status],
    );
  } finally {
    await kill(app);
  }
}

async function showCost(route: string): Promise<void> {
  const { recorded, unrecorded } = await costOf(route);
  const each = (1e6 / recorded.perSecond - 1e6 / unrecorded.perSecond).toFixed(1);
  console.log(`What recording costs on ${route}: ${each} µs a request`);
  console.table({ recorded: row(recorded), unrecorded: row(unrecorded) });
}

const row = ({ perSecond, p50Ms, p99Ms }: Attack) => ({
  "requests/s": Math.round(perSecond),
  "p50 ms": p50Ms,
  "p99 ms": p99Ms,
});

console.log(`Node ${process.version}, ${process.platform} ${process.arch}`);
const equal = await showCounts();
// The cheapest route: there the price is the largest part of the whole.
await showCost("/healthz");
if (!equal) {
  console.error("The metrics do not tell what the client saw.");
  process.exitCode = 1;
}
