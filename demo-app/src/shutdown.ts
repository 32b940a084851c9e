import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import type { Lifecycle } from "./lifecycle.ts";
import type { Http } from "./server.ts";

/**
 * Ends the app without failing a request. First it is only unready and goes on serving, since
 * the kubelet, the endpoints and the proxies of every node need a while to learn that the pod
 * ends. Then no connection is accepted, and what is open is finished.
 */
export async function shutDown(http: Http, lifecycle: Lifecycle, drainSec: number): Promise<void> {
  lifecycle.stop();
  await sleep(drainSec * 1000);
  const closed = once(http.server, "close");
  // Closes idle connections as well.
  http.server.close();
  await http.requests.none();
  // What is left never sent a whole request. It would hold the process for a minute.
  http.server.closeAllConnections();
  await closed;
}
