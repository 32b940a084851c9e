import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { arch, platform } from "node:os";
import { dirname, join } from "node:path";
import { cacheFolder } from "../../generators/platform/disk/cache.ts";
import { writeDefinitions } from "./definitions.ts";
import { Failure } from "./failure.ts";
import { type GoModule, parseGoModule, programOf } from "./go-modules.ts";
import { output, run } from "./run-program.ts";
import type { Stages } from "./stages.ts";

/** What the components are started from. */
export interface Tools {
  /** Path by name. */
  readonly programs: Readonly<Record<string, string>>;
  /** Folder of what writeDefinitions wrote. */
  readonly definitions: string;
  /** Version by name, as a reader says it: `Kubernetes`, `etcd`, `kwok`, the controllers. */
  readonly versions: Readonly<Record<string, string>>;
}

const GROUPS = ["kubernetes", "kwok", "flux"] as const;

/** Go's, for everything it is asked here. */
const GO_ENV = { CGO_ENABLED: "0", GOWORK: "off" };

/** A folder of `e2e/tools/`. */
interface Group {
  readonly name: string;
  readonly folder: string;
  readonly module: GoModule;
  /** Where what is built from it is kept: another place for another version of anything. */
  readonly cache: string;
}

/**
 * The programs and CustomResourceDefinitions, built where they are not kept yet.
 * @param root the project.
 * @throws Failure with exit code 2 where there is no Go.
 */
export async function openTools(root: string, stages: Stages, signal: AbortSignal): Promise<Tools> {
  const go = await run("go", ["version"]).catch(() => undefined);
  if (go?.code !== 0)
    throw new Failure("npm run e2e needs Go, to build Kubernetes and Flux (https://go.dev/dl).", 2);
  const goVersion = go.stdout.trim();
  const groups = [];
  for (const name of GROUPS) {
    const group = openGroup(root, name, goVersion);
    await kept(group, stages, (folder) => buildPrograms(group, folder, signal));
    groups.push(group);
  }
  const caches = groups.map(({ cache }) => cache).join();
  const definitions = openGroup(root, "crds", `${goVersion}${caches}`);
  await kept(definitions, stages, (target) => {
    const tools = join(root, "e2e", "tools");
    const folders = {
      crds: definitions.folder,
      flux: join(tools, "flux"),
      kwok: join(tools, "kwok"),
    };
    return writeDefinitions(folders, target, { ...process.env, ...GO_ENV });
  });
  const entries = groups.flatMap(({ module, cache }) =>
    module.tools.map((tool) => [programOf(tool), join(cache, programOf(tool))] as const),
  );
  return {
    programs: Object.fromEntries(entries),
    definitions: definitions.cache,
    versions: versionsOf(groups),
  };
}

function openGroup(root: string, name: string, salt: string): Group {
  const folder = join(root, "e2e", "tools", name);
  const text = readFileSync(join(folder, "go.mod"), "utf8");
  const key = createHash("sha256");
  for (const part of [salt, platform(), arch(), text, readFileSync(join(folder, "go.sum"), "utf8")])
    key.update(`${part}\0`);
  const caches = join(dirname(cacheFolder(process.env)), "flux-cd-e2e");
  const cache = join(caches, `${name}-${key.digest("hex").slice(0, 16)}`);
  return { name, folder, module: parseGoModule(text), cache };
}

/** Makes what is not kept yet, in a folder beside it, so that it is there whole or not at all. */
async function kept(
  { name, cache }: Group,
  stages: Stages,
  make: (folder: string) => Promise<void>,
): Promise<void> {
  if (existsSync(cache)) return;
  const unfinished = `${cache}.${process.pid}`;
  mkdirSync(unfinished, { recursive: true });
  try {
    await stages.run(`${name}, once`, () => make(unfinished));
    try {
      renameSync(unfinished, cache);
    } catch (error) {
      // Another run was faster.
      if (!existsSync(cache)) throw error;
    }
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
}

async function buildPrograms(group: Group, folder: string, signal: AbortSignal): Promise<void> {
  const env = { ...process.env, ...GO_ENV };
  for (const tool of group.module.tools) {
    const args = ["build", "-trimpath", "-ldflags", linkerFlags(group.module)];
    await output("go", [...args, "-o", join(folder, programOf(tool)), tool], {
      cwd: group.folder,
      env,
      signal,
    });
  }
}

/** Without debug information; and Kubernetes knows its version only if the linker says it. */
function linkerFlags({ versions }: GoModule): string {
  const kubernetes = versions.get("k8s.io/kubernetes");
  if (kubernetes === undefined) return "-s -w";
  const [major, minor] = kubernetes.slice(1).split(".");
  const set = { gitVersion: kubernetes, gitMajor: major, gitMinor: minor };
  const flags = Object.entries(set).map(
    ([name, value]) => `-X k8s.io/component-base/version.${name}=${value}`,
  );
  return ["-s -w", ...flags].join(" ");
}

function versionsOf(groups: readonly Group[]): Record<string, string> {
  const modules: Record<string, string> = {
    "k8s.io/kubernetes": "Kubernetes",
    "go.etcd.io/etcd/server/v3": "etcd",
    "sigs.k8s.io/kwok": "kwok",
  };
  for (const name of ["source", "kustomize", "helm"])
    modules[`github.com/fluxcd/${name}-controller`] = `${name}-controller`;
  const known = groups.flatMap(({ module }) => [...module.versions]);
  return Object.fromEntries(
    known.flatMap(([path, version]) => {
      const name = modules[path];
      return name === undefined ? [] : [[name, version] as const];
    }),
  );
}
