import { onTestFinished } from "vitest";
import { kill, type Running, startProcess } from "./process.ts";
import { BUNDLE } from "./project.ts";

/** Starts the bundle for one test, and ends it with the test. */
export async function startApp(env: Readonly<Record<string, string>> = {}): Promise<Running> {
  const app = await startProcess([process.execPath, BUNDLE], { DRAIN_SEC: "0", ...env });
  onTestFinished(() => kill(app));
  return app;
}
