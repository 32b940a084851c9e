import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { findProgram } from "../../generators/platform/programs/path.ts";
import { type Ended, ROOT, run, temporaryFolder } from "../support/project.ts";

/** The stand-in needs a first line that says what runs it. */
export const NO_STAND_IN = process.platform === "win32";

const FLUX = ["source.toolkit.fluxcd.io/v1", "kustomize.toolkit.fluxcd.io/v1"] as const;
export const [SOURCE, KUSTOMIZE] = FLUX;
export const HELM = "helm.toolkit.fluxcd.io/v2";
export const REVISION = "main@sha1:5f19a8b9b4be13371134f20075e727cf731d70f5";

/** Seconds before now, as Kubernetes writes a time. */
const ago = (seconds: number) =>
  new Date(Date.now() - seconds * 1000).toISOString().replace(/\.\d+Z$/, "Z");

/** An object as the API server has it. @param path `namespace/name` */
export function object(apiVersion: string, kind: string, path: string, more: object = {}): object {
  const [namespace, name] = path.split("/");
  const metadata = { namespace, name, generation: 1, creationTimestamp: ago(3 * 86400) };
  return { apiVersion, kind, metadata, ...more };
}

/** A status whose condition Ready says so. */
export const ready = (
  status: "True" | "False" | "Unknown",
  reason: string,
  message: string,
  more: object = {},
) => ({
  status: {
    observedGeneration: 1,
    conditions: [
      {
        type: "Ready",
        status,
        reason,
        message,
        lastTransitionTime: ago(600),
        observedGeneration: 1,
      },
    ],
    ...more,
  },
});

/** A cluster behind a stand-in for kubectl. */
export class StandIn {
  readonly folder = temporaryFolder();

  constructor(objects: readonly object[], deployments: readonly object[] = []) {
    mkdirSync(join(this.folder, "bin"));
    symlinkSync(join(ROOT, "test/fixtures/status/kubectl"), join(this.folder, "bin", "kubectl"));
    this.has("objects", JSON.stringify({ kind: "List", items: objects }));
    this.has("deployments", JSON.stringify({ kind: "List", items: deployments }));
    this.has("config", JSON.stringify({ "current-context": "kind-flux-cd" }));
    this.has("api-resources", readFileSync(join(ROOT, "test/fixtures/status/api-resources.txt")));
  }

  /** Lays down what a verb answers; `<verb>.error` is for stderr, and makes it fail. */
  has(name: string, text: string | Buffer): this {
    writeFileSync(join(this.folder, name), text);
    return this;
  }

  forgets(name: string): this {
    rmSync(join(this.folder, name));
    return this;
  }

  get calls(): string[] {
    return readFileSync(join(this.folder, "calls"), "utf8").trim().split("\n");
  }

  get env(): NodeJS.ProcessEnv {
    return {
      PATH: [join(this.folder, "bin"), process.env.PATH].join(delimiter),
      STANDIN: this.folder,
      REAL_KUBECTL: findProgram(["kubectl"], process.env)?.path ?? "",
    };
  }

  status(...args: string[]): Promise<Ended> {
    return run(["status", ...args], { env: this.env });
  }
}
