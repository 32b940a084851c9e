import type { Logger } from "pino";
import type { Config } from "./config.ts";
import type { Lifecycle } from "./lifecycle.ts";
import type { Metrics } from "./metrics.ts";
import type { Work } from "./work.ts";

export interface Answer {
  readonly status: number;
  readonly body: string;
  /** text/plain unless it says otherwise. */
  readonly contentType?: string;
}

/** Answers GET; `isWanted` turns false when the client has left. */
export type Handler = (isWanted: () => boolean) => Answer | Promise<Answer>;

export type Routes = ReadonlyMap<string, Handler>;

export interface Parts {
  readonly config: Config;
  readonly lifecycle: Lifecycle;
  readonly metrics: Metrics;
  readonly work: Work;
  readonly log: Logger;
}

/** The endpoints by path. */
export function createRoutes({ config, lifecycle, metrics, work, log }: Parts): Routes {
  return new Map<string, Handler>([
    // Alive is whatever can still answer: a pod that starts or drains is not to be killed.
    ["/healthz", () => ({ status: 200, body: "ok\n" })],
    [
      "/readyz",
      () => {
        const { phase } = lifecycle;
        return { status: phase === "ready" ? 200 : 503, body: `${phase}\n` };
      },
    ],
    [
      "/work",
      async (isWanted) => {
        await work(isWanted);
        // Failures cost what successes cost, so that FAIL_RATE changes neither load nor latency.
        if (Math.random() >= config.failRate) return { status: 200, body: `${config.greeting}\n` };
        log.warn({ failRate: config.failRate }, "work failed, as FAIL_RATE asks");
        return { status: 500, body: "failed\n" };
      },
    ],
    [
      "/metrics",
      async () => ({
        status: 200,
        body: await metrics.text(),
        contentType: metrics.contentType,
      }),
    ],
  ]);
}
