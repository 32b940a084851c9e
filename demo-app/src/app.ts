import type { Server } from "node:http";
import type { Logger } from "pino";
import type { Config } from "./config.ts";
import { Lifecycle } from "./lifecycle.ts";
import { createMetrics } from "./metrics.ts";
import { createRoutes } from "./routes.ts";
import { createHttp } from "./server.ts";
import { shutDown } from "./shutdown.ts";
import { createWork } from "./work.ts";

export interface App {
  readonly server: Server;
  shutDown(): Promise<void>;
}

/** The app, put together. Its parts can be replaced: the load test measures without metrics. */
export function createApp(
  config: Config,
  log: Logger,
  { metrics = createMetrics(), work = createWork() } = {},
): App {
  const lifecycle = new Lifecycle(config.readinessDelaySec);
  const routes = createRoutes({ config, lifecycle, metrics, work, log });
  const http = createHttp(routes, lifecycle, metrics.record, log);
  return {
    server: http.server,
    shutDown: () => shutDown(http, lifecycle, config.drainSec),
  };
}
