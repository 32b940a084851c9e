import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { onTestFinished } from "vitest";

/** A connection without an HTTP client, for what no client would do. */
export async function openConnection({ port }: { readonly port: number }): Promise<Socket> {
  const socket = connect(port, "127.0.0.1").setEncoding("utf8");
  onTestFinished(() => {
    socket.destroy();
  });
  await once(socket, "connect");
  return socket;
}

/** Sends bytes, and gives back all that comes until the server closes the connection. */
export async function sendRaw(app: { readonly port: number }, bytes: string): Promise<string> {
  const socket = await openConnection(app);
  let answer = "";
  socket.on("data", (text) => {
    answer += text;
  });
  socket.write(bytes);
  await once(socket, "close");
  return answer;
}

export function get(path: string): string {
  return `GET ${path} HTTP/1.1\r\nHost: test\r\n\r\n`;
}
