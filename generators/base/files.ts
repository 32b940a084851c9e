import { posix } from "node:path";
import { normalPath } from "./paths.ts";
import { UserError } from "./problem/problem.ts";

/** One entry of a folder. */
export interface FolderEntry {
  readonly name: string;
  readonly folder: boolean;
}

/** A file that is no text, with what it holds: who only hands it on needs none. */
export class NotText extends UserError {
  readonly bytes: Uint8Array;

  constructor(path: string, bytes: Uint8Array) {
    super([{ rule: "unreadable", message: `${path} can't be read: it is not UTF-8 text.`, path }]);
    this.bytes = bytes;
  }
}

/**
 * Where a tree's original files come from. Paths are relative to its root and `/`-separated. Those
 * that begin with `../` are read as well, as far as `above` allows.
 */
export interface Files {
  /** How many folders above the root belong to the same work tree; none where it is not given. */
  readonly above?: number;
  /** The text of a file, or undefined when there is none. @throws NotText */
  read(path: string): string | undefined;
  /** The entries of a folder, sorted by name; none when it does not exist. */
  list(folder: string): readonly FolderEntry[];
}

/** What a plan does to one file. No two changes of a plan have the same path. */
export type FileChange =
  | { readonly kind: "create"; readonly path: string; readonly after: string }
  | {
      readonly kind: "edit";
      readonly path: string;
      readonly before: string;
      readonly after: string;
    }
  | { readonly kind: "remove"; readonly path: string; readonly before: string };

/** The text of a file, or undefined where there is none or it can't be read. */
export function readIfPossible(files: Files, path: string): string | undefined {
  try {
    return files.read(path);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

/** The text of a file, or the bytes of one that is no text; undefined where there is none. */
export function contentOf(files: Files, path: string): string | Uint8Array | undefined {
  try {
    return files.read(path);
  } catch (error) {
    if (error instanceof NotText) return error.bytes;
    throw error;
  }
}

/** What can't be read counts as absent: a build that reads it fails, which is said. */
export function isSameFile(base: Files, head: Files, path: string): boolean {
  const [old, current] = [base, head].map((files) => {
    try {
      return contentOf(files, path);
    } catch (error) {
      if (error instanceof UserError) return undefined;
      throw error;
    }
  });
  if (old instanceof Uint8Array && current instanceof Uint8Array) {
    return Buffer.compare(old, current) === 0;
  }
  return old === current;
}

/** Most paths: nothing in them needs a look. */
const SHORTEST = /^(?:[A-Za-z0-9_-][A-Za-z0-9_.-]*\/)*[A-Za-z0-9_-][A-Za-z0-9_.-]*$/;

/**
 * A path in its shortest form. @throws UserError for one that is absolute, leaves the
 * root, or means different files on different systems.
 */
export function insidePath(path: string): string {
  const normal = readablePath(path);
  if (normal === undefined || normal === "." || /^\.\.(?:\/|$)/.test(normal))
    throw outsidePath(path);
  return normal;
}

/**
 * A path in its shortest form, which may lead out of the root; undefined for one that is absolute, or
 * means different files on different systems.
 */
export function readablePath(path: string): string | undefined {
  if (SHORTEST.test(path)) return path;
  if (posix.isAbsolute(path) || path.includes("\\") || path.includes("\0")) return undefined;
  return normalPath(path).replace(/\/$/, "");
}

/**
 * Whether a path in its shortest form leads out of the work tree that the files are of, or into
 * git's own folder, where there may be credentials.
 */
export function isBeyond(path: string, { above = 0 }: Pick<Files, "above">): boolean {
  const parts = path.split("/");
  const up = parts.findIndex((part) => part !== "..");
  return (up < 0 ? parts.length : up) > above || parts.some(isGitFolder);
}

/** The name of git's own folder, on a disk that ignores letter case too. */
export function isGitFolder(name: string): boolean {
  return name.toLowerCase() === ".git";
}

/** The refusal of a path that leads out. */
export function outsidePath(path: string): UserError {
  return UserError.of("path", `${JSON.stringify(path)} is not a path inside the repository.`);
}
