import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { findProgram } from "../generators/platform/programs/path.ts";
import { startControlPlane } from "./harness/control-plane.ts";
import { Failure } from "./harness/failure.ts";
import { FLUX_NAMESPACE, namespace, startFlux } from "./harness/flux.ts";
import { type Kubectl, kubectlOf } from "./harness/kubectl.ts";
import { Processes } from "./harness/processes.ts";
import { whatMatters } from "./harness/report.ts";
import { pushMonorepo, serveSources } from "./harness/sources.ts";
import { Stages } from "./harness/stages.ts";
import { openTools } from "./harness/tools.ts";

// This file is bundled into dist/.
const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** Minutes that a run may take, the building of the tools included. */
const LIMIT = 45;

const HELP = `npm run e2e                 real Flux on a real control plane: does all of it hold?
npm run e2e -- [PROOF...]   only the proofs whose file names contain this: bootstrap

  --keep               start it all, prove nothing, stay until Ctrl-C
  --kubeconfig FILE    against this cluster, in which Flux is installed: one to throw away
  --address ADDRESS    where that cluster reaches this machine (default: 127.0.0.1)
  --timeout MINUTES    the most it may take (default: ${LIMIT})
  --help               this text

Needs Go, to build Kubernetes and Flux (once); with --kubeconfig kubectl instead.
Exit codes: 0 all of it holds, 1 something does not, 2 usage, or no Go, 130 interrupted.
`;

interface Options {
  readonly keep: boolean;
  readonly kubeconfig: string | undefined;
  readonly address: string;
  readonly minutes: number;
  readonly proofs: readonly string[];
}

/** Runs a command line of `npm run e2e`, and sets the exit code. */
export async function main(args: readonly string[]): Promise<void> {
  const write = (text: string) => void process.stderr.write(text);
  try {
    const options = optionsOf(args);
    if (options === undefined) process.stdout.write(HELP);
    else process.exitCode = await runWith(options, new Stages(write), write);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    write(`${error.message}\n`);
    process.exitCode = error.code;
  }
}

/** Undefined where help is asked for. @throws Failure with exit code 2 */
function optionsOf(args: readonly string[]): Options | undefined {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        keep: { type: "boolean", default: false },
        kubeconfig: { type: "string" },
        address: { type: "string", default: "127.0.0.1" },
        timeout: { type: "string", default: `${LIMIT}` },
        help: { type: "boolean", default: false },
      },
    });
    if (values.help) return undefined;
    const minutes = Number(values.timeout);
    if (!(minutes > 0)) throw new TypeError(`--timeout: "${values.timeout}" is no number.`);
    return { ...values, kubeconfig: values.kubeconfig, minutes, proofs: positionals };
  } catch (error) {
    throw new Failure(`${(error as Error).message}\nnpm run e2e -- --help lists the flags.`, 2);
  }
}

/** The exit code. Whatever happens, nothing that it started runs on. */
async function runWith(
  options: Options,
  stages: Stages,
  write: (text: string) => void,
): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "flux-cd-e2e-"));
  const logs = join(folder, "logs");
  mkdirSync(logs);
  const processes = new Processes(logs);
  const stop = new AbortController();
  const limit = setTimeout(
    () => stop.abort(new Failure(`Stopped: it took more than ${options.minutes} minutes.`)),
    options.minutes * 60_000,
  );
  const interrupt = () => stop.abort(new Failure("Interrupted.", 130));
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, interrupt);
  processes.onUnexpectedEnd = (name, code) =>
    stop.abort(new Failure(`${name} ended, with exit code ${code}.`));

  const run = { options, folder, processes, stages, signal: stop.signal, write };
  const started: Started = {};
  let code = 0;
  try {
    await start(run, started);
    if (options.keep) await stayed(run, started);
    else code = await prove(run, started);
  } catch (error) {
    const reason = stop.signal.aborted ? stop.signal.reason : error;
    write(`${reason instanceof Failure ? reason.message : (reason as Error).stack}\n`);
    code = reason instanceof Failure ? reason.code : 1;
  }
  clearTimeout(limit);
  const isFailure = code === 1;
  if (isFailure) {
    for (const line of await whatMatters(started.kubectl, logs)) write(`${line}\n`);
    write(`\nAll logs: ${logs}\n`);
  }
  started.stop?.();
  await stages.run("stopped", () => processes.stop());
  if (!isFailure) rmSync(folder, { recursive: true, force: true });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.off(signal, interrupt);
  return code;
}

