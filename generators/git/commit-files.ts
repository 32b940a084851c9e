import { posix } from "node:path";
import { pathInGit } from "../disk/git-root.ts";
import { type Entry, type Files, NotText } from "../tree/tree.ts";
import { git, refused } from "./program.ts";

/**
 * The files of a folder at a commit, from git's object store: no checkout is touched.
 * @param folder absolute, inside a work tree.
 * @param ref a branch, a tag or a commit, as a user types it.
 * @throws UserError where git is missing, the folder is not in a repository, or the ref is unknown.
 */
export function filesAtCommit(folder: string, ref: string): Files {
  const commit = commitOf(folder, ref);
  const prefix = prefixOf(folder);
  const blobs = blobsIn(folder, commit);
  const contents = new Map<string, string | Uint8Array>();
  const load = (paths: readonly string[]) => {
    const bytes = contentsOf(folder, [...new Set(paths.map((path) => blobs.get(path) as string))]);
    for (const path of paths) contents.set(path, decoded(bytes.get(blobs.get(path) as string)));
  };
  // All of the folder at once: a process for each file would take long.
  let isLoaded = false;
  const loadFolder = () => {
    isLoaded = true;
    load([...blobs.keys()].filter((path) => path.startsWith(prefix)));
  };
  const entries = entriesOf(blobs.keys());
  const inTree = (path: string) => posix.join(prefix, path).replace(/^\.$|\/$/, "");
  return {
    above: prefix === "" ? 0 : prefix.split("/").length - 1,
    read(path) {
      const place = inTree(path);
      if (!blobs.has(place)) return undefined;
      if (!isLoaded) loadFolder();
      if (!contents.has(place)) load([place]);
      const content = contents.get(place);
      if (content instanceof Uint8Array) throw new NotText(path, content);
      return content;
    },
    list(path) {
      return entries.get(inTree(path)) ?? [];
    },
  };
}

/** The folder from the top of its work tree: empty, or with a slash at the end. */
function prefixOf(folder: string): string {
  const path = pathInGit(folder);
  return path === "." ? "" : `${path}/`;
}

/** The full hash of the commit that a ref names now. @throws UserError as `filesAtCommit`. */
export function commitOf(folder: string, ref: string): string {
  const revision = `${ref}^{commit}`;
  const found = git(folder, ["rev-parse", "--verify", "--quiet", "--end-of-options", revision]);
  if (found.ok) return found.stdout.toString("utf8").trim();
  const inside = git(folder, ["rev-parse", "--is-inside-work-tree"]);
  if (!inside.ok) throw refused(`${folder} is not in a git repository.`);
  throw refused(
    `git knows no commit ${JSON.stringify(ref)}.`,
    "Fetch it first; in CI, check out with enough history (fetch-depth: 0).",
  );
}

/**
 * The last commit that two have in common: what a pull request of the second into the first is
 * compared with. Undefined where there is none, or where the history ends before it.
 */
export function mergeBaseOf(folder: string, one: string, other: string): string | undefined {
  const { ok, stdout } = git(folder, ["merge-base", one, other]);
  return ok ? stdout.toString("utf8").trim() : undefined;
}

/** The blob of each file of a commit, by its path. Links and submodules are left out. */
function blobsIn(folder: string, commit: string): Map<string, string> {
  const listed = git(folder, ["ls-tree", "-r", "-z", "--full-tree", commit]);
  if (!listed.ok) throw refused(listed.stderr);
  const blobs = new Map<string, string>();
  for (const line of listed.stdout.toString("utf8").split("\0")) {
    // <mode> blob <id>\t<path>
    const found = /^100\d{3} blob ([0-9a-f]+)\t(.*)$/s.exec(line);
    if (found !== null) blobs.set(found[2] as string, found[1] as string);
  }
  return blobs;
}

function contentsOf(folder: string, ids: readonly string[]): Map<string, Buffer> {
  const contents = new Map<string, Buffer>();
  if (ids.length === 0) return contents;
  const { ok, stdout, stderr } = git(folder, ["cat-file", "--batch"], `${ids.join("\n")}\n`);
  if (!ok) throw refused(stderr);
  let offset = 0;
  for (const id of ids) {
    // <id> blob <size>\n<contents>\n
    const end = stdout.indexOf("\n", offset);
    const size = Number(stdout.subarray(offset, end).toString("utf8").split(" ")[2]);
    contents.set(id, stdout.subarray(end + 1, end + 1 + size));
    offset = end + 1 + size + 1;
  }
  return contents;
}

/** The text; of what is none the bytes, without those of the files around it. */
function decoded(bytes: Buffer = Buffer.alloc(0)): string | Uint8Array {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return Uint8Array.from(bytes);
  }
}

/** The entries of every folder, the root's under the empty path. */
function entriesOf(paths: Iterable<string>): Map<string, Entry[]> {
  const folders = new Map<string, Map<string, Entry>>([["", new Map()]]);
  for (const path of paths) {
    const parts = path.split("/");
    for (let depth = 0; depth < parts.length; depth++) {
      const parent = parts.slice(0, depth).join("/");
      const name = parts[depth] as string;
      const entries = folders.get(parent) ?? new Map<string, Entry>();
      folders.set(parent, entries.set(name, { name, folder: depth < parts.length - 1 }));
    }
  }
  const sorted = (entries: Map<string, Entry>) =>
    [...entries.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  return new Map([...folders].map(([folder, entries]) => [folder, sorted(entries)]));
}
