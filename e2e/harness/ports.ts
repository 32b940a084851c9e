import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";

/**
 * Free ports of the loopback interface. All are held until the last one is found, so they differ;
 * the system hands out others before it gives one of them again.
 */
export async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, "127.0.0.1"));
  await Promise.all(servers.map((server) => once(server, "listening")));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => once(server.close(), "close")));
  return ports;
}
