import { setTimeout as sleep } from "node:timers/promises";
import { Failure } from "./failure.ts";

/** Milliseconds between two looks. */
const PAUSE = 250;

/**
 * Looks until something holds.
 * @param what the sentence that does not hold when it gives up.
 * @param seconds how long it may take.
 * @param detail what to say beside that sentence.
 * @throws Failure when it took longer.
 */
export async function until(
  what: string,
  seconds: number,
  signal: AbortSignal | undefined,
  holds: () => Promise<boolean>,
  detail: () => string = () => "",
): Promise<void> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    signal?.throwIfAborted();
    if (await holds()) return;
    if (Date.now() > end)
      throw new Failure(`Not within ${seconds} s: ${what}.${detail().replace(/^(?=.)/, "\n")}`);
    await sleep(PAUSE, undefined, signal === undefined ? {} : { signal });
  }
}
