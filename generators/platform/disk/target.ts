import { lstatSync, realpathSync } from "node:fs";
import { basename, dirname, join, posix, relative, sep } from "node:path";
import type { FileChange } from "../../base/files.ts";
import { UserError } from "../../base/problem/problem.ts";
import { isAbsent } from "./disk.ts";

/** Where a change ends up, from the real root, `/`-separated and without symbolic links. */
interface Target {
  readonly target: string;
  /** The folders on the way that do not exist, outer ones first. */
  readonly missing: readonly string[];
}

/**
 * The file that a change means. One that is edited through a symbolic link stays one: what it
 * leads to is replaced. Of one that is removed the link itself goes.
 * @throws UserError for one that is outside of the root.
 */
export function targetOf(root: string, { kind, path }: FileChange): Target {
  if (kind === "edit") return { target: fromRoot(root, join(root, path), path), missing: [] };
  const missing: string[] = [];
  let folder = dirname(join(root, path));
  while (!exists(folder)) {
    missing.unshift(basename(folder));
    folder = dirname(folder);
  }
  const base = fromRoot(root, folder, path);
  return {
    target: posix.join(base, ...missing, basename(path)),
    missing: missing.map((_, index) => posix.join(base, ...missing.slice(0, index + 1))),
  };
}

/** A symbolic link that leads nowhere exists: nothing can be made in its place. */
function exists(path: string): boolean {
  try {
    lstatSync(path);
    return true;
  } catch (error) {
    if (isAbsent(error)) return false;
    throw error;
  }
}

function fromRoot(root: string, found: string, path: string): string {
  const real = realpathSync(found);
  if (real === root || real.startsWith(root + sep))
    return relative(root, real).split(sep).join("/");
  throw UserError.of("path", `${path} leads out of the repository by a symbolic link.`, { path });
}
