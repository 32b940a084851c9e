import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { build, NO_KUSTOMIZE } from "../support/kustomize.ts";
import { ROOT } from "../support/project.ts";
import { FIXTURES, NO_BASH, World } from "./world.ts";

const KUBECTL = "kubectl --context kind-flux-cd";
const HOSTS = "/etc/containerd/certs.d/localhost:5001";

/** Docker and kind with nothing of ours yet. */
function world(): World {
  return new World(["docker", "kind", "kubectl"]).answer(
    { call: "docker info*" },
    { call: "docker inspect -f {{.State.Running}} kind-registry", code: 1 },
    { call: "docker run -d *", reply: "0123456789ab\n" },
    { call: "docker start kind-registry" },
    { call: "docker port kind-registry 5000/tcp", reply: "127.0.0.1:5001\n" },
    { call: "docker exec *" },
    { call: "docker inspect -f {{json .NetworkSettings.Networks.kind}} *", reply: "null\n" },
    { call: "docker network connect kind kind-registry" },
    { call: "kind get clusters", reply: "another\n" },
    { call: "kind create cluster *" },
    { call: "kind export kubeconfig --name flux-cd" },
    { call: "kind get nodes --name flux-cd", reply: "flux-cd-control-plane\nflux-cd-worker\n" },
    { call: "kind delete cluster --name flux-cd" },
    { call: `${KUBECTL} *` },
  );
}

describe.skipIf(NO_BASH)("create-cluster.sh", () => {
  it("creates the registry, the cluster, the way between them, and metrics-server", async () => {
    const before = world();
    const { code, stderr, calls } = await before.script("create-cluster.sh", {
      KIND_NODE_IMAGE: "node:x",
      REGISTRY_IMAGE: "registry:x",
    });
    expect(stderr).toBe("");
    expect(code).toBe(0);
    expect(calls.map((call) => call.replace(/-k \S+/, "-k FOLDER"))).toEqual([
      "docker info",
      "docker inspect -f {{.State.Running}} kind-registry",
      "docker run -d --restart=always --name kind-registry" +
        " --label flux-cd-monorepo.role=local-registry --network bridge" +
        " -p 127.0.0.1:5001:5000 registry:x",
      "docker port kind-registry 5000/tcp",
      "kind get clusters",
      `kind create cluster --name flux-cd --config ${join(ROOT, "kind-three-node.yaml")}` +
        " --image node:x --wait 3m",
      "kind get nodes --name flux-cd",
      `docker exec flux-cd-control-plane mkdir -p ${HOSTS}`,
      `docker exec -i flux-cd-control-plane cp /dev/stdin ${HOSTS}/hosts.toml`,
      `docker exec flux-cd-worker mkdir -p ${HOSTS}`,
      `docker exec -i flux-cd-worker cp /dev/stdin ${HOSTS}/hosts.toml`,
      "docker inspect -f {{json .NetworkSettings.Networks.kind}} kind-registry",
      "docker network connect kind kind-registry",
      `${KUBECTL} apply -f -`,
      `${KUBECTL} apply -k FOLDER`,
      `${KUBECTL} -n kube-system rollout status deployment/metrics-server --timeout=3m`,
      `${KUBECTL} wait node --all --for=condition=Ready --timeout=2m`,
      `${KUBECTL} get nodes`,
    ]);
    const [first, second, ...hosting] = before.file("stdin").split("\n");
    expect([first, second]).toEqual(Array(2).fill('[host."http://kind-registry:5000"]'));
    expect(parse(hosting.join("\n"))).toMatchObject({
      kind: "ConfigMap",
      metadata: { name: "local-registry-hosting", namespace: "kube-public" },
      data: { "localRegistryHosting.v1": expect.stringContaining('host: "localhost:5001"') },
    });
  });

  it("keeps what is there already", async () => {
    const { code, calls } = await world()
      .answer(
        { call: "docker inspect -f {{.State.Running}} kind-registry", reply: "true\n" },
        { call: "docker inspect -f {{json *", reply: '{"NetworkID":"0123"}\n' },
        // More than one, and ours first: a reader that stops at the match must not break it.
        { call: "kind get clusters", reply: `flux-cd\n${"another\n".repeat(20_000)}` },
      )
      .script("create-cluster.sh");
    expect(code).toBe(0);
    expect(calls).toContain("kind export kubeconfig --name flux-cd");
    expect(calls).toContain(`docker exec -i flux-cd-worker cp /dev/stdin ${HOSTS}/hosts.toml`);
    const made = /^(docker (run|start|network connect)|kind create)/;
    expect(calls.filter((call) => made.test(call))).toEqual([]);
  });

  it("starts a registry that was stopped", async () => {
    const { code, calls } = await world()
      .answer({ call: "docker inspect -f {{.State.Running}} kind-registry", reply: "false\n" })
      .script("create-cluster.sh");
    expect(code).toBe(0);
    expect(calls).toContain("docker start kind-registry");
  });

  it("does not touch another project's container of the same name", async () => {
    const { code, stderr, calls } = await world()
      .answer(
        { call: "docker inspect -f {{.State.Running}} kind-registry", reply: "true\n" },
        { call: "docker port kind-registry 5000/tcp", reply: "127.0.0.1:5000\n" },
      )
      .script("create-cluster.sh");
    expect(code).toBe(1);
    expect(stderr).toContain("The container kind-registry does not listen on port 5001.");
    expect(calls.at(-1)).toBe("docker port kind-registry 5000/tcp");
  });

  it.each([
    { call: "kind create cluster *", message: "" },
    {
      call: `${KUBECTL} -n kube-system rollout *`,
      message: "metrics-server did not become ready.",
    },
  ])("stops where a step fails: $call", async ({ call, message }) => {
    const { code, stderr, calls } = await world()
      .answer({ call, code: 1 })
      .script("create-cluster.sh");
    expect(code).toBe(1);
    expect(stderr).toContain(message);
    expect(calls.at(-1)).toMatch(new RegExp(call.replaceAll("*", ".*")));
  });

  it.each(["docker", "kind", "kubectl"])("says how to install %s", async (missing) => {
    const programs = ["docker", "kind", "kubectl"].filter((each) => each !== missing);
    const { code, stderr } = await new World(programs)
      .answer({ call: "docker info" })
      .script("create-cluster.sh");
    expect(code).toBe(2);
    expect(stderr).toMatch(
      new RegExp(`^error: ${missing} is not installed. To install it: .*https?://|go install`),
    );
    expect(stderr.trim().split("\n")).toHaveLength(1);
  });

  it("says that docker's engine does not run", async () => {
    const { code, stderr } = await world()
      .answer({ call: "docker info", code: 1 })
      .script("create-cluster.sh");
    expect(code).toBe(2);
    expect(stderr).toContain("docker is installed, but its engine does not answer.");
  });

  it.skipIf(NO_KUSTOMIZE)("patches metrics-server for kind's kubelets", async () => {
    const before = world();
    await before.script("create-cluster.sh", { METRICS_SERVER_VERSION: "v1.2.3" });
    const applied = before.file("applied.yaml");
    const release =
      "https://github.com/kubernetes-sigs/metrics-server/releases/download/v1.2.3/components.yaml";
    expect(applied).toContain(`  - ${release}\n`);
    // With a file in the release's place, kustomize really builds it.
    writeFileSync(
      join(before.folder, "kustomization.yaml"),
      applied.replace(release, "release.yaml"),
    );
    const fixture = readFileSync(join(FIXTURES, "metrics-server.yaml"));
    writeFileSync(join(before.folder, "release.yaml"), fixture);
    expect(parse(build(before.folder)).spec.template.spec.containers[0].args).toEqual([
      "--cert-dir=/tmp",
      "--secure-port=10250",
      "--kubelet-insecure-tls",
    ]);
  });
});

