import { posix } from "node:path";
import { unread } from "./missing.ts";
import { git, placeOf } from "./repository.ts";

/**
 * The commits of any branch or tag that changed something below a folder, newest first.
 * @param folder absolute, inside a work tree.
 * @param path the folder that changed, from there.
 * @throws UserError where git is missing, the folder is not in a repository, or a partial clone does
 * not have what it takes.
 */
export function commitsOf(folder: string, path: string): string[] {
  const below = posix.join(placeOf(folder).path, path);
  // Not `log`, which verifies signatures where log.showSignature says so. Without --full-history a
  // version that a merge did not keep would be left out.
  const list = ["--literal-pathspecs", "rev-list", "--all", "--full-history", "--", below];
  const { ok, stdout, stderr } = git(folder, list);
  if (!ok) throw unread(folder, `the history of ${below}`, stderr);
  return stdout.toString("utf8").split("\n").filter(Boolean);
}

/** Whether a clone has a part of its history only. */
export function isShallow(folder: string): boolean {
  const { stdout } = git(folder, ["rev-parse", "--is-shallow-repository"]);
  return stdout.toString("utf8").trim() === "true";
}
