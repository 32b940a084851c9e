import { execFile } from "node:child_process";
import { UserError } from "../../base/problem/problem.ts";
import { findProgram } from "./path.ts";

/** Bytes of output that one call may give: a cluster of ten thousand objects has some 50 MB. */
const OUTPUT_MAX = 512 * 1024 * 1024;
/** For one request to the API server; kubectl's own default is to wait for ever. */
const REQUEST_TIMEOUT = "30s";

/** What ends this process ends its calls too. */
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** The user's kubectl, and which cluster it is to ask. */
export interface Kubectl {
  readonly path: string;
  /** `--context` and `--kubeconfig`, where they were given. */
  readonly flags: readonly string[];
  /** The user's own: credential plugins need it. */
  readonly env: NodeJS.ProcessEnv;
  /** The folder where the user stands: KUBECONFIG may be relative. */
  readonly cwd: string;
}

export interface KubectlResult {
  readonly ok: boolean;
  readonly stdout: string;
  /** kubectl's words, without its log. */
  readonly message: string;
}

/** @throws UserError where PATH has no kubectl. */
export function findKubectl(
  options: { readonly context: string | undefined; readonly kubeconfig: string | undefined },
  { env, cwd }: Pick<Kubectl, "env" | "cwd">,
): Kubectl {
  const found = findProgram(["kubectl"], env);
  if (found === undefined) {
    throw UserError.of("kubectl", "kubectl is not installed.", {
      hint: "It is what reads the cluster: https://kubernetes.io/docs/tasks/tools/",
    });
  }
  const flags = Object.entries(options).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}=${value}`],
  );
  return { path: found.path, flags, env, cwd };
}

/** One call of kubectl. It never asks: its input is empty. */
export function callKubectl(kubectl: Kubectl, args: readonly string[]): Promise<KubectlResult> {
  const { path, flags, env, cwd } = kubectl;
  const all = [...flags, `--request-timeout=${REQUEST_TIMEOUT}`, ...args];
  return new Promise((resolve) => {
    const child = execFile(
      path,
      all,
      { env, cwd, maxBuffer: OUTPUT_MAX },
      (error, stdout, stderr) => {
        for (const signal of SIGNALS) process.off(signal, stop);
        const message = wordsOf(stderr) || (error?.message ?? "");
        resolve({ ok: error === null, stdout, message });
      },
    );
    child.stdin?.end();
    const stop = () => child.kill();
    for (const signal of SIGNALS) process.prependOnceListener(signal, stop);
  });
}

/** What kubectl says to people: its log lines (`E1124 18:20:35 ...`) and prefixes left out. */
function wordsOf(stderr: string): string {
  return stderr
    .split("\n")
    .filter((line) => !/^[EWI]\d{4} /.test(line))
    .map((line) => line.replace(/^(?:error|Error from server(?: \(\w+\))?): /, ""))
    .join("\n")
    .trim();
}
