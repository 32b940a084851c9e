import { UserError } from "../../base/problem/problem.ts";
import { workTreesAround } from "../disk/git-root.ts";
import { refused } from "./program.ts";
import { git, placeOf } from "./repository.ts";

/**
 * Makes sure that what is compared with a ref is the folder that it had there. A pull request can
 * put a submodule or a symbolic link in its place. The history of what that leads to is another,
 * and may hold the change already: then nothing would differ.
 * @param folder absolute, as it was named.
 * @throws UserError where a work tree around it has a folder of that name at the ref.
 */
export function assertFolderAt(folder: string, ref: string): void {
  const here = placeOf(folder);
  for (const { top, path } of workTreesAround(folder)) {
    if ((top === here.top && path === here.path) || !hasFolder(top, ref, path)) continue;
    const was = `and a folder of ${top} at ${JSON.stringify(ref)}`;
    throw top === here.top
      ? refused(
          `${path} is a symbolic link here, ${was}.`,
          "What it was can't be compared with what it leads to. If that is meant, --repo names it.",
        )
      : refused(
          `${path} is in a repository of its own here, ${was}.`,
          "What it was is not in its own history. If that is meant, name a commit there by its id.",
        );
  }
}

/** Also false where git does not open the repository, or has no such commit. */
function hasFolder(top: string, ref: string, path: string): boolean {
  try {
    const revision = ["--verify", "--quiet", "--end-of-options", `${ref}^{commit}`];
    const { ok, stdout } = git(top, ["rev-parse", ...revision]);
    const found = `${stdout.toString("utf8").trim()}:${path}`;
    return ok && git(top, ["cat-file", "-t", found]).stdout.toString("utf8").trim() === "tree";
  } catch (error) {
    if (error instanceof UserError) return false;
    throw error;
  }
}
