import { execFile, spawn } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";
import { expect, onTestFinished } from "vitest";
import type { Io } from "../../generators/commands/context/io.ts";
import { FLUX_CD } from "../../generators/model/layouts/flux-cd.ts";
import type { Layout } from "../../generators/model/layouts/layout.ts";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));
export const BIN = join(ROOT, "bin", "flux-cd.js");
/**
 * The monorepo as shipped. Not flux-cd/ of this project: that is the user's, and no test is about
 * what they make of it. .ci/run compares the two.
 */
export const MONOREPO = join(ROOT, "test", "fixtures", "monorepo", "flux-cd");

export type CleanUp = (remove: () => void) => void;

/** A temporary folder that goes when the test ends, or when `cleanUp` says. */
export function temporaryFolder(cleanUp: CleanUp = onTestFinished): string {
  const folder = mkdtempSync(join(tmpdir(), "flux-cd-test-"));
  cleanUp(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A copy of the shipped monorepo, named flux-cd like the original. */
export function copyOfMonorepo(cleanUp?: CleanUp): string {
  const folder = join(temporaryFolder(cleanUp), "flux-cd");
  cpSync(MONOREPO, folder, { recursive: true });
  return folder;
}

/** Every file below a folder by its `/`-separated path. */
export function filesBelow(folder: string): Map<string, string> {
  const files = new Map<string, string>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    files.set(relative(folder, path).split(sep).join("/"), readFileSync(path, "utf8"));
  }
  return files;
}

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command line with the monorepo as shipped, where it names no other. */
function about(args: readonly string[]): readonly string[] {
  const [name, ...flags] = args;
  const namesNone =
    name !== undefined &&
    !name.startsWith("-") &&
    !flags.some((flag) => /^--repo(?:=|$)/.test(flag));
  return namesNone ? [name, "--repo", MONOREPO, ...flags] : args;
}

/**
 * Runs a command line of the generators without a terminal, as a script would; in this process
 * where RUN_INSIDE is set (test/mutants).
 */
export function run(
  args: readonly string[],
  options: { env?: NodeJS.ProcessEnv; cwd?: string } = {},
): Promise<Ended> {
  const cwd = options.cwd ?? ROOT;
  const env = { ...process.env, ...options.env };
  if (process.env.RUN_INSIDE) {
    const defect = ({ stack }: Error) => ({ code: 1, stdout: "", stderr: `a defect: ${stack}` });
    return runInside(args, ROOT, { env, cwd }).catch(defect);
  }
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [BIN, ...about(args)],
      { cwd, env, maxBuffer: 1 << 28 },
      (error, stdout, stderr) => {
        resolve({ code: error === null ? 0 : (child.exitCode ?? null), stdout, stderr });
      },
    );
    child.stdin?.end();
  });
}

/**
 * The same in this process: for many command lines, without what a start takes.
 * @param root the project that the generators belong to, with a monorepo of its own.
 * @param more how that monorepo is laid out; an environment with a PATH to render.
 */
export async function runInside(
  args: readonly string[],
  root = ROOT,
  {
    layout = FLUX_CD,
    env = {},
    cwd = ROOT,
  }: { layout?: Layout; env?: NodeJS.ProcessEnv; cwd?: string } = {},
): Promise<Ended> {
  const said = { stdout: "", stderr: "" };
  const stream = (name: keyof typeof said) => ({
    isTTY: false,
    write: (text: string) => {
      said[name] += text;
      return true;
    },
  });
  const [stdout, stderr] = [stream("stdout"), stream("stderr")];
  const io = { stdin: { isTTY: false }, stdout, stderr, env, cwd };
  const words = root === ROOT ? about(args) : args;
  // Most tests start the bundle and need no sources: to load those takes a second.
  const { main } = await import("../../generators/cli/main.ts");
  const code = await main(words, { root, layout }, io as unknown as Io);
  return { code, ...said };
}

/** A copy of the shipped monorepo after some commands, none of which renders. */
export async function copyAfter(...commands: readonly string[]): Promise<string> {
  const folder = copyOfMonorepo();
  await generate(folder, ...commands);
  return folder;
}

/** Runs command lines on a monorepo, one after the other, without rendering; what the last one said. */
export async function generate(folder: string, ...commands: readonly string[]): Promise<string> {
  let said = "";
  for (const command of commands) {
    const args = [...command.split(" "), "--repo", folder, "--yes", "--no-render"];
    const { code, stderr } = await runInside(args);
    expect(code, stderr).toBe(0);
    said = stderr;
  }
  return said;
}

/** One step at the prompts: what must be on the screen, and the keys that are then pressed. */
export type Step = readonly [screen: string, keys: string];

export const KEYS = {
  enter: "\r",
  down: "\u001b[B",
  up: "\u001b[A",
  ctrlC: "\u0003",
  backspace: "\u007f",
  space: " ",
};
/** In place of keys: the input ends. */
export const END = "\0end";

/**
 * Runs a command line and presses keys. The child takes its piped input for a terminal
 * (test/support/terminal.mjs). A step waits until its text is printed after the step before.
 */
export function interact(
  command: readonly string[],
  steps: readonly Step[],
  { stdoutIsTerminal = false } = {},
): Promise<Ended & { readonly rawStderr: string }> {
  return new Promise((resolve, reject) => {
    const terminal = new URL("terminal.mjs", import.meta.url).href;
    const child = spawn(process.execPath, ["--import", terminal, ...command], {
      cwd: ROOT,
      env: { ...process.env, NO_COLOR: "1", ...(stdoutIsTerminal ? { STDOUT_IS_TTY: "1" } : {}) },
    });
    let stdout = "";
    let stderr = "";
    let from = 0;
    const left = [...steps];
    const advance = () => {
      const [next] = left;
      if (next === undefined) return;
      const at = stderr.indexOf(next[0], from);
      if (at < 0) return;
      left.shift();
      if (next[1] === "") {
        // Nothing is pressed: what comes next may be here already.
        from = at + next[0].length;
        advance();
        return;
      }
      from = stderr.length;
      if (next[1] === END) child.stdin.end();
      else child.stdin.write(next[1]);
    };
    const timer = setTimeout(() => {
      child.kill();
      reject(
        new Error(`Never seen: ${left[0]?.[0]}\n${stripVTControlCharacters(stderr.slice(-3000))}`),
      );
    }, 300_000);
    child.stdout.on("data", (data) => {
      stdout += data;
    });
    child.stderr.on("data", (data) => {
      stderr += data;
      advance();
    });
    child.on("close", (code) => {
      clearTimeout(timer);
      resolve({ code, stdout, stderr: stripVTControlCharacters(stderr), rawStderr: stderr });
    });
  });
}

/** Words of a command line with another value of a flag that they have: each is given once. */
export function instead(words: readonly string[], flag: string, value: string): string[] {
  const at = words.indexOf(flag);
  if (at < 0) throw new Error(`${flag} is not in ${words.join(" ")}.`);
  return words.with(at + 1, value);
}
