import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import type { Edits } from "./case.ts";
import type { Texts } from "./recording.ts";

/** The files of a project, which every case finds as they were at first. */
export class ProjectFiles {
  readonly #root: string;
  readonly #left: ReadonlySet<string>;
  /** What was edited there, as it was. */
  readonly #elsewhere = new Map<string, string>();
  readonly #seen = new Map<string, { readonly stamp: string; readonly text: string }>();
  #pristine: Texts;

  /** @param left names in the root that no command writes to: they are not looked into. */
  constructor(root: string, left: readonly string[]) {
    this.#root = root;
    this.#left = new Set(left);
    this.#pristine = this.texts();
  }

  /** All texts as they are now, by path from the root. Only what was written since is read. */
  texts(): Texts {
    const texts = new Map<string, string>();
    const walk = (folder: string) => {
      for (const entry of readdirSync(join(this.#root, folder), { withFileTypes: true })) {
        const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
        if (this.#left.has(path)) continue;
        if (entry.isDirectory()) walk(path);
        else texts.set(path, this.#read(path));
      }
    };
    walk("");
    return texts;
  }

  /** Takes what is there now for what every case starts from. */
  keep(): void {
    this.#pristine = this.texts();
  }

  edit(edits: Edits): void {
    for (const [path, change] of Object.entries(edits)) {
      const file = join(this.#root, path);
      const before = existsSync(file) ? readFileSync(file, "utf8") : "";
      const [top = ""] = path.split("/");
      if (this.#left.has(top)) this.#elsewhere.set(path, before);
      const text = change(before);
      if (text === undefined) rmSync(file);
      else {
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, text);
      }
    }
  }

  restore(): void {
    const now = this.texts();
    const added = [...now.keys()].filter((path) => !this.#pristine.has(path));
    for (const path of added) rmSync(join(this.#root, path));
    if (added.length > 0) this.#removeEmpty("flux-cd");
    const lost = [...this.#pristine].filter(([path, text]) => now.get(path) !== text);
    const texts = [...lost, ...this.#elsewhere];
    this.edit(Object.fromEntries(texts.map(([path, text]) => [path, () => text])));
    this.#elsewhere.clear();
  }

  #read(path: string): string {
    const { ino, mtimeMs, ctimeMs, size } = statSync(join(this.#root, path));
    const stamp = [ino, mtimeMs, ctimeMs, size].join(" ");
    const seen = this.#seen.get(path);
    if (seen?.stamp === stamp) return seen.text;
    const text = readFileSync(join(this.#root, path), "utf8");
    this.#seen.set(path, { stamp, text });
    return text;
  }

  /** Folders without a file are no part of a repository: git does not know them. */
  #removeEmpty(folder: string): boolean {
    const entries = readdirSync(join(this.#root, folder), { withFileTypes: true });
    const left = entries.filter(
      (entry) => !entry.isDirectory() || !this.#removeEmpty(join(folder, entry.name)),
    );
    if (left.length === 0) rmSync(join(this.#root, folder), { recursive: true });
    return left.length === 0;
  }
}
