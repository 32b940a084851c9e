import type { AddressInfo } from "node:net";
import { pino } from "pino";
import { createApp } from "./app.ts";
import { type Config, ConfigError, readConfig } from "./config.ts";

/** Starts the app, and ends it at the first SIGTERM or SIGINT. */
function run(config: Config): void {
  const { greeting: _, ...publicConfig } = config;
  const log = pino();
  const app = createApp(config, log);
  let stopping = false;

  const stop = async (signal: NodeJS.Signals) => {
    // npm and a terminal both send a signal: the second one asks for nothing new.
    if (stopping) return;
    stopping = true;
    const { drainSec, shutdownLimitSec } = config;
    log.info({ signal, drainSec }, "stopping");
    setTimeout(
      () => fail(`not stopped ${shutdownLimitSec} s after ${signal}, giving up`),
      shutdownLimitSec * 1000,
    ).unref();
    await app.shutDown();
    // Nothing is left that keeps the process: it ends with 0.
    log.info("stopped");
  };
  // As PID 1 the process gets no signal that it has no handler for.
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);

  app.server.once("error", (error: NodeJS.ErrnoException) =>
    fail(`cannot listen on port ${config.port}: ${error.code}`),
  );
  app.server.listen(config.port, () => {
    const { port } = app.server.address() as AddressInfo;
    log.info({ ...publicConfig, port }, "listening");
  });
}

function checkedConfig(): Config {
  try {
    return readConfig(process.env);
  } catch (error) {
    if (error instanceof ConfigError) fail(error.message);
    throw error;
  }
}

/** The only place that sets an exit code. */
function fail(reason: string): never {
  process.stderr.write(`demo-app: ${reason}\n`);
  process.exit(1);
}

run(checkedConfig());
