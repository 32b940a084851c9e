import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import type { FileChange } from "../../generators/base/files.ts";
import { type CleanUp, temporaryFolder } from "./project.ts";

export const create = (path: string, after: string): FileChange => ({
  kind: "create",
  path,
  after,
});
export const edit = (path: string, before: string, after: string): FileChange => ({
  kind: "edit",
  path,
  before,
  after,
});

export const remove = (path: string, before: string): FileChange => ({
  kind: "remove",
  path,
  before,
});

/** A new folder with these files, named repository, in a folder of its own. */
export function folderWith(
  files: Record<string, string | Uint8Array> = {},
  cleanUp?: CleanUp,
): string {
  const root = join(temporaryFolder(cleanUp), "repository");
  mkdirSync(root);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

/** Permissions of what is new. */
export const FILE = (0o666 & ~process.umask()).toString(8);
export const FOLDER = (0o777 & ~process.umask()).toString(8);

/** All there is below a folder and beside it: paths with texts, links and permissions. */
export function everything(root: string): Record<string, string> {
  const above = dirname(root);
  const paths = readdirSync(above, { recursive: true, encoding: "utf8" }).sort();
  return Object.fromEntries(
    paths.map((path) => {
      const full = join(above, path);
      const stat = lstatSync(full);
      const mode = (stat.mode & 0o7777).toString(8);
      if (stat.isSymbolicLink()) return [path, `-> ${readlinkSync(full)}`];
      return [path, stat.isFile() ? `${mode} ${readFileSync(full, "latin1")}` : mode];
    }),
  );
}
