import { execFileSync } from "node:child_process";
import { cpSync, existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Who commits, and when: a commit's id is then the same on every machine. */
const WHO = { NAME: "A Person", EMAIL: "person@example.com", DATE: "2026-01-02T03:04:05Z" };

/** What git takes from the environment: nothing of the user's settings. For process.env. */
export const GIT_ENVIRONMENT: NodeJS.ProcessEnv = {
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_DISCOVERY_ACROSS_FILESYSTEM: "1",
  // A commit would look after the repository, which is gone soon.
  GIT_CONFIG_COUNT: "1",
  GIT_CONFIG_KEY_0: "maintenance.auto",
  GIT_CONFIG_VALUE_0: "false",
  LC_ALL: "C",
  ...Object.fromEntries(
    ["AUTHOR", "COMMITTER"].flatMap((role) =>
      Object.entries(WHO).map(([what, value]) => [`GIT_${role}_${what}`, value]),
    ),
  ),
};

/** The git repository of a project, for the cases that want one. */
export class History {
  readonly #root: string;
  /** The repository after its first commit, once there was one. */
  readonly #kept: string;

  /** @param kept a folder that is not there yet. */
  constructor(root: string, kept: string) {
    this.#root = root;
    this.#kept = kept;
  }

  /** @param ignored names in the root. */
  begin(ignored: readonly string[]): void {
    if (existsSync(this.#kept)) {
      cpSync(this.#kept, this.#folder, { recursive: true });
      return;
    }
    this.#git("init", "--quiet", "--initial-branch=main");
    const lines = ignored.map((each) => `/${each}\n`).join("");
    writeFileSync(join(this.#folder, "info", "exclude"), lines);
    this.commit("First");
    this.#git("gc", "--quiet");
    cpSync(this.#folder, this.#kept, { recursive: true });
  }

  commit(message: string): void {
    this.#git("add", "--all");
    this.#git("commit", "--quiet", `--message=${message}`);
  }

  /** The commits that no branch had before, each with its branch and its files. */
  news(): string {
    const format = "--format=%S%n%an <%ae>%n%B";
    const news = ["--branches", "--not", "main"];
    return this.#git("log", "--source", format, "--raw", "--abbrev=16", ...news);
  }

  /** A text with the number of each commit in place of its id. */
  withoutIds(text: string): string {
    const ids = this.#git("rev-list", "--all", "--topo-order", "--reverse").trim().split("\n");
    return ids.reduce(
      (all, id, index) =>
        all.replaceAll(new RegExp(`\\b${id.slice(0, 8)}[0-9a-f]*`, "g"), `<commit ${index + 1}>`),
      text,
    );
  }

  end(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  get #folder(): string {
    return join(this.#root, ".git");
  }

  #git(...args: string[]): string {
    return execFileSync("git", ["-C", this.#root, ...args], { encoding: "utf8" });
  }
}
