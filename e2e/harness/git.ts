import { mkdirSync } from "node:fs";
import { output } from "./run-program.ts";

/** Nobody's settings, nobody's name. */
const IDENTITY = ["-c", "user.name=e2e", "-c", "user.email=e2e@localhost"];
const ENV = { ...process.env, GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1" };

/** Runs git in a folder. @throws with its message. */
export async function git(folder: string, ...args: string[]): Promise<string> {
  return (await output("git", ["-C", folder, ...IDENTITY, ...args], { env: ENV })).trim();
}

/** A clone of nothing with the branch main, whose pushes go to the new bare repository `remote`. */
export async function createRepository(folder: string, remote: string): Promise<void> {
  mkdirSync(remote, { recursive: true });
  await git(remote, "init", "--quiet", "--bare", "--initial-branch=main");
  mkdirSync(folder, { recursive: true });
  await git(folder, "init", "--quiet", "--initial-branch=main");
  await git(folder, "remote", "add", "origin", remote);
}

/** Commits all there is and pushes it; the commit. */
export async function push(folder: string, message: string, ...refs: string[]): Promise<string> {
  await git(folder, "add", "--all");
  await git(folder, "commit", "--quiet", "--allow-empty", "--message", message);
  await git(folder, "push", "--quiet", "--force", "origin", "HEAD", ...refs);
  return git(folder, "rev-parse", "HEAD");
}
