// Serves the Git repositories below a folder over HTTP, to read only: `git http-backend` does the
// work, this is its web server. For e2e.sh, whose cluster has to fetch what is not pushed anywhere.
//
//   node scripts/git-server.mjs FOLDER ADDRESS     prints its URL, serves until it is ended
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";

const [folder, address] = process.argv.slice(2);
const END_OF_HEADERS = "\r\n\r\n";

/** Answers one request with what the CGI program prints: headers, an empty line, the body. */
async function serve(request, response) {
  const { pathname, searchParams } = new URL(request.url, "http://localhost");
  const program = spawn("git", ["http-backend"], {
    stdio: ["pipe", "pipe", "inherit"],
    env: {
      ...process.env,
      GIT_PROJECT_ROOT: folder,
      GIT_HTTP_EXPORT_ALL: "1",
      GIT_PROTOCOL: request.headers["git-protocol"] ?? "",
      REQUEST_METHOD: request.method,
      PATH_INFO: decodeURIComponent(pathname),
      QUERY_STRING: searchParams.toString(),
      CONTENT_TYPE: request.headers["content-type"] ?? "",
      HTTP_CONTENT_ENCODING: request.headers["content-encoding"] ?? "",
    },
  });
  // It may end without reading a request that it refuses.
  program.stdin.on("error", () => {});
  request.pipe(program.stdin);

  const chunks = [];
  for await (const chunk of program.stdout) chunks.push(chunk);
  const output = Buffer.concat(chunks);
  const end = output.indexOf(END_OF_HEADERS);
  let status = 200;
  for (const line of output.subarray(0, end).toString().split("\r\n")) {
    const [name, value] = line.split(/: (.*)/s);
    if (name === "Status") status = Number.parseInt(value, 10);
    else response.setHeader(name, value);
  }
  response.writeHead(status).end(output.subarray(end + END_OF_HEADERS.length));
}

const server = createServer((request, response) => {
  serve(request, response).catch((error) => response.writeHead(500).end(`${error}\n`));
});
server.listen(0, address);
await once(server, "listening");
console.log(`http://${address}:${server.address().port}`);
