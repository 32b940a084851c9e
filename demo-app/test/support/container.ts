import { readFileSync } from "node:fs";
import type { Image } from "./image.ts";
import { childrenOf, type Running, startProcess } from "./process.ts";

/** Mounts the root read-only, and gives the process up to the app: it stays PID 1. */
const SETUP = `
set -e
root=$1 user=$2
shift 2
mount --bind "$root" "$root"
mount -t proc proc "$root/proc"
mount -o remount,bind,ro "$root"
exec setpriv --no-new-privs chroot --userspec="$user" --groups= "$root" "$@"
`;

export interface Contained extends Running {
  /** The app's process, as this side sees it. */
  readonly pid: number;
}

/**
 * Runs an image as the kubelet has it run by the manifests: namespaces of its own for mounts
 * and processes, a root that is the image, read-only, its user, and no privileges to gain.
 * The network is the machine's, so that the tests reach it.
 */
export async function runContainer(
  { root, user, env, entrypoint }: Image,
  more: Readonly<Record<string, string>>,
): Promise<Contained> {
  const unshare = ["unshare", "--mount", "--pid", "--fork", "--kill-child"];
  const running = await startProcess(
    [...unshare, "sh", "-c", SETUP, "sh", root, user, ...entrypoint],
    { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", ...env, ...more },
  );
  return { ...running, pid: childrenOf(running.process)[0] as number };
}

/** The fields of a process's /proc status, by name. */
export function statusOf(pid: number): Record<string, string> {
  const lines = readFileSync(`/proc/${pid}/status`, "utf8").trim().split("\n");
  return Object.fromEntries(lines.map((line) => line.split(":").map((part) => part.trim())));
}
