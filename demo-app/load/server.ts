import type { AddressInfo } from "node:net";
import { pino } from "pino";
import { createApp } from "../src/app.ts";
import { readConfig } from "../src/config.ts";
import { createMetrics, type Metrics } from "../src/metrics.ts";

/**
 * The app with or without (argument `unrecorded`) its metrics, to measure what they cost. The
 * app itself has no such switch: nobody should run it that way.
 */
const NONE: Metrics = {
  record: () => undefined,
  contentType: "text/plain",
  text: async () => "",
};

const log = pino();
const metrics = process.argv[2] === "unrecorded" ? NONE : createMetrics();
const { server } = createApp(readConfig(process.env), log, { metrics });
server.listen(0, () => log.info({ port: (server.address() as AddressInfo).port }, "listening"));