describe.skipIf(NO_BASH)("delete-cluster.sh", () => {
  const existing = () =>
    world().answer(
      { call: "kind get clusters", reply: "another\nflux-cd\n" },
      { call: "docker ps -aq *", reply: "0123456789ab\n" },
      { call: "docker inspect kind-registry" },
      { call: "docker rm -f -v kind-registry" },
    );

  it("deletes the cluster and nothing else", async () => {
    const { code, calls } = await existing().script("delete-cluster.sh");
    expect(code).toBe(0);
    expect(calls).toEqual([
      "docker info",
      "kind get clusters",
      "kind delete cluster --name flux-cd",
    ]);
  });

  it("is content when there is none", async () => {
    const { code, stdout, calls } = await world().script("delete-cluster.sh");
    expect(code).toBe(0);
    expect(stdout).toContain("There is no cluster flux-cd.");
    expect(calls.join()).not.toContain("delete");
  });

  it("deletes the registry with --registry", async () => {
    const { code, calls } = await existing().script("delete-cluster.sh", {}, "--registry");
    expect(code).toBe(0);
    expect(calls.slice(-2)).toEqual([
      "docker ps -aq --filter name=^kind-registry$ --filter label=flux-cd-monorepo.role=local-registry",
      "docker rm -f -v kind-registry",
    ]);
  });

  it("leaves a registry that it did not create", async () => {
    const { code, stderr, calls } = await existing()
      .answer({ call: "docker ps -aq *", reply: "" })
      .script("delete-cluster.sh", {}, "--registry");
    expect(code).toBe(0);
    expect(stderr).toContain("The container kind-registry stays");
    expect(calls.join()).not.toContain("docker rm");
  });

  it("refuses an argument that it does not know", async () => {
    const { code, stderr, calls } = await existing().script("delete-cluster.sh", {}, "--all");
    expect(code).toBe(2);
    expect(stderr).toContain("got: --all");
    expect(calls).toEqual([]);
  });
});
