import { dirname, join } from "node:path";
import { type Run, run } from "./run-program.ts";

export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
  readonly lastTransitionTime?: string;
  readonly observedGeneration?: number;
}

/** An object of the cluster, as far as this is about what all of them have. */
export interface ClusterObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly uid: string;
    readonly generation?: number;
    readonly creationTimestamp: string;
    readonly deletionTimestamp?: string;
    readonly labels?: Readonly<Record<string, string>>;
  };
  // biome-ignore lint/suspicious/noExplicitAny: another one for each kind
  readonly spec?: any;
  readonly status?: {
    readonly conditions?: readonly Condition[];
    // biome-ignore lint/suspicious/noExplicitAny: another one for each kind
    readonly [key: string]: any;
  };
}

/** The one client that the harness and the proofs use. */
export interface Kubectl {
  readonly program: string;
  readonly config: string;
  run(...args: string[]): Promise<Run>;
  /** What it printed. @throws with its message. */
  output(...args: string[]): Promise<string>;
  /** Objects of a kind or of several (`pods,services`), of all namespaces. */
  list(kinds: string, ...args: string[]): Promise<ClusterObject[]>;
  /** Creates or changes objects, by server-side apply. */
  apply(objects: readonly object[], ...args: string[]): Promise<void>;
  /** Posts an object to a path of the API; what the server says against it, empty for nothing. */
  create(path: string, object: object): Promise<string>;
}

/** @param config file of the kubeconfig; the client's caches go beside it. */
export function kubectlOf(program: string, config: string): Kubectl {
  const env = {
    ...process.env,
    KUBECONFIG: config,
    KUBECACHEDIR: join(dirname(config), "kubectl-cache"),
  };
  const once = (args: readonly string[], input?: string) =>
    run(program, args, { env, ...(input === undefined ? {} : { input }) });
  const outputOf = async (args: readonly string[], input?: string) => {
    const { code, stdout, stderr } = await once(args, input);
    if (code !== 0) throw new Error(`kubectl ${args.join(" ")}: ${stderr.trim()}`);
    return stdout;
  };
  return {
    program,
    config,
    run: (...args) => once(args),
    output: (...args) => outputOf(args),
    async list(kinds, ...args) {
      const text = await outputOf(["get", kinds, "--all-namespaces", "--output=json", ...args]);
      return (JSON.parse(text) as { items: ClusterObject[] }).items;
    },
    async create(path, object) {
      const args = ["create", `--raw=${path}`, "--filename=-"];
      const { code, stderr } = await once(args, JSON.stringify(object));
      return code === 0 ? "" : stderr.trim();
    },
    async apply(objects, ...args) {
      const list = { apiVersion: "v1", kind: "List", items: objects };
      const flags = ["--server-side", "--field-manager=e2e", "--filename=-", ...args];
      await outputOf(["apply", ...flags], JSON.stringify(list));
    },
  };
}
