import { git, refused } from "./program.ts";

/**
 * The commits of any branch or tag that changed something below a folder, newest first.
 * @param folder absolute, inside a work tree.
 * @param path the folder that changed, from there.
 * @throws UserError where git is missing or the folder is not in a repository.
 */
export function commitsOf(folder: string, path: string): string[] {
  // Without --full-history a version that a merge did not keep would be left out.
  const log = ["log", "--all", "--full-history", "--format=%H", "--", path];
  const { ok, stdout, stderr } = git(folder, log);
  if (!ok) throw refused(stderr);
  return stdout.toString("utf8").split("\n").filter(Boolean);
}

/** Whether a clone has a part of its history only. */
export function isShallow(folder: string): boolean {
  const { stdout } = git(folder, ["rev-parse", "--is-shallow-repository"]);
  return stdout.toString("utf8").trim() === "true";
}
