import { pbkdf2 } from "node:crypto";
import { promisify } from "node:util";

/** Uses some CPU, unless nobody wants the result any more when its turn comes. */
export type Work = (isWanted: () => boolean) => Promise<void>;

/** About 5 ms of one core. */
const ITERATIONS = 10_000;

const hash = promisify(pbkdf2);

/**
 * Work on the CPU, one piece at a time. libuv's threads do it, so that the event loop stays
 * free for probes and metrics. The queue is ours because theirs cannot be left: a process
 * that ends waits until its threads have done everything that was handed to them.
 */
export function createWork(): Work {
  let last: Promise<unknown> = Promise.resolve();
  return (isWanted) => {
    const mine = last.then(async () => {
      if (isWanted()) await hash("work", "salt", ITERATIONS, 32, "sha256");
    });
    // A piece that fails is the problem of whoever asked for it, not of the next one.
    last = mine.catch(() => undefined);
    return mine;
  };
}
