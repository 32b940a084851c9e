import { generateKeyPairSync, randomBytes } from "node:crypto";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Failure } from "./failure.ts";
import { kubeconfig } from "./kubeconfig.ts";
import { type Kubectl, kubectlOf } from "./kubectl.ts";
import { nodesOf } from "./nodes.ts";
import { freePorts } from "./ports.ts";
import type { Processes } from "./processes.ts";
import { until } from "./until.ts";

/** Where a run keeps its data, and with what it runs. */
export interface Place {
  readonly folder: string;
  readonly programs: Readonly<Record<string, string>>;
  /** Folder of what the tools' modules define. */
  readonly definitions: string;
  readonly processes: Processes;
  readonly signal: AbortSignal;
}

/** @throws Failure where the tools have no such program. */
export function programIn({ programs }: Place, name: string): string {
  const path = programs[name];
  if (path === undefined) throw new Failure(`e2e/tools/ builds no ${name}.`);
  return path;
}

/**
 * A Kubernetes on the loopback interface: etcd, API server, controller manager, scheduler, and kwok
 * in place of kubelets. Returns when its nodes are ready.
 * @param kind kind's configuration, whose nodes it gets.
 */
export async function startControlPlane(place: Place, kind: string): Promise<Kubectl> {
  const { folder, processes, signal } = place;
  const [etcd, peers, api, kwok] = await freePorts(4);
  const file = (name: string, text: string) => {
    const path = join(folder, name);
    writeFileSync(path, text, { mode: 0o600 });
    return path;
  };
  const start = (name: string, ...args: string[]) =>
    processes.start(name, programIn(place, name), args);

  const keys = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs1", format: "pem" },
  });
  const privateKey = file("accounts.key", keys.privateKey);
  const publicKey = file("accounts.pub", keys.publicKey);
  const token = randomBytes(16).toString("hex");
  const tokens = file("tokens.csv", `${token},admin,admin,system:masters\n`);
  const certificates = join(folder, "certificates");
  mkdirSync(certificates);
  // The API server makes it when it starts.
  const certificate = join(certificates, "apiserver.crt");
  const access = { server: `https://127.0.0.1:${api}`, certificates: certificate, token };
  const config = file("kubeconfig", kubeconfig(access));

  start(
    "etcd",
    `--data-dir=${join(folder, "etcd")}`,
    `--listen-client-urls=http://127.0.0.1:${etcd}`,
    `--advertise-client-urls=http://127.0.0.1:${etcd}`,
    `--listen-peer-urls=http://127.0.0.1:${peers}`,
    `--initial-advertise-peer-urls=http://127.0.0.1:${peers}`,
    `--initial-cluster=default=http://127.0.0.1:${peers}`,
    // What is gone with the machine may go with it.
    "--unsafe-no-fsync",
    "--log-level=warn",
  );
  start(
    "kube-apiserver",
    `--etcd-servers=http://127.0.0.1:${etcd}`,
    "--bind-address=127.0.0.1",
    "--advertise-address=127.0.0.1",
    `--secure-port=${api}`,
    `--cert-dir=${certificates}`,
    `--token-auth-file=${tokens}`,
    "--authorization-mode=RBAC",
    `--service-account-signing-key-file=${privateKey}`,
    `--service-account-key-file=${publicKey}`,
    `--service-account-issuer=https://kubernetes.default.svc`,
    "--service-cluster-ip-range=10.96.0.0/16",
    "--allow-privileged=true",
    // Nothing reaches it from inside: no pod runs.
    "--endpoint-reconciler-type=none",
  );
  const kubectl = kubectlOf(programIn(place, "kubectl"), config);
  await until("the API server answers", 90, signal, async () => {
    return (await kubectl.run("get", "--raw=/readyz")).code === 0;
  });
  start(
    "kube-controller-manager",
    `--kubeconfig=${config}`,
    "--leader-elect=false",
    "--secure-port=0",
    "--use-service-account-credentials=true",
    `--service-account-private-key-file=${privateKey}`,
    `--root-ca-file=${certificate}`,
    // 15 s is for clusters with thousands of autoscalers.
    "--horizontal-pod-autoscaler-sync-period=2s",
  );
  start("kube-scheduler", `--kubeconfig=${config}`, "--leader-elect=false", "--secure-port=0");
  await kubectl.apply(nodesOf(kind));
  const stages = join(place.definitions, "kwok");
  start(
    "kwok",
    ...readdirSync(stages).map((name) => `--config=${join(stages, name)}`),
    `--kubeconfig=${config}`,
    "--manage-all-nodes=true",
    // Without a lease a node counts as lost after 50 s, and its pods as not ready.
    "--node-lease-duration-seconds=40",
    `--server-address=127.0.0.1:${kwok}`,
  );
  await until("the nodes are ready", 60, signal, async () => {
    const nodes = await kubectl.list("nodes");
    return nodes.every(({ status }) =>
      status?.conditions?.some((each) => each.type === "Ready" && each.status === "True"),
    );
  });
  return kubectl;
}
