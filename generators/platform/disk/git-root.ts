import { existsSync, lstatSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, isAbsolute, join, relative, sep } from "node:path";
import { isGitFolder } from "../../base/files.ts";
import { UserError } from "../../base/problem/problem.ts";
import { isAbsent } from "./disk.ts";

/**
 * The top of the work tree that a folder is in: the nearest folder, itself or above, that holds a
 * `.git` (a folder, or the file of a linked work tree or a submodule). Files that look like a bare
 * repository count for nothing: a pull request can add those anywhere. It can't add a `.git`, which
 * git checks out of no commit, in no spelling.
 * @returns absolute and without symbolic links; undefined outside of git. No process is started.
 * @throws Error where the folder does not exist.
 */
export function workTreeTop(folder: string): string | undefined {
  for (let top = realpathSync.native(folder); ; top = dirname(top)) {
    if (holdsRepository(top)) return top;
    if (top === dirname(top)) return undefined;
  }
}

/** A folder of a work tree. */
export interface WorkTreePlace {
  readonly top: string;
  /** From the top, `/`-separated: "." for the top itself. */
  readonly path: string;
}

/**
 * Every work tree that a folder is in, as it is named and as it really is: the outer ones of a
 * submodule too, and the one that a symbolic link leads out of.
 * @param folder absolute.
 */
export function workTreesAround(folder: string): WorkTreePlace[] {
  return [folder, realpathSync.native(folder)].flatMap((from) => {
    const found: WorkTreePlace[] = [];
    for (let top = from; ; top = dirname(top)) {
      if (holdsRepository(top)) {
        found.push({ top: realpathSync.native(top), path: slashed(relative(top, from)) });
      }
      if (top === dirname(top)) return found;
    }
  });
}

/**
 * A folder as git names it, from the top of its work tree and `/`-separated: "." for the top
 * itself. Outside of git: the folder's own name.
 */
export function pathInGit(folder: string): string {
  const real = realpathSync.native(folder);
  const top = workTreeTop(real);
  return top === undefined ? basename(real) : slashed(relative(top, real));
}

/**
 * Makes sure that a folder is where it is named. A pull request can put a symbolic link in its place, or
 * above it: to a folder of the machine, another clone, or git's own folder.
 * @param folder absolute, as it was named.
 * @throws UserError where a link leads out of a work tree in which the folder is named.
 */
export function refuseLinkOut(folder: string): void {
  if (!existsSync(folder)) return;
  const real = realpathSync.native(folder);
  for (let top = dirname(folder); ; top = dirname(top)) {
    if (holdsRepository(top)) {
      const path = relative(realpathSync.native(top), real);
      const parts = path.split(sep);
      if (parts[0] === ".." || isAbsolute(path) || parts.some(isGitFolder)) {
        throw UserError.of("path", `${folder} leads out of the repository by a symbolic link.`, {
          hint: `If that is meant, name the folder that it leads to: --repo ${real}`,
        });
      }
    }
    if (top === dirname(top)) return;
  }
}

function slashed(path: string): string {
  return path.split(sep).join("/") || ".";
}

/** How many folders above a folder belong to its work tree; none outside of git, or of no folder. */
export function foldersAbove(folder: string): number {
  const top = existsSync(folder) ? workTreeTop(folder) : undefined;
  const path = top === undefined ? "." : pathInGit(folder);
  return path === "." ? 0 : path.split("/").length;
}

/** As git sees it, an empty folder `.git` (a mount, a placeholder) is none. */
function holdsRepository(folder: string): boolean {
  try {
    const entry = join(folder, ".git");
    const stat = statSync(entry);
    if (stat.isDirectory()) lstatSync(join(entry, "HEAD"));
    return stat.isDirectory() || stat.isFile();
  } catch (error) {
    // What may not be looked into can be one: git says so.
    return !isAbsent(error);
  }
}
