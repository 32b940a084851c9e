import { fileURLToPath } from "node:url";
import { kill, startProcess } from "../test/support/process.ts";
import { type Attack, attack } from "./attack.ts";

const SERVER = fileURLToPath(new URL("server.mjs", import.meta.url));
const ROUNDS = 3;
const SECONDS = 1;
/** Until V8 has compiled what is hot. */
const WARM_UP = 2000;

export interface Cost {
  readonly recorded: Attack;
  readonly unrecorded: Attack;
}

/**
 * What recording costs on a route: the median of some rounds with and without it, in turn, so
 * that a machine that gets slower meanwhile makes both slower.
 */
export async function costOf(route: string): Promise<Cost> {
  const recorded: Attack[] = [];
  const unrecorded: Attack[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    recorded.push(await measure("recorded", route));
    unrecorded.push(await measure("unrecorded", route));
  }
  return { recorded: median(recorded), unrecorded: median(unrecorded) };
}

async function measure(variant: string, route: string): Promise<Attack> {
  const server = await startProcess([process.execPath, SERVER, variant], {});
  try {
    await attack(server.url + route, { amount: WARM_UP });
    return await attack(server.url + route, { duration: SECONDS });
  } finally {
    await kill(server);
  }
}

function median(attacks: readonly Attack[]): Attack {
  const sorted = [...attacks].sort((a, b) => a.perSecond - b.perSecond);
  return sorted[Math.floor(sorted.length / 2)] as Attack;
}
