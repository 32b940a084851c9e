import { execFile, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { delimiter, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "vitest";
import { type Ended, MONOREPO, ROOT, temporaryFolder } from "../support/project.ts";

/** The scripts are for the bash of Linux and macOS. */
export const NO_BASH = process.platform === "win32";

export const FIXTURES = join(ROOT, "test", "fixtures", "platform");

/** What a call that matches `pattern` (of bash) gets for an answer. */
export interface Rule {
  readonly call: string;
  /** A list: one after the other, the last one ever again. */
  readonly reply?: string | readonly string[];
  /** `stay`: runs until it is killed. */
  readonly code?: number | "stay";
}

export interface Run extends Ended {
  /** Every call of a stand-in, in order: `kubectl get pods`. */
  readonly calls: string[];
  /** The same, as lists of arguments. */
  readonly argv: string[][];
}

/** Ordinary programs of the system, real ones. What is not here is not on the PATH. */
const ORDINARY = [
  ...["awk", "basename", "bash", "cat", "chmod", "cp", "curl", "cut", "dirname", "env", "find"],
  ...["git", "grep", "head", "kill", "ls", "make", "mkdir", "mktemp", "node", "rm", "sed", "sleep"],
  ...["sort", "tail", "tar", "touch", "tr", "uname", "wc"],
];

export const findProgram = (name: string): string | undefined =>
  (process.env.PATH ?? "")
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });

export class World {
  readonly folder = temporaryFolder();
  private readonly bin = join(this.folder, "bin");
  private readonly rules: Rule[] = [];
  private readonly root: string;

  /** @param root the project whose scripts are run. */
  constructor(programs: readonly string[], root = ROOT) {
    this.root = root;
    mkdirSync(this.bin);
    for (const name of ORDINARY) {
      const path = findProgram(name);
      if (path !== undefined) symlinkSync(path, join(this.bin, name));
    }
    for (const name of programs) symlinkSync(join(FIXTURES, "stand-in"), join(this.bin, name));
  }

  /** A rule that is laid down later comes first. */
  answer(...rules: readonly Rule[]): this {
    this.rules.unshift(...rules);
    return this;
  }

  file(name: string): string {
    const path = join(this.folder, name);
    return existsSync(path) ? readFileSync(path, "utf8") : "";
  }

  private environment(more: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
    const lines = this.rules.map(({ call, reply = [], code = 0 }) => {
      const files = [reply].flat().map((text) => {
        const name = randomUUID();
        writeFileSync(join(this.folder, name), text);
        return name;
      });
      return `${call}\t${code}\t${files.join(" ")}\n`;
    });
    writeFileSync(join(this.folder, "rules"), lines.join(""));
    // Nothing of the outer environment: a CLUSTER or ENV there would change what is tested.
    return {
      PATH: this.bin,
      HOME: this.folder,
      TMPDIR: this.folder,
      STANDINS: this.folder,
      FLUX_CD: MONOREPO,
      POLL_SECONDS: "0.01",
      ...more,
    };
  }

  private ended(ended: Ended): Run {
    const argv = this.file("calls")
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => line.split("\x1f"));
    const calls = argv.map((each) => each.join(" ").replaceAll(/\s+/g, " "));
    for (const call of calls) {
      // Never the current context: it may be a cluster that is not for experiments.
      const local = /^(kubectl (kustomize|version --client)|flux version --client)\b/.test(call);
      if (/^(kubectl|flux) /.test(call) && !local) {
        expect(call).toMatch(/^\w+ --context (kind-[a-z0-9-]+|elsewhere) /);
      }
    }
    return { ...ended, calls, argv };
  }

  /** Runs a command line, such as a script's. */
  command(program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Run> {
    return new Promise((resolve, reject) => {
      const child = execFile(
        program,
        args,
        { cwd: this.root, env: this.environment(env), timeout: 300_000 },
        (error, stdout, stderr) => {
          const code = error === null ? 0 : (child.exitCode ?? null);
          try {
            resolve(this.ended({ code, stdout, stderr }));
          } catch (unexpected) {
            reject(unexpected);
          }
        },
      );
      child.stdin?.end();
    });
  }

  script(name: string, env: NodeJS.ProcessEnv = {}, ...args: readonly string[]): Promise<Run> {
    return this.command(join(this.root, "scripts", name), args, env);
  }

  /**
   * Starts a script and ends it as soon as a call, or the number of a process that stays,
   * matches: by Ctrl-C, which a terminal sends to the whole group, or by SIGTERM to it alone.
   */
  async interrupt(
    name: string,
    started: RegExp,
    {
      signal = "SIGINT",
      env = {},
    }: { signal?: "SIGINT" | "SIGTERM"; env?: NodeJS.ProcessEnv } = {},
  ): Promise<Run> {
    const child = spawn(join(this.root, "scripts", name), {
      cwd: this.root,
      env: this.environment(env),
      stdio: "ignore",
      detached: true,
    });
    const code = new Promise<number | null>((resolve) => {
      child.on("close", resolve);
    });
    const until = Date.now() + 300_000;
    while (!started.test(this.file("calls").replaceAll("\x1f", " ") + this.file("stayed"))) {
      if (Date.now() > until) throw new Error(`Never seen: ${started}`);
      await sleep(10);
    }
    if (child.pid !== undefined) process.kill(signal === "SIGINT" ? -child.pid : child.pid, signal);
    return this.ended({ code: await code, stdout: "", stderr: "" });
  }
}

/** A cluster that answers, with what every script asks first. */
export function worldWithCluster(...more: readonly string[]): World {
  return new World(["kubectl", ...more]).answer(
    { call: "kubectl * --request-timeout=5s get --raw /readyz", reply: "ok" },
    { call: "kubectl * get --ignore-not-found -o name *", reply: "found\n" },
  );
}
