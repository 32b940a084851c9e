import { shown } from "./shown.ts";

/** The pattern that the CRDs of Flux give `spec.interval` (source-controller 1.10). */
const INTERVAL = /^(?:\d+(?:\.\d+)?(?:ms|s|m|h))+$/;
const MILLISECONDS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };
/** Go's time.Duration counts nanoseconds in 63 bits. */
const LONGEST = 2 ** 63 / 1e6;

/** What is wrong with an interval of Flux, as a sentence, or undefined. */
export function intervalFault(text: string): string | undefined {
  if (text.length > 50 || !INTERVAL.test(text)) {
    return `${shown(text)} is not an interval that Flux accepts, such as 90s, 10m or 1h30m (a day is 24h).`;
  }
  const total = [...text.matchAll(/(?<![\d.])([\d.]+)(ms|s|m|h)/g)].reduce(
    (sum, [, figure, unit]) => sum + Number(figure) * MILLISECONDS[unit as "ms" | "s" | "m" | "h"],
    0,
  );
  if (total === 0) return `${shown(text)} is no time at all: Flux would never look again.`;
  return total < LONGEST ? undefined : `${shown(text)} is longer than Flux can count.`;
}
