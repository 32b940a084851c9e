import { existsSync, realpathSync } from "node:fs";
import { basename, dirname, join, relative, sep } from "node:path";

/**
 * A folder as git names it, from the root of its work tree and `/`-separated. Outside of
 * git: the folder's own name.
 */
export function pathInGit(folder: string): string {
  const real = realpathSync(folder);
  for (let root = real; ; root = dirname(root)) {
    if (existsSync(join(root, ".git"))) return relative(root, real).split(sep).join("/") || ".";
    if (root === dirname(root)) return basename(real);
  }
}
