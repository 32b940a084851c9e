import { execFileSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { devNull } from "node:os";
import { dirname, join } from "node:path";
import {
  type CleanUp,
  copyOfMonorepo,
  type Ended,
  run,
  temporaryFolder,
} from "../support/project.ts";

/** What git knows of its user on every machine: nothing. */
export const ENV = { GIT_CONFIG_GLOBAL: devNull, GIT_CONFIG_NOSYSTEM: "1" };

export function git(folder: string, ...args: string[]): string {
  const who = ["-c", "user.name=A", "-c", "user.email=a@example.com"];
  const env = { ...process.env, ...ENV };
  const stdio = ["ignore", "pipe", "pipe"] as const;
  return execFileSync("git", ["-C", folder, ...who, ...args], {
    encoding: "utf8",
    env,
    stdio: [...stdio],
  });
}

/**
 * A repository with the shipped monorepo in flux-cd/, as somebody has one who looks at a pull
 * request: on the branch `change`, which takes the Service out of the app's base. The base is
 * origin/main.
 */
export class Clone {
  readonly folder: string;
  readonly root: string;
  /** A file that programs leave which should not run. */
  readonly mark: string;

  /** @param isTop whether the monorepo is the whole of its repository. */
  constructor(cleanUp?: CleanUp, isTop = false) {
    this.folder = realpathSync.native(copyOfMonorepo(cleanUp));
    this.root = isTop ? this.folder : dirname(this.folder);
    this.mark = join(temporaryFolder(cleanUp), "ran");
    this.git("init", "--quiet", "--initial-branch=main");
    configure(this.root);
    this.commit("Base");
    this.git("update-ref", "refs/remotes/origin/main", "HEAD");
    this.git("switch", "--quiet", "--create", "change");
    const list = join(this.folder, "applications/base-app-config/kustomization.yaml");
    writeFileSync(list, readFileSync(list, "utf8").replace(/^ *- service\.yaml\n/m, ""));
    this.commit("Without the Service");
  }

  git(...args: string[]): string {
    return git(this.root, ...args);
  }

  commit(message: string): void {
    this.git("add", "--all", "--force");
    this.git("commit", "--quiet", `--message=${message}`);
  }

  /** A command line for a shell that leaves the mark, and then copies its input. */
  leavesMark(name: string): string {
    return `echo ${name} >>'${this.mark}'; cat`;
  }

  /** A program that leaves the mark and fails. */
  program(name: string, folder = temporaryFolder()): string {
    const path = join(folder, name);
    mkdirSync(folder, { recursive: true });
    writeFileSync(path, `#!/bin/sh\necho ${name} >>'${this.mark}'\nexit 1\n`);
    chmodSync(path, 0o755);
    return path;
  }

  /** The names of the programs that ran. */
  ran(): string[] {
    return existsSync(this.mark) ? readFileSync(this.mark, "utf8").trim().split("\n") : [];
  }

  run(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
    return run([...args, "--repo", this.folder], { cwd: this.root, env: { ...ENV, ...env } });
  }
}

/** The author of commits there. */
export function configure(repository: string): void {
  git(repository, "config", "user.name", "A");
  git(repository, "config", "user.email", "a@example.com");
}

/** A repository that has one of a `Clone` as a submodule. */
export function withSubmodule(clone: Clone): { outer: string; inner: string } {
  const outer = join(temporaryFolder(), "outer");
  git(clone.root, "init", "--quiet", outer);
  const add = ["submodule", "--quiet", "add", "-b", "change", clone.root, "platform"];
  git(outer, "-c", "protocol.file.allow=always", ...add);
  git(outer, "commit", "--quiet", "--message=With a submodule");
  git(outer, "update-ref", "refs/remotes/origin/main", "HEAD");
  const inner = join(outer, "platform");
  git(inner, "update-ref", "refs/remotes/origin/main", clone.git("rev-parse", "main").trim());
  configure(inner);
  return { outer, inner };
}

/**
 * Adds files to the monorepo that make it look like a repository of its own: with the monorepo as
 * it is now as origin/main, so that nothing seems to differ, and with a configuration that names
 * programs.
 * @param kind whether it seems to have a work tree. Without one its HEAD names a commit that it
 * lacks, and that a promisor should have.
 */
export function looksLikeGit(clone: Clone, kind: "bare" | "with a work tree"): void {
  const other = join(clone.root, ".git", "other");
  git(clone.root, "init", "--quiet", "--bare", other);
  const inOther = [`--git-dir=${other}`, `--work-tree=${clone.folder}`];
  clone.git(...inOther, "add", "--all");
  clone.git(...inOther, "commit", "--quiet", "--message=The same");
  const same = git(other, "rev-parse", "HEAD");
  const isBare = kind === "bare";
  cpSync(join(other, "objects"), join(clone.folder, "objects"), { recursive: true });
  rmSync(join(clone.folder, "objects", "info"), { recursive: true });
  const files = {
    HEAD: "ref: refs/heads/main\n",
    "refs/heads/main": isBare ? `${"1".repeat(40)}\n` : same,
    "refs/remotes/origin/main": same,
    config: [
      "[core]",
      "  repositoryformatversion = 1",
      isBare ? "  bare = true" : "  bare = false\n  worktree = .",
      `  fsmonitor = "echo fsmonitor >>'${clone.mark}'; false"`,
      "[extensions]",
      "  partialClone = origin",
      '[remote "origin"]',
      "  promisor = true",
      "  url = /tmp",
      `  uploadpack = "echo uploadpack >>'${clone.mark}'; false"`,
      "",
    ].join("\n"),
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(clone.folder, path)), { recursive: true });
    writeFileSync(join(clone.folder, path), text);
  }
  clone.commit("Looks like git");
}
