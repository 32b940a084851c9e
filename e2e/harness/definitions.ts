import { cpSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { output } from "./run-program.ts";

/** Modules that hold their finished CustomResourceDefinitions, and where. */
const CONTROLLERS = ["source", "kustomize", "helm"].map(
  (name) => `github.com/fluxcd/${name}-controller`,
);
const GATEWAY_API = "sigs.k8s.io/gateway-api";
const KWOK = "sigs.k8s.io/kwok";
/** What kwok lets nodes and pods do: be ready at once, be renewed, end. */
const STAGES = ["node/fast", "node/heartbeat-with-lease", "pod/fast"];

/** Folders of `e2e/tools/`. */
interface Folders {
  readonly crds: string;
  readonly flux: string;
  readonly kwok: string;
}

/**
 * Writes into folders below `target`: the CustomResourceDefinitions, copies of the modules' own
 * files, or, of those whose modules have the Go types alone, what their projects' generator makes
 * (`flux/`, `gateway-api/`, `monitoring/`); and kwok's stages (`kwok/`).
 */
export async function writeDefinitions(
  { crds, flux, kwok }: Folders,
  target: string,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const go = async (cwd: string, ...args: string[]) =>
    (await output("go", args, { cwd, env })).trim();
  // Unlike `go list -m`, this fetches a module that nothing has needed yet.
  const folderOf = async (cwd: string, module: string): Promise<string> => {
    const found: unknown = JSON.parse(await go(cwd, "mod", "download", "-json", module));
    return (found as { Dir: string }).Dir;
  };
  const copy = (from: string, to: string) => {
    mkdirSync(join(target, to), { recursive: true });
    // The module cache is for reading only; this is not.
    const isWanted = (name: string) => name.endsWith(".yaml") && name !== "kustomization.yaml";
    for (const name of readdirSync(from).filter(isWanted))
      cpSync(join(from, name), join(target, to, name), { mode: 0 });
  };
  for (const module of CONTROLLERS)
    copy(join(await folderOf(flux, module), "config", "crd", "bases"), "flux");
  copy(join(await folderOf(crds, GATEWAY_API), "config", "crd", "standard"), "gateway-api");
  for (const stage of STAGES)
    copy(join(await folderOf(kwok, KWOK), "kustomize", "stage", stage), "kwok");

  const types = await go(crds, "list", '-f={{join .Imports " "}}', "./types");
  for (const path of types.split(" ")) {
    const folder = path.includes("prometheus-operator") ? "monitoring" : "flux";
    const arguments_ = [`paths=${path}`, `output:crd:dir=${join(target, folder)}`];
    await go(crds, "tool", "controller-gen", "crd", ...arguments_);
  }
}
