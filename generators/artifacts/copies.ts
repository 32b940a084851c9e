import { posix } from "node:path";

/** One copy of an ArtifactGenerator, with the paths of source and artifact, without their aliases. */
export interface Copy {
  readonly from: string;
  readonly to: string;
}

/**
 * Where a copy puts a file of its source, as source-watcher 2.2 does it (internal/builder);
 * undefined for a file that it leaves out. `dir/**` loses `dir/`, other globs keep the whole
 * path, and a folder or file keeps its last name.
 */
export function placeOf(file: string, { from, to }: Copy): string | undefined {
  if (from.endsWith("/**") && !/[*?[\]]/.test(from.slice(0, -3))) {
    const folder = from.slice(0, -2);
    return file.startsWith(folder) ? posix.join(to, file.slice(folder.length)) : undefined;
  }
  if (/[*?[\]]/.test(from)) return matches(file, from) ? posix.join(to, file) : undefined;
  const path = posix.normalize(from).replace(/\/$/, "");
  if (file.startsWith(`${path}/`)) {
    return posix.join(to, posix.basename(path), file.slice(path.length));
  }
  if (file !== path) return undefined;
  return to === "" || to.endsWith("/") ? posix.join(to, posix.basename(path)) : to;
}

/** Go's fs.Glob for a file, or for a folder above it, which is copied with all that it holds. */
function matches(file: string, glob: string): boolean {
  // Classes of characters are rare: what one might match counts as left out.
  if (/[[\]\\]/.test(glob)) return false;
  const parts = file.split("/");
  const patterns = glob.split("/");
  return (
    patterns.length <= parts.length &&
    patterns.every((pattern, index) => {
      const source = pattern
        .replace(/[.+^${}()|]/g, "\\$&")
        .replace(/\*+/g, ".*")
        .replaceAll("?", ".");
      return new RegExp(`^${source}$`).test(parts[index] ?? "");
    })
  );
}
