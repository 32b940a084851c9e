import { posix } from "node:path";
import { type Files, type FolderEntry, isBeyond, NotText } from "../../base/files.ts";
import { unread } from "./missing.ts";
import { refused } from "./program.ts";
import { git, placeOf } from "./repository.ts";

/**
 * The files of a folder at a commit, from git's object store: no checkout is touched.
 * @param folder absolute, inside a work tree.
 * @param ref a branch, a tag or a commit, as a user types it.
 * @throws UserError where git is missing, the folder is not in a repository, the ref is unknown, or
 * a partial clone does not have the files.
 */
export function filesAtCommit(folder: string, ref: string): Files {
  return filesOf(folder, commitOf(folder, ref));
}

/** The same of a commit by its full hash. */
export function filesOf(folder: string, commit: string): Files {
  const { path } = placeOf(folder);
  const prefix = path === "." ? "" : `${path}/`;
  const own = new Listing(blobsIn(folder, commit, prefix));
  // All at once: a process for each file would take long. And now: who reads a file later may take
  // one that can't be read for one that is not there.
  const contents = contentsOf(folder, own.blobs, commit);
  // What is above the folder is hardly ever asked for, and may be much.
  let whole: Listing | undefined;
  const listingOf = (place: string): Listing => {
    if (`${place}/`.startsWith(prefix)) return own;
    whole ??= new Listing(blobsIn(folder, commit, ""));
    return whole;
  };
  const inTree = (each: string) => posix.join(prefix, each).replace(/^\.$|\/$/, "");
  return {
    above: path === "." ? 0 : path.split("/").length,
    read(each) {
      const place = inTree(each);
      const id = listingOf(place).blobs.get(place);
      if (id === undefined) return undefined;
      const known = contents.get(id) ?? contentsOf(folder, new Map([[place, id]]), commit).get(id);
      contents.set(id, known ?? "");
      if (known instanceof Uint8Array) throw new NotText(each, known);
      return known;
    },
    list(each) {
      const place = inTree(each);
      return listingOf(place).entries.get(place) ?? [];
    },
  };
}

/** Files of a commit, by their paths from the top of the work tree. */
class Listing {
  readonly blobs: ReadonlyMap<string, string>;
  #entries: Map<string, FolderEntry[]> | undefined;

  constructor(blobs: ReadonlyMap<string, string>) {
    this.blobs = blobs;
  }

  /** Of every folder, the top's under the empty path. */
  get entries(): Map<string, FolderEntry[]> {
    this.#entries ??= entriesOf(this.blobs.keys());
    return this.#entries;
  }
}

/** The full hash of the commit that a ref names now. @throws UserError as `filesAtCommit`. */
export function commitOf(folder: string, ref: string): string {
  const revision = `${ref}^{commit}`;
  const found = git(folder, ["rev-parse", "--verify", "--quiet", "--end-of-options", revision]);
  if (found.ok) return found.stdout.toString("utf8").trim();
  throw refused(
    `git knows no commit ${JSON.stringify(ref)}.`,
    "Fetch it first; in CI, check out with enough history (fetch-depth: 0).",
  );
}

/**
 * The last commit that two have in common: what a pull request of the second into the first is
 * compared with. Undefined where there is none, or where the history ends before it.
 * @throws UserError where git can't tell.
 */
export function mergeBaseOf(folder: string, one: string, other: string): string | undefined {
  const { ok, status, stdout, stderr } = git(folder, ["merge-base", one, other]);
  if (ok) return stdout.toString("utf8").trim();
  if (status === 1) return undefined;
  throw unread(folder, `what ${one} and ${other} have in common`, stderr);
}

/**
 * The blob of each file of a commit, by its path from the top. Links and submodules are left out.
 * @param prefix a folder with a slash at the end, or empty for all.
 */
function blobsIn(folder: string, commit: string, prefix: string): Map<string, string> {
  const below = prefix === "" ? [] : ["--", prefix];
  const tree = ["--literal-pathspecs", "ls-tree", "-r", "-z", "--full-tree", commit, ...below];
  const listed = git(folder, tree);
  const { path } = placeOf(folder);
  if (!listed.ok) throw unread(folder, `what ${path} is at ${commit.slice(0, 12)}`, listed.stderr);
  const blobs = new Map<string, string>();
  for (const line of listed.stdout.toString("utf8").split("\0")) {
    // <mode> blob <id>\t<path>
    const found = /^100\d{3} blob ([0-9a-f]+)\t(.*)$/s.exec(line);
    const [, id = "", name = ""] = found ?? [];
    // A crafted commit may hold names that no checkout can have.
    const isSound = !isBeyond(name, {}) && !name.split("/").some((part) => /^\.{0,2}$/.test(part));
    if (found !== null && isSound && name.startsWith(prefix)) blobs.set(name, id);
  }
  return blobs;
}

/** What blobs hold, by their ids. @throws UserError for one that can't be read. */
function contentsOf(
  folder: string,
  blobs: ReadonlyMap<string, string>,
  commit: string,
): Map<string, string | Uint8Array> {
  const contents = new Map<string, string | Uint8Array>();
  const paths = new Map([...blobs].map(([path, id]) => [id, path]));
  if (paths.size === 0) return contents;
  const ids = [...paths.keys()].map((id) => `${id}\n`).join("");
  const { stdout, stderr } = git(folder, ["cat-file", "--batch"], ids);
  let offset = 0;
  for (const [id, path] of paths) {
    // <id> blob <size>\n<contents>\n, or <id> missing\n, or git has stopped here.
    const end = stdout.indexOf("\n", offset);
    const header = / blob (\d+)$/.exec(
      stdout.subarray(offset, Math.max(end, offset)).toString("utf8"),
    );
    if (header === null) throw unread(folder, `${path} of ${commit.slice(0, 12)}`, stderr);
    const size = Number(header[1]);
    contents.set(id, decoded(stdout.subarray(end + 1, end + 1 + size)));
    offset = end + 1 + size + 1;
  }
  return contents;
}

/** The text; of what is none the bytes, without those of the files around it. */
function decoded(bytes: Buffer): string | Uint8Array {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return Uint8Array.from(bytes);
  }
}

/** The entries of every folder, the root's under the empty path. */
function entriesOf(paths: Iterable<string>): Map<string, FolderEntry[]> {
  const folders = new Map<string, Map<string, FolderEntry>>([["", new Map()]]);
  for (const path of paths) {
    const parts = path.split("/");
    for (let depth = 0; depth < parts.length; depth++) {
      const parent = parts.slice(0, depth).join("/");
      const name = parts[depth] as string;
      const entries = folders.get(parent) ?? new Map<string, FolderEntry>();
      folders.set(parent, entries.set(name, { name, folder: depth < parts.length - 1 }));
    }
  }
  const sorted = (entries: Map<string, FolderEntry>) =>
    [...entries.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  return new Map([...folders].map(([folder, entries]) => [folder, sorted(entries)]));
}
