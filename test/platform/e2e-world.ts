import { cpSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { MONOREPO, ROOT, temporaryFolder } from "../support/project.ts";
import { git } from "../support/templates-project.ts";
import { FIXTURES, World } from "./world.ts";

/** What the app answers when it is well. */
export const ANSWERS = {
  "/healthz": "ok\n",
  "/readyz": "ready\n",
  "/work": "REPLACE_ME\n",
  "/metrics": 'http_requests_total{route="/work"} 1\n',
};

/** A project with the monorepo as shipped, in git: its HEAD is what Flux gets. */
function project(): string {
  const root = join(temporaryFolder(), "project");
  for (const name of ["scripts", "demo-app/Dockerfile", "kind-three-node.yaml"]) {
    cpSync(join(ROOT, name), join(root, name), { recursive: true });
  }
  cpSync(MONOREPO, join(root, "flux-cd"), { recursive: true });
  git(root, "init", "--quiet");
  git(root, "add", "--all");
  git(root, "commit", "--quiet", "--message", "all");
  return root;
}

/** A machine on which everything works, and an app that gives these answers. */
export async function e2eWorld(answers: Record<string, string>): Promise<World> {
  const server = createServer((request, response) => {
    const answer = answers[request.url ?? ""];
    response.writeHead(answer === undefined ? 404 : 200).end(answer);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const made = new World(["docker", "kind", "kubectl", "flux", "npm"], project()).answer({
    call: "*",
  });
  return made.answer(
    { call: "docker info *", reply: `${8 * 2 ** 30}\n` },
    { call: "docker inspect -f {{.State.Running}} *", reply: "true\n" },
    { call: "docker port *", reply: "127.0.0.1:5001\n" },
    { call: "docker ps *", reply: "flux-cd-e2e-control-plane\n" },
    // As docker lists them; the pods reach the first of IPv4.
    { call: "docker network inspect kind *", reply: "fc00:f853:ccd:e793::1\n127.0.0.1\n\n" },
    {
      call: "kubectl * get --ignore-not-found -o name -n flux-system kustomizations.* flux-system",
      // Not yet when Flux is installed, but then.
      reply: ["", "found\n"],
    },
    { call: "kubectl * get --ignore-not-found -o name *", reply: "found\n" },
    { call: "kubectl * get deployment app --ignore*", reply: "1|1|/healthz|/readyz" },
    {
      call: "kubectl * port-forward *",
      reply: `Forwarding from 127.0.0.1:${port} -> 8000\n`,
      code: "stay",
    },
    {
      call: "kubectl * get --raw /api/*",
      reply: readFileSync(join(FIXTURES, "prometheus.json"), "utf8"),
    },
    { call: "kubectl * get service app *", reply: "8000|/metrics" },
    { call: "kubectl * -n monitoring get pod debug-*", reply: "Succeeded|0|" },
    { call: "kubectl * -n staging get pod debug-*", reply: "Failed|28|" },
    { call: "kubectl * get hpa app -o jsonpath={.spec*", reply: "1|3" },
    { call: "kubectl * get pod hpa-*", reply: "Running||" },
    { call: "kubectl * get hpa app -o jsonpath={.status*", reply: ["1|4", "3|99", "3|99", "1|4"] },
    {
      call: "kubectl * get deployment app -o jsonpath={.status*",
      reply: ["1|1", "3|3", "3|3", "1|1"],
    },
  );
}
