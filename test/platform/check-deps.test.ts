import { writeFileSync } from "node:fs";
import { type AddressInfo, createServer, type Server } from "node:net";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { NO_BASH, World } from "./world.ts";

const PROGRAMS = ["docker", "kind", "kubectl", "flux", "npm"];

/** Everything is installed as pinned; the ports are such that nobody listens. */
function world(programs: readonly string[] = PROGRAMS): World {
  return new World(programs).answer(
    { call: "docker --version", reply: "Docker version 28.2.2, build e6534b4\n" },
    { call: "docker info *", reply: `${8 * 2 ** 30}\n` },
    { call: "docker ps --filter *", reply: "" },
    { call: "kind version", reply: "kind v0.98.0 go1.26.8 linux/amd64\n" },
    {
      call: "kubectl version --client",
      reply: "Client Version: v1.36.4\nKustomize Version: v5.8.1\n",
    },
    { call: "flux version --client", reply: "flux: v2.99.1\n" },
    { call: "npm --version", reply: "11.0.0\n" },
  );
}

/** A port that is listened to, or one that is not. */
async function port({ open }: { open: boolean }): Promise<number> {
  const server: Server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  const close = () => new Promise<void>((resolve) => server.close(() => resolve()));
  if (open) onTestFinished(close);
  else await close();
  return port;
}

async function check(before: World, ports: { registry?: number; traefik?: number } = {}) {
  const free = await port({ open: false });
  const config = join(before.folder, "kind.yaml");
  writeFileSync(
    config,
    `nodes:\n  - extraPortMappings:\n      - hostPort: ${ports.traefik ?? free}\n`,
  );
  return before.script("check-deps.sh", {
    KIND_CONFIG: config,
    REGISTRY_PORT: String(ports.registry ?? free),
    KIND_VERSION: "v0.98.0",
    FLUX_VERSION: "v2.99.1",
    KIND_NODE_IMAGE: "kindest/node:v1.36.4@sha256:0123",
  });
}

describe.skipIf(NO_BASH)("check-deps.sh", () => {
  it("is content when all is there", async () => {
    const { code, stdout, stderr } = await check(world());
    expect(stderr).toBe("");
    expect(code).toBe(0);
    for (const line of ["docker 28.2.2", "kind 0.98.0", "kubectl 1.36.4", "flux 2.99.1"]) {
      expect(stdout).toContain(`  ok       ${line}\n`);
    }
    expect(stdout).not.toContain("MISSING");
  });

  it.each(PROGRAMS)("names %s when it is missing, and goes on", async (missing) => {
    const { code, stdout } = await check(world(PROGRAMS.filter((each) => each !== missing)));
    expect(code).toBe(1);
    expect(stdout).toContain(`  MISSING  ${missing} is not installed. To install it: `);
    expect(stdout).toContain("Ports\n");
  });

  it("only warns of other versions", async () => {
    const { code, stdout } = await check(
      world().answer(
        { call: "kind version", reply: "kind v0.20.0 go1.20.4 linux/amd64\n" },
        { call: "kubectl version --client", reply: "Client Version: v1.32.4\n" },
        { call: "docker info *", reply: `${4 * 2 ** 30}\n` },
      ),
    );
    expect(code).toBe(0);
    expect(stdout).toContain("  warning  kind 0.20.0; this project is made for 0.98.0");
    expect(stdout).toContain(
      "kubectl is 1.32, the cluster 1.36: more than one minor version apart",
    );
    expect(stdout).toContain("docker has 4 GiB of memory; 6 or more are better");
  });

  it("says when docker's engine does not answer", async () => {
    const { code, stdout } = await check(world().answer({ call: "docker info *", code: 1 }));
    expect(code).toBe(1);
    expect(stdout).toContain("  MISSING  docker's engine does not answer: start Docker Desktop");
  });

  it("says who holds a port", async () => {
    const taken = await port({ open: true });
    const held = (holder: string) =>
      check(world().answer({ call: `docker ps --filter publish=${taken} *`, reply: holder }), {
        registry: taken,
      });
    const stranger = await held("");
    expect(stranger.code).toBe(1);
    expect(stranger.stdout).toContain(`port ${taken} is taken by another program (local registry)`);
    const container = await held("shop-registry\n");
    expect(container.code).toBe(1);
    expect(container.stdout).toContain("container shop-registry (local registry): docker stop");
    const ours = await held("kind-registry\n");
    expect(ours.code).toBe(0);
    expect(ours.stdout).toContain(`  ok       port ${taken} is held by kind-registry`);
  });

  it("takes Traefik's ports from kind's configuration, and its own cluster for a holder", async () => {
    const taken = await port({ open: true });
    const reply = "flux-cd-control-plane\n";
    const { code, stdout } = await check(
      world().answer({ call: `docker ps --filter publish=${taken} *`, reply }),
      { traefik: taken },
    );
    expect(code).toBe(0);
    expect(stdout).toContain(`port ${taken} is held by flux-cd-control-plane (Traefik)`);
  });
});
