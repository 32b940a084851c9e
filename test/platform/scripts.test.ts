import { execFileSync, spawnSync } from "node:child_process";
import {
  accessSync,
  constants,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { copyOfMonorepo, MONOREPO, ROOT } from "../support/project.ts";
import { findProgram, NO_BASH, World } from "./world.ts";

const SCRIPTS = readdirSync(join(ROOT, "scripts")).filter((name) => name.endsWith(".sh"));
const FILES = [...SCRIPTS, "lib/common.sh", "lib/forward.sh"].map((name) => join("scripts", name));
const read = (path: string) => readFileSync(join(ROOT, path), "utf8");
const header = (script: string) =>
  read(`scripts/${script}`)
    .split("\n")
    .slice(1)
    .join("\n")
    .split(/\n(?!#)/)[0] ?? "";

describe.each(SCRIPTS)("%s", (script) => {
  it("starts as every script does", () => {
    expect(read(`scripts/${script}`)).toMatch(
      /^#!\/usr\/bin\/env bash\n(# .*\n|#\n)+\nset -euo pipefail\n/,
    );
    accessSync(join(ROOT, "scripts", script), NO_BASH ? constants.R_OK : constants.X_OK);
  });

  it("says how it is used and how it ends", () => {
    expect(header(script)).toMatch(/^# Usage: scripts\//m);
    expect(header(script)).toMatch(/^# Exit codes: 0 |^# Exit codes: that of kubectl/m);
  });

  it.skipIf(NO_BASH)("prints that for --help, and refuses what it does not know", async () => {
    const help = await new World([]).script(script, {}, "--help");
    expect(help.code).toBe(0);
    expect(help.stdout).toBe(`${header(script).replaceAll(/^# ?/gm, "")}\n`);
    const unknown = await new World([]).script(script, {}, "--unknown");
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toContain("--help".slice(script === "app-image.sh" ? 6 : 0));
    expect(unknown.stdout).toBe("");
  });

  it("is described in SCRIPTS.md, with an example", () => {
    const sections = read("scripts/SCRIPTS.md").split(/^### /m);
    const section = sections.find((each) => each.startsWith(`${script}\n`)) ?? "";
    // Its header comes from `npm run docs`, which another test checks.
    expect(section).toContain(`<!-- generated: script ${script} -->`);
    expect(section).toContain("```console");
  });
});

describe("scripts/SCRIPTS.md", () => {
  it("describes no script that there is not", () => {
    const described = [...read("scripts/SCRIPTS.md").matchAll(/^### (\S+\.sh)$/gm)];
    expect(described.map((match) => match[1]).sort()).toEqual([...SCRIPTS].sort());
  });

  it("says what the common settings are by default", () => {
    const rows = [...read("scripts/SCRIPTS.md").matchAll(/^\| `([A-Z_]+)` \| `(.+?)` \|/gm)];
    expect(rows.length).toBeGreaterThan(6);
    for (const [, name, value] of rows) {
      const set = read("scripts/lib/common.sh").replaceAll("$ROOT/", "");
      expect(set).toContain(`\n${name}=\${${name}:-${value}}\n`);
    }
  });
});

describe("the scripts", () => {
  const shellcheck = findProgram("shellcheck");

  // `make lint` fails without it, in CI too; the macOS of GitHub's runners does not have it.
  it.skipIf(NO_BASH || shellcheck === undefined)("pass shellcheck", () => {
    const files = [...FILES, "test/fixtures/platform/stand-in"];
    const { status, stdout, error } = spawnSync("shellcheck", ["--external-sources", ...files], {
      cwd: ROOT,
      encoding: "utf8",
    });
    expect(error).toBeUndefined();
    expect(stdout).toBe("");
    expect(status).toBe(0);
  });

  it.each(FILES)("%s does without what bash 3.2 and BSD tools lack", (path) => {
    const code = read(path).replaceAll(/^\s*#.*$/gm, "");
    expect(code).not.toMatch(/\b(mapfile|readarray|coproc)\b|declare -[Ag]|local -n|wait -n/);
    expect(code).not.toMatch(/\$\{\w+(\^|,|@[A-Z])|\|&|&>>|printf '%\(|\$EPOCH|BASHPID/);
    expect(code).not.toMatch(
      /readlink -f|realpath|sed -i|sed -r|grep -P|date -d|(?<!-)\btimeout \d/,
    );
    expect(code).not.toMatch(/\b(tac|shuf|nproc|seq|jq|yq)\b|base64 -d|mktemp -p|stat -c/);
  });

  it.skipIf(NO_BASH)("read environments and apps as YAML says", () => {
    const monorepo = copyOfMonorepo();
    const folder = join(monorepo, "applications/mock-cluster-aka-namespaces");
    // Quotes and comments, as somebody may write them.
    writeFileSync(
      join(folder, "kustomization.yaml"),
      `resources:\n  - "dev/sync.yaml"\n  - 'qa-2/sync.yaml' # new\n#  - old/sync.yaml\n  - production/sync.yaml\n`,
    );
    mkdirSync(join(folder, "qa-2"));
    writeFileSync(
      join(folder, "qa-2/kustomization.yaml"),
      `resources:\n- namespace.yaml\n- "../../base-check-out-config"\n# - ../../base-old-config\n-   ../../base-app-config # the app\n`,
    );
    const ask = (command: string) =>
      execFileSync("bash", ["-c", `. scripts/lib/common.sh; ${command}`], {
        cwd: ROOT,
        env: { ...process.env, FLUX_CD: monorepo },
        encoding: "utf8",
      })
        .trim()
        .split("\n");
    const resources = (path: string) =>
      (parse(readFileSync(join(folder, path), "utf8")) as { resources: string[] }).resources;
    expect(ask("environments")).toEqual(resources("kustomization.yaml").map(dirname));
    expect(ask("apps_of qa-2")).toEqual(["check-out", "app"]);
    expect(ask("apps_of dev")).toEqual(["app"]);
  });
});

describe("scripts/versions.env", () => {
  const lines = read("scripts/versions.env").split("\n");
  const pinned = new Map(
    lines
      .filter((line) => line !== "" && !line.startsWith("#"))
      .map(
        (line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)] as const,
      ),
  );

  it("is what a shell and a reader of .env files take for the same", () => {
    expect([...pinned.keys()]).toContain("KIND_NODE_IMAGE");
    for (const [name, value] of pinned) {
      expect(name).toMatch(/^[A-Z_]+$/);
      expect(value).toMatch(/^[\w./:@,-]+$/);
      expect(value).not.toMatch(/latest/);
    }
  });

  it("says where each release is described", () => {
    for (const [name, value] of pinned) {
      const version = /\d+\.\d+\.\d+/.exec(value)?.[0];
      if (version === undefined || name === "KIND_NODE_IMAGE") continue;
      const above = lines[lines.indexOf(`${name}=${value}`) - 1];
      expect(above, name).toMatch(new RegExp(`^# https://.*${version.replaceAll(".", "\\.")}`));
    }
  });

  it("is the one place that names a version", () => {
    const names = [...pinned.values()].flatMap(
      (value) => value.match(/\d+\.\d+\.\d+|[0-9a-f]{64}/g) ?? [],
    );
    expect(names.length).toBeGreaterThan(6);
    for (const path of [...FILES, "scripts/SCRIPTS.md", "makefile", "kind-three-node.yaml"]) {
      for (const version of names) expect(read(path), path).not.toContain(version);
    }
  });

  it.skipIf(NO_BASH)("gives way to variables that are set", () => {
    const command = '. scripts/lib/common.sh; echo "$KIND_VERSION $FLUX_VERSION"';
    const env = { PATH: process.env.PATH, KIND_VERSION: "v9.9.9" };
    const printed = execFileSync("bash", ["-c", command], { cwd: ROOT, env, encoding: "utf8" });
    expect(printed).toBe(`v9.9.9 ${pinned.get("FLUX_VERSION")}\n`);
  });
});

describe("kind-three-node.yaml", () => {
  interface Node {
    readonly role: string;
    readonly labels: Record<string, string>;
    readonly extraPortMappings?: { containerPort: number; listenAddress: string }[];
  }
  const { nodes } = parse(read("kind-three-node.yaml")) as { nodes: Node[] };

  it("has one control-plane node and two workers, all labelled", () => {
    expect(nodes.map(({ role }) => role)).toEqual(["control-plane", "worker", "worker"]);
    for (const { role, labels } of nodes) {
      expect(labels.tier).toBe(role);
      // A kubelet refuses to give itself a label of these.
      expect(Object.keys(labels).join()).not.toMatch(/node-role\.kubernetes\.io|node\.kubernetes/);
    }
    expect(new Set(nodes.map(({ labels }) => labels["topology.kubernetes.io/zone"])).size).toBe(3);
  });

  it("maps the node ports of Traefik, for this machine alone", () => {
    const path = join(MONOREPO, "infrastructure/ingress-controllers/configmap.yaml");
    const values = parse(parse(readFileSync(path, "utf8")).data["values.yaml"]);
    const mapped = nodes.flatMap(({ extraPortMappings }) => extraPortMappings ?? []);
    expect(mapped.map(({ containerPort }) => containerPort)).toEqual([
      values.ports.web.nodePort,
      values.ports.websecure.nodePort,
    ]);
    for (const { listenAddress } of mapped) expect(listenAddress).toBe("127.0.0.1");
  });
});

describe("what the scripts expect of flux-cd/", () => {
  const shipped = (path: string) => readFileSync(join(MONOREPO, path), "utf8");
  const base = (file: string) =>
    parseAllDocuments(shipped(`applications/base-app-config/${file}`))[0]?.toJS();

  it("deploys the image that create-cluster.sh has a registry for", () => {
    const [, port] = /REGISTRY_PORT:-(\d+)/.exec(read("scripts/lib/common.sh")) ?? [];
    const [container] = base("deployment.yaml").spec.template.spec.containers;
    expect(container.image).toMatch(new RegExp(`^localhost:${port}/demo-app:`));
  });

  it("names the Service's port http, and the Deployment and the autoscaler as the app", () => {
    expect(base("service.yaml").spec.ports[0].name).toBe("http");
    for (const file of ["service", "deployment", "horizontalpodautoscaler"]) {
      expect(base(`${file}.yaml`).metadata.name).toBe("app");
    }
  });

  it("has the names that monitoring-status.sh and grafana.sh use", () => {
    const readme = shipped("infrastructure/prometheus-stack/README.md");
    expect(readme).toContain("service/kube-prometheus-stack-grafana 3000:80");
    expect(readme).toContain("`service/kube-prometheus-stack-prometheus`, port 9090");
  });
});
