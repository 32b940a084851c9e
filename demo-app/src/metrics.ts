import { Counter, collectDefaultMetrics, Histogram, Registry } from "prom-client";

/** One request that has its answer, or whose client left before. */
export interface Served {
  readonly method: string;
  readonly route: string;
  readonly status: number;
  readonly seconds: number;
}

export type Record = (served: Served) => void;

export interface Metrics {
  readonly record: Record;
  readonly contentType: string;
  text(): Promise<string>;
}

const LABELS = ["method", "route", "status"] as const;
/** From a probe on an idle machine to a request that waits behind hundreds. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/**
 * The metrics of requests and of the process. Whoever records decides nothing: every request
 * goes into both the counter and the histogram, whatever its status.
 */
export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const total = new Counter({
    name: "http_requests_total",
    help: "HTTP requests, failed and successful; 499: the client left before the answer.",
    labelNames: LABELS,
    registers: [registry],
  });
  const duration = new Histogram({
    name: "http_request_duration_seconds",
    help: "Time from a request's headers to the end of its answer, over the same requests.",
    labelNames: LABELS,
    buckets: BUCKETS,
    registers: [registry],
  });
  return {
    record: ({ method, route, status, seconds }) => {
      const labels = { method, route, status };
      total.inc(labels);
      duration.observe(labels, seconds);
    },
    contentType: registry.contentType,
    text: () => registry.metrics(),
  };
}
