import { posix } from "node:path";
import {
  type FileChange,
  type Files,
  type FolderEntry,
  insidePath,
  isBeyond,
  outsidePath,
  readablePath,
} from "../base/files.ts";
import { UserError } from "../base/problem/problem.ts";
import { parseYaml, type YamlFile } from "../base/yaml/parse.ts";
import { FLUX_CD } from "../model/layouts/flux-cd.ts";
import type { Layout } from "../model/layouts/layout.ts";
import { Repository } from "../model/views/repository.ts";

/**
 * Files in memory over files elsewhere: a plan writes here, and nothing reaches the disk
 * before `changes()` is committed.
 *
 * Reads are lazy and remembered. A file is therefore read once, only if something asks
 * for it, and every later reader sees the same text.
 */
export class Tree implements Files {
  readonly #origin: Files;
  readonly #originals = new Map<string, string | undefined>();
  /** New texts; undefined for a file that is removed. */
  readonly #written = new Map<string, string | undefined>();
  readonly layout: Layout;
  #model: Repository | undefined;

  constructor(origin: Files, layout: Layout = FLUX_CD) {
    this.#origin = origin;
    this.layout = layout;
  }

  /** A file as it is now, parsed. @throws UserError where there is none, or it is no YAML. */
  yaml(path: string): YamlFile {
    const text = this.read(path);
    if (text === undefined) throw missing(path);
    return parseYaml(path, text);
  }

  /** What the files are as they are now. Made anew after a change. @throws UserError */
  get model(): Repository {
    this.#model ??= new Repository(this, this.layout);
    return this.#model;
  }

  get above(): number {
    return this.#origin.above ?? 0;
  }

  read(path: string): string | undefined {
    const normal = readablePath(path);
    if (normal === undefined || normal === "." || isBeyond(normal, this)) throw outsidePath(path);
    return this.#written.has(normal) ? this.#written.get(normal) : this.#original(normal);
  }

  list(folder: string): readonly FolderEntry[] {
    const normal = folder === "" || folder === "." ? "" : readablePath(folder);
    if (normal === undefined || isBeyond(normal, this)) throw outsidePath(folder);
    const entries = new Map(this.#origin.list(normal).map((entry) => [entry.name, entry]));
    const prefix = normal === "" ? "" : `${normal}/`;
    for (const [path, text] of this.#written) {
      if (!path.startsWith(prefix)) continue;
      const [name = "", ...below] = path.slice(prefix.length).split("/");
      const folder = below.length > 0;
      if (text !== undefined) entries.set(name, { name, folder });
      else if (!folder || this.list(prefix + name).length === 0) entries.delete(name);
    }
    return [...entries.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /**
   * Every file below a folder, as paths from the root. A symbolic link to a folder is not
   * followed: it may lead back to where it stands.
   */
  files(folder: string): string[] {
    return this.list(folder).flatMap((entry) => {
      const path = posix.join(folder, entry.name);
      if (entry.folder) return this.files(path);
      return this.read(path) === undefined ? [] : [path];
    });
  }

  /**
   * Adds a file. @throws UserError when it exists, is a folder, or would be below a file: also
   * one that is to be removed, since removals come last.
   */
  create(path: string, text: string): void {
    const normal = insidePath(path);
    const isFile = (each: string) => this.read(each) !== undefined;
    const below = parentsOf(normal).find(
      (each) => isFile(each) || this.#original(each) !== undefined,
    );
    if (below !== undefined || isFile(normal) || this.list(normal).length > 0) {
      const found = below ?? normal;
      throw UserError.of("exists", `${found} exists already.`, { path: found });
    }
    this.#write(normal, text);
  }

  /** Replaces the text of a file. @throws UserError when there is no such file. */
  edit(path: string, text: string): void {
    const normal = insidePath(path);
    if (this.read(normal) === undefined) {
      throw missing(normal);
    }
    this.#write(normal, text);
  }

  /** Takes a file away. @throws UserError when there is no such file. */
  remove(path: string): void {
    const normal = insidePath(path);
    if (this.read(normal) === undefined) {
      throw missing(normal);
    }
    this.#write(normal, undefined);
  }

  /**
   * What differs from the origin: new files, then edits, then removals, each by path. An edit
   * that refers to a new file is written after it, and one that lets go of a file before that
   * is removed.
   */
  changes(): FileChange[] {
    const changes: FileChange[] = [];
    for (const [path, after] of this.#written) {
      const before = this.#original(path);
      if (before === after) continue;
      if (before === undefined) changes.push({ kind: "create", path, after: after ?? "" });
      else if (after === undefined) changes.push({ kind: "remove", path, before });
      else changes.push({ kind: "edit", path, before, after });
    }
    return changes.sort((a, b) => rank(a) - rank(b) || (a.path < b.path ? -1 : 1));
  }

  #write(path: string, text: string | undefined): void {
    this.#written.set(path, text);
    this.#model = undefined;
  }

  #original(path: string): string | undefined {
    if (!this.#originals.has(path)) this.#originals.set(path, this.#origin.read(path));
    return this.#originals.get(path);
  }
}

function missing(path: string): UserError {
  return UserError.of("missing-file", `${path} does not exist.`, { path });
}

function rank({ kind }: FileChange): number {
  return ["create", "edit", "remove"].indexOf(kind);
}

function parentsOf(path: string): string[] {
  const parts = path.split("/").slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join("/"));
}