interface Run {
  readonly options: Options;
  readonly folder: string;
  readonly processes: Processes;
  readonly stages: Stages;
  readonly signal: AbortSignal;
  readonly write: (text: string) => void;
}

/** Filled in as it comes up, so that a failure on the way can be reported. */
interface Started {
  kubectl?: Kubectl;
  /** For the proofs. */
  settings?: object;
  stop?: () => void;
}

async function start(run: Run, started: Started): Promise<void> {
  const { options, folder, processes, stages, signal } = run;
  const { kubeconfig, address } = options;
  let definitions: string | undefined;
  let kubectl: Kubectl;
  if (kubeconfig === undefined) {
    const tools = await stages.run("tools", () => openTools(ROOT, stages, signal));
    stages.say(
      Object.entries(tools.versions)
        .map((each) => each.join(" "))
        .join(", "),
    );
    const place = { folder, ...tools, processes, signal };
    const kind = readFileSync(join(ROOT, "kind-three-node.yaml"), "utf8");
    kubectl = await stages.run("control plane", () => startControlPlane(place, kind));
    started.kubectl = kubectl;
    await stages.run("Flux", () => startFlux(place, kubectl));
    definitions = tools.definitions;
  } else {
    const found = findProgram(["kubectl"], process.env);
    if (found === undefined) throw new Failure("--kubeconfig needs kubectl.", 2);
    kubectl = kubectlOf(found.path, kubeconfig);
    started.kubectl = kubectl;
  }
  const place = { folder, processes, signal };
  const sources = await stages.run("sources", () =>
    serveSources(ROOT, place, definitions, address),
  );
  started.stop = sources.stop;
  const repository = await pushMonorepo(ROOT, folder, sources);
  const { remotes, url, places } = sources;
  const { config, program } = kubectl;
  started.settings = { kubeconfig: config, kubectl: program, repository, remotes, url, places };
}

/** Bootstraps the shipped repository and waits for Ctrl-C. */
async function stayed({ stages, signal, write }: Run, { kubectl, settings }: Started) {
  if (kubectl === undefined) return;
  const { repository } = settings as { repository: string };
  await kubectl.apply([namespace(FLUX_NAMESPACE)]);
  await stages.run("bootstrap", () =>
    kubectl.output("apply", "--server-side", `--kustomize=${join(repository, "flux-cd")}`),
  );
  write(`
Ctrl-C stops it and removes its data.

  export KUBECONFIG=${kubectl.config}
  kubectl      ${kubectl.program}
  repository   ${repository}   (git push: Flux follows its branch main)
`);
  await new Promise((resolve) => signal.addEventListener("abort", resolve));
  signal.throwIfAborted();
}

/** Runs the proofs (vitest), whose exit code it gives. */
function prove({ options, signal }: Run, { settings }: Started): Promise<number> {
  // All others start from what it leaves.
  const proofs = options.proofs.length === 0 ? [] : ["1-bootstrap", ...options.proofs];
  const vitest = join(ROOT, "node_modules", "vitest", "vitest.mjs");
  const args = ["run", "--config", join(ROOT, "e2e", "vitest.config.ts"), ...proofs];
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [vitest, ...args], {
      cwd: ROOT,
      stdio: "inherit",
      env: { ...process.env, E2E: JSON.stringify(settings) },
    });
    signal.addEventListener("abort", () => {
      child.kill();
      setTimeout(() => child.kill("SIGKILL"), 10_000).unref();
    });
    child.on("error", reject);
    child.on("close", (code) => {
      if (signal.aborted) reject(signal.reason);
      else resolve(code === 0 ? 0 : 1);
    });
  });
}
