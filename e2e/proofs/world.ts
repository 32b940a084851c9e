import { execFile } from "node:child_process";
import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { FLUX_NAMESPACE } from "../harness/flux.ts";
import { git, push } from "../harness/git.ts";
import { type ClusterObject, kubectlOf } from "../harness/kubectl.ts";
import { FLUX_KINDS, isReady, notReady } from "../harness/report.ts";
import type { Places } from "../harness/rewrite.ts";
import { until } from "../harness/until.ts";
import { groupBy } from "./group.ts";

/** What the harness hands to the proofs, in the variable E2E. */
interface Settings {
  readonly kubeconfig: string;
  readonly kubectl: string;
  /** Working copy of the repository that Flux follows. */
  readonly repository: string;
  /** Root folder of the git server, and its URL. */
  readonly remotes: string;
  readonly url: string;
  readonly places: Places;
}

const { E2E } = process.env;
if (E2E === undefined) throw new Error("The proofs need a cluster: npm run e2e.");

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));
export const settings = JSON.parse(E2E) as Settings;
export const kubectl = kubectlOf(settings.kubectl, settings.kubeconfig);
export const monorepo = join(settings.repository, "flux-cd");

/** Flags of `status`. */
export const KUBECONFIG = ["--kubeconfig", settings.kubeconfig];

/** Seconds that everything may take to become ready. */
export const PATIENCE = 150;

/** Runs a command line of the generators on the working copy. @throws with what it said. */
export function generate(...args: string[]): Promise<string> {
  return flux("0", ...args, "--repo", monorepo);
}

/**
 * Runs a command line of the generators; what it printed.
 * @param codes the exit codes that it may have.
 * @throws where it has another one.
 */
export function flux(codes: string, ...args: string[]): Promise<string> {
  // The kubectl that was built renders where the machine has none.
  const path = `${process.env.PATH}:${dirname(settings.kubectl)}`;
  return new Promise((resolve, reject) => {
    const child = execFile(
      process.execPath,
      [join(ROOT, "bin", "flux-cd.js"), ...args],
      { env: { ...process.env, PATH: path }, maxBuffer: 1 << 28 },
      (_, stdout, stderr) => {
        if (codes.includes(`${child.exitCode}`)) resolve(stdout);
        else
          reject(new Error(`${args.join(" ")}: exit code ${child.exitCode}\n${stderr}${stdout}`));
      },
    );
  });
}

/** Commits and pushes what the working copy holds, and tells Flux of it, as a webhook would. */
export async function publish(message: string): Promise<string> {
  const commit = await push(settings.repository, message);
  await announce(settings.places.repository);
  return commit;
}

/** Takes the last commit back, as `git revert` does. */
export async function takeBack(): Promise<string> {
  await git(settings.repository, "revert", "--no-edit", "HEAD");
  await git(settings.repository, "push", "--quiet", "origin", "HEAD");
  await announce(settings.places.repository);
  return git(settings.repository, "rev-parse", "HEAD");
}

/** What `flux reconcile source git` does, for every source of this URL, or only one of them. */
export async function announce(url: string, name?: string): Promise<void> {
  for (const { metadata, spec } of await kubectl.list("gitrepositories")) {
    if (spec?.url !== url || (name !== undefined && metadata.name !== name)) continue;
    await ask(`gitrepository/${metadata.name}`, `${metadata.namespace}`);
  }
}

/** What `flux reconcile kustomization` does, for a sync of the monorepo. */
export async function reconcile(sync: string): Promise<void> {
  await ask(`kustomization/${sync}`, FLUX_NAMESPACE);
}

/** Asks Flux to look at an object at once. */
export async function ask(object: string, namespace: string): Promise<void> {
  const value = `reconcile.fluxcd.io/requestedAt=${Date.now()}`;
  await kubectl.output("annotate", "--overwrite", "-n", namespace, object, value);
}

/** The Flux objects that are not where this commit wants them; empty if all are. */
async function lagging(commit: string): Promise<string[]> {
  const objects = await kubectl.list(FLUX_KINDS);
  const ours = new Set(
    objects
      .filter(
        ({ kind, spec }) => kind === "GitRepository" && spec.url === settings.places.repository,
      )
      .map(keyOf),
  );
  const revisionOf = ({ kind, status }: ClusterObject): string =>
    (kind === "GitRepository" ? status?.artifact?.revision : status?.lastAppliedRevision) ?? "";
  const follows = (each: ClusterObject) => {
    const { kind, namespace = each.metadata.namespace, name } = each.spec.sourceRef ?? {};
    return ours.has(keyOf(each)) || ours.has(`${kind} ${namespace}/${name}`);
  };
  return [
    ...notReady(objects),
    ...objects
      .filter((each) => follows(each) && isReady(each) && !revisionOf(each).endsWith(commit))
      .map((each) => `${keyOf(each)} is at ${revisionOf(each)}`),
  ];
}

/** Waits until all that Flux does is ready, at this commit of the repository. */
export async function settled(commit: string, seconds = PATIENCE): Promise<void> {
  let late: string[] = [];
  await until(
    `all that Flux does is ready at ${commit}`,
    seconds,
    undefined,
    async () => {
      late = await lagging(commit);
      return late.length === 0;
    },
    () => late.join("\n"),
  );
}

/** `Deployment dev/app`. */
export function keyOf({ kind, metadata }: ClusterObject): string {
  return `${kind} ${metadata.namespace === undefined ? "" : `${metadata.namespace}/`}${metadata.name}`;
}

/** The pods with these labels that are ready, by namespace. */
export async function podsWith(labels: string): Promise<Map<string, ClusterObject[]>> {
  const pods = await kubectl.list("pods", `--selector=${labels}`);
  return groupBy(
    pods.filter(({ status }) =>
      status?.conditions?.some(({ type, status }) => type === "Ready" && status === "True"),
    ),
    ({ metadata }) => `${metadata.namespace}`,
  );
}

/** The pods of an app of the monorepo that are ready, by namespace. */
export function podsOf(app: string): Promise<Map<string, ClusterObject[]>> {
  return podsWith(`app.kubernetes.io/name=${app}`);
}

/** A folder of this run. */
export function folderFor(name: string): string {
  const folder = join(dirname(settings.repository), name);
  mkdirSync(folder, { recursive: true });
  return folder;
}
