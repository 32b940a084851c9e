import { lstatSync, readdirSync, readFileSync, realpathSync, type Stats } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import {
  type Files,
  type FolderEntry,
  isBeyond,
  isGitFolder,
  NotText,
  readablePath,
} from "../../base/files.ts";
import { UserError } from "../../base/problem/problem.ts";

/** Bytes of the largest file that is read: no manifest is nearly as large. */
const LARGEST = 16 * 1024 * 1024;

// A byte order mark stays in the text, so that an edited file keeps it.
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * The files below a folder of the disk. Symbolic links are followed only where they stay
 * inside it, or inside of the folder that is `above` levels up, and not in git's own folder.
 * @throws UserError when the folder does not exist.
 */
export function openFolder(root: string, above = 0): Files {
  let realRoot: string;
  try {
    realRoot = realpathSync.native(root);
  } catch {
    throw UserError.of("repository", `There is no folder ${root}.`, {
      hint: "--repo names the folder of the monorepo, by default flux-cd/.",
    });
  }

  const top = resolve(realRoot, ...Array.from({ length: above }, () => ".."));
  const isInside = (found: string) =>
    (found === top || found.startsWith(top.endsWith(sep) ? top : top + sep)) &&
    !relative(top, found).split(sep).some(isGitFolder);
  const real = (path: string): string | undefined => {
    let found: string;
    try {
      found = realpathSync.native(join(realRoot, path));
    } catch (error) {
      if (isAbsent(error)) return undefined;
      throw unreadable(path, error);
    }
    if (!isInside(found)) {
      throw UserError.of("path", `${path} is a symbolic link that leaves the repository.`, {
        path,
      });
    }
    return found;
  };

  /**
   * Folders without symbolic links on their way, by path: those that were resolved, and what
   * they were seen to hold. In a large repository the resolving takes most of a read.
   */
  const folders = new Map([["", realRoot]]);
  const realFolder = (path: string): string | undefined => {
    const found = folders.get(path) ?? real(path);
    if (found !== undefined) folders.set(path, found);
    return found;
  };
  /** Where a file is, and undefined where there is none. */
  const realFile = (path: string): string | undefined => {
    const folder = realFolder(path.slice(0, Math.max(path.lastIndexOf("/"), 0)));
    if (folder === undefined) return undefined;
    const place = folder + sep + path.slice(path.lastIndexOf("/") + 1);
    const stat = lstatSync(place, { throwIfNoEntry: false });
    if (stat?.isSymbolicLink() !== true) return sizeOf(stat) === undefined ? undefined : place;
    const target = real(path);
    return target !== undefined && sizeOf(lstatSync(target)) !== undefined ? target : undefined;
  };

  const isOut = (path: string) => {
    const normal = readablePath(path);
    return normal === undefined || isBeyond(normal, { above });
  };
  return {
    above,
    read(path) {
      if (isOut(path)) return undefined;
      try {
        const found = realFile(path);
        return found === undefined ? undefined : decoded(path, readFileSync(found));
      } catch (error) {
        if (error instanceof UserError) throw error;
        if (isAbsent(error)) return undefined;
        throw unreadable(path, error);
      }
    },
    list(folder) {
      if (isOut(folder)) return [];
      const found = realFolder(folder);
      if (found === undefined) return [];
      const prefix = folder === "" ? "" : `${folder}/`;
      try {
        return readdirSync(found, { withFileTypes: true })
          .map((entry): FolderEntry => {
            const isFolder = entry.isDirectory();
            if (isFolder) folders.set(prefix + entry.name, found + sep + entry.name);
            return { name: entry.name, folder: isFolder };
          })
          .sort((a, b) => (a.name < b.name ? -1 : 1));
      } catch (error) {
        if (isAbsent(error)) return [];
        throw unreadable(folder, error);
      }
    },
  };
}

/** The size of a file; undefined for anything else. */
function sizeOf(stat: Stats | undefined): number | undefined {
  if (stat?.isFile() !== true) return undefined;
  if (stat.size > LARGEST) throw new TooLarge();
  return stat.size;
}

/** True for "no such file", "a parent is a file", and a name that no file can have. */
export function isAbsent(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code;
  return code === "ENOENT" || code === "ENOTDIR" || code === "ENAMETOOLONG";
}

function decoded(path: string, bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw new NotText(path, bytes);
  }
}

class TooLarge extends Error {
  override readonly message = "it is larger than 16 MiB";
}

function unreadable(path: string, error: unknown): UserError {
  const reason = (error as Error).message;
  return UserError.of("unreadable", `${path} can't be read: ${reason}.`, { path });
}
