import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type CleanUp, type Ended, MONOREPO, ROOT, runInside, temporaryFolder } from "./project.ts";

export function git(folder: string, ...args: string[]): string {
  const who = ["-c", "user.name=t", "-c", "user.email=t@example.com"];
  return execFileSync("git", ["-C", folder, ...who, ...args], { encoding: "utf8" });
}

/** A project of its own, in git: the templates and the monorepo as shipped, in one commit. */
export class Project {
  readonly root: string;

  constructor(cleanUp?: CleanUp) {
    this.root = join(temporaryFolder(cleanUp), "project");
    cpSync(join(ROOT, "templates"), join(this.root, "templates"), { recursive: true });
    cpSync(MONOREPO, join(this.root, "flux-cd"), { recursive: true });
    for (const folder of ["generators", "dist"]) {
      symlinkSync(join(ROOT, folder), join(this.root, folder));
    }
    git(this.root, "init", "-q", "-b", "main");
    this.commit();
  }

  /** The absolute path of a file of the monorepo. */
  file(path: string): string {
    return join(this.root, "flux-cd", path);
  }

  commit(): void {
    git(this.root, "add", "-A");
    git(this.root, "commit", "-qm", "change");
  }

  /** Changes a file of the project: a text that must be in it, by another. */
  change(path: string, from: string, to: string): void {
    const file = join(this.root, path);
    const text = readFileSync(file, "utf8");
    if (!text.includes(from)) throw new Error(`${path} does not hold ${from}`);
    writeFileSync(
      file,
      text.replace(from, () => to),
    );
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.root, path)), { recursive: true });
    writeFileSync(join(this.root, path), text);
  }

  /** Its program, for a process of its own. */
  program(): string {
    cpSync(join(ROOT, "bin"), join(this.root, "bin"), { recursive: true });
    return join(this.root, "bin", "flux-cd.js");
  }

  run(...args: string[]): Promise<Ended> {
    return runInside(args, this.root);
  }
}
