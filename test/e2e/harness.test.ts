import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseGoModule, programOf } from "../../e2e/harness/go-modules.ts";
import { nodesOf } from "../../e2e/harness/nodes.ts";
import { freePorts } from "../../e2e/harness/ports.ts";
import { linesThatMatter, notReady } from "../../e2e/harness/report.ts";
import { withUrls } from "../../e2e/harness/rewrite.ts";
import { until } from "../../e2e/harness/until.ts";
import { MONOREPO, ROOT } from "../support/project.ts";

const read = (...path: string[]) => readFileSync(join(ROOT, ...path), "utf8");
const tools = (group: string) => parseGoModule(read("e2e", "tools", group, "go.mod"));

describe("a go.mod", () => {
  it("says its tools and versions, in blocks and alone", () => {
    const text = `module tools/x

go 1.26.0

// A remark.
replace example.com/a => example.com/a v0.1.0

tool example.com/cmd/one

tool (
	example.com/two/v3
	go.etcd.io/etcd/server/v3
)

require example.com/a v0.2.0 // indirect

require (
	example.com/b v1.0.0
	example.com/c v2.0.0+incompatible // indirect
)
`;
    const { tools, versions } = parseGoModule(text);
    expect(tools.map(programOf)).toEqual(["one", "two", "etcd"]);
    expect(Object.fromEntries(versions)).toEqual({
      "example.com/a": "v0.2.0",
      "example.com/b": "v1.0.0",
      "example.com/c": "v2.0.0+incompatible",
    });
  });
});

describe("the pinned tools", () => {
  it("are the Flux that the schemas are of", () => {
    const { types } = JSON.parse(read("generators", "model", "schema", "versions.json"));
    const { versions } = tools("flux");
    for (const name of ["source", "kustomize", "helm"]) {
      const module = `github.com/fluxcd/${name}-controller`;
      expect(versions.get(module), module).toBe(types[`${module}/api`]);
    }
    const crds = tools("crds").versions;
    for (const [module, version] of Object.entries(types))
      if (!/\/(source|kustomize|helm)-controller\/api/.test(module))
        expect(crds.get(module), module).toBe(version);
  });

  it("are the Kubernetes of the local platform, staging modules included", () => {
    const version = tools("kubernetes").versions.get("k8s.io/kubernetes");
    const [, minor] = /^v1\.(\d+)\./.exec(`${version}`) ?? [];
    expect(read("scripts", "versions.env")).toContain(`KIND_NODE_IMAGE=kindest/node:v1.${minor}.`);
    const replaced = [
      ...read("e2e", "tools", "kubernetes", "go.mod").matchAll(/=> k8s\.io\/\S+ (\S+)/g),
    ];
    expect(replaced.length).toBeGreaterThan(25);
    for (const [, staged] of replaced) expect(staged).toBe(version?.replace("v1.", "v0."));
  });
});

describe("the nodes", () => {
  it("are those of kind-three-node.yaml: one control plane with its taint, two workers", () => {
    // biome-ignore lint/suspicious/noExplicitAny: Nodes
    const nodes = nodesOf(read("kind-three-node.yaml")) as any[];
    expect(nodes.map(({ metadata }) => metadata.name)).toEqual([
      "e2e-control-plane",
      "e2e-worker",
      "e2e-worker2",
    ]);
    expect(nodes.map(({ metadata }) => metadata.labels.tier)).toEqual([
      "control-plane",
      "worker",
      "worker",
    ]);
    expect(nodes.map(({ metadata }) => metadata.labels["topology.kubernetes.io/zone"])).toEqual([
      undefined,
      "zone-a",
      "zone-b",
    ]);
    expect(nodes.map(({ spec }) => spec.taints?.length ?? 0)).toEqual([1, 0, 0]);
    expect(nodes[0].metadata.labels).toHaveProperty("node-role.kubernetes.io/control-plane", "");
  });
});

describe("the sources' URLs", () => {
  const places = { repository: "http://r", gatewayApi: "http://g", charts: "http://c" };

  it("lead to this machine, and nothing else changes", () => {
    const text = `# All of one repository.
kind: GitRepository
spec:
  interval: 1m
  url: https://git.example.com/platform/fleet.git
---
kind: GitRepository
spec:
  url: https://github.com/kubernetes-sigs/gateway-api
---
kind: HelmRepository
spec:
  url: https://charts.example.com # the charts
---
kind: Receiver
spec:
  url: https://other.example.com
`;
    expect(withUrls(text, places)).toBe(
      text
        .replace("https://git.example.com/platform/fleet.git", "http://r")
        .replace("https://github.com/kubernetes-sigs/gateway-api", "http://g")
        .replace("https://charts.example.com", "http://c"),
    );
  });

  it("stay where there is no stand-in", () => {
    const text = "kind: HelmRepository\nspec:\n  url: https://charts.example.com\n";
    expect(withUrls(text, { ...places, charts: undefined })).toBe(text);
  });

  it("of the shipped repository are all known", () => {
    for (const path of [
      "bootstrap/sources.yaml",
      "infrastructure/ingress-controllers/gateway-api.yaml",
      "infrastructure/ingress-controllers/helmrepository.yaml",
      "infrastructure/prometheus-stack/helmrepository.yaml",
    ])
      expect(withUrls(readFileSync(join(MONOREPO, path), "utf8"), places)).not.toContain(
        "url: https:",
      );
  });
});

describe("the report of a failure", () => {
  it("shows errors only, the last of each kind", () => {
    const log = `I1124 19:00:00.000000 1 a.go:1] all is well
E1124 19:00:01.000000 1 a.go:2] "Failed" err="port 80"
E1124 19:00:02.000000 1 a.go:2] "Failed" err="port 81"
E1124 19:00:02.500000 1 options.go:205] The manifest file is empty, ignoring.
{"level":"info","msg":"fine"}
{"level":"error","msg":"broken"}
`;
    expect(linesThatMatter(log)).toEqual([
      'E1124 19:00:02.000000 1 a.go:2] "Failed" err="port 81"',
      '{"level":"error","msg":"broken"}',
    ]);
  });

  it("takes a condition of an older generation for none", () => {
    const object = (observedGeneration: number, status: string) => ({
      apiVersion: "kustomize.toolkit.fluxcd.io/v1",
      kind: "Kustomization",
      metadata: {
        name: "dev-sync",
        namespace: "flux-system",
        uid: "1",
        generation: 2,
        creationTimestamp: "2026-01-01T00:00:00Z",
      },
      status: {
        conditions: [
          { type: "Ready", status, reason: "BuildFailed", message: "no", observedGeneration },
        ],
      },
    });
    expect(notReady([object(2, "True")])).toEqual([]);
    expect(notReady([object(2, "False")])).toEqual([
      "Kustomization flux-system/dev-sync: BuildFailed: no",
    ]);
    expect(notReady([object(1, "True")])).toEqual([
      "Kustomization flux-system/dev-sync: not looked at yet: ",
    ]);
  });
});

it("free ports differ", async () => {
  const ports = await freePorts(20);
  expect(new Set(ports).size).toBe(20);
});

it("what does not come to be fails with what was looked for, and what there was instead", async () => {
  const never = until(
    "the sun rises",
    0.1,
    undefined,
    async () => false,
    () => "rain",
  );
  await expect(never).rejects.toThrow("Not within 0.1 s: the sun rises.\nrain");
});
