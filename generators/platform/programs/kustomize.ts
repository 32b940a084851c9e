import { execFile } from "node:child_process";
import { findProgram, fingerprintOf } from "./path.ts";

/**
 * Milliseconds after which a build counts as hung. kustomize needs its time for a large overlay: 14 s
 * for one with 100 apps. Of a few lines that have it multiply a value, nobody waits that long.
 */
const TIMEOUT_MIN = 60_000;
const TIMEOUT_MAX = 600_000;
/** And one more for each of so many characters that are read. */
const CHARACTERS_A_MILLISECOND = 10;
/** Bytes of output that one build may give. */
const OUTPUT_MAX = 128 * 1024 * 1024;

/** What ends this process ends its builds too. */
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** A kustomize that can be run. */
export interface Program {
  readonly name: "kustomize" | "kubectl";
  readonly path: string;
  /** Another one for another version of the program. */
  readonly fingerprint: string;
}

/** What a run of kustomize gave: its manifests, or its own message. */
export type ProgramResult =
  | { readonly ok: true; readonly output: string; readonly warning: string }
  | { readonly ok: false; readonly message: string };

/** `kustomize` if PATH has it, else `kubectl` (which has one inside), else undefined. */
export function findKustomize(env: NodeJS.ProcessEnv): Program | undefined {
  const found = findProgram(["kustomize", "kubectl"], env);
  if (found === undefined) return undefined;
  return { ...found, fingerprint: fingerprintOf(found.path) } as Program;
}

/**
 * Builds one folder. Plugins and Helm stay off.
 * @param isConfined whether kustomize itself is to refuse files outside of a kustomization's own
 * folder. Flux's kustomize-controller lets it read them, and some repositories need that.
 * @param size characters that it reads.
 */
export function runKustomize(
  program: Program,
  folder: string,
  isConfined: boolean,
  size: number,
): Promise<ProgramResult> {
  const verb = program.name === "kustomize" ? "build" : "kustomize";
  const restrictor = isConfined ? "LoadRestrictionsRootOnly" : "LoadRestrictionsNone";
  const args = [verb, `--load-restrictor=${restrictor}`, folder];
  const timeout = Math.min(TIMEOUT_MIN + size / CHARACTERS_A_MILLISECOND, TIMEOUT_MAX);
  const options = { timeout: Math.ceil(timeout), maxBuffer: OUTPUT_MAX, env: bareEnvironment() };
  return new Promise((resolve) => {
    const child = execFile(program.path, args, options, (error, stdout, stderr) => {
      for (const signal of SIGNALS) process.off(signal, stop);
      if (error === null) resolve({ ok: true, output: stdout, warning: stderr.trim() });
      else if (error.code === "ERR_CHILD_PROCESS_STDIO_MAXBUFFER")
        resolve({ ok: false, message: `gives more than ${OUTPUT_MAX / 1024 ** 2} MiB` });
      else if (error.killed)
        resolve({ ok: false, message: `took more than ${Math.ceil(timeout / 1000)} s` });
      else resolve({ ok: false, message: stderr.trim() || error.message });
    });
    // First of all listeners: the last one, withTemporaryFiles, ends the process.
    const stop = () => child.kill();
    for (const signal of SIGNALS) process.prependOnceListener(signal, stop);
  });
}

/** What programs need of their environment on some system. */
const NEEDED = ["HOME", "USERPROFILE", "SystemRoot", "TMPDIR", "TEMP", "TMP", "GOGC"];
/** The discard service: nothing answers. */
const NOWHERE = "http://127.0.0.1:9";

/**
 * The environment of a build. It holds nothing that a build could take into its manifests (a key
 * without a value in an `envs` file takes that of the variable of its name), and should a
 * reference to another machine ever be missed here, it leads nowhere: no git is found, and
 * there is no way out.
 */
function bareEnvironment(): NodeJS.ProcessEnv {
  const kept = NEEDED.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  const proxies = { HTTP_PROXY: NOWHERE, HTTPS_PROXY: NOWHERE, NO_PROXY: "" };
  return {
    // A build is short: to collect garbage less often saves a third of its time.
    GOGC: "400",
    ...Object.fromEntries(kept),
    ...proxies,
    PATH: "",
    GIT_ALLOW_PROTOCOL: "none",
  };
}

/**
 * kustomize's words without a log prefix, with `name` for the folder that was built in, and paths
 * from the top of the work tree.
 */
export function readable(text: string, copy: string, top: string, name: string): string {
  return (
    withoutLog(text)
      .replace(/^error: |^Error: /gm, "")
      // macOS reports the real path of its temporary folder, below /private.
      .replaceAll(`/private${copy}`, name)
      .replaceAll(copy, name)
      .replaceAll(`/private${top}/`, "")
      .replaceAll(`${top}/`, "")
  );
}

const FAILED = '"command failed" err=';

/** Text without the prefix of kubectl's log, which indents several lines between angle brackets. */
function withoutLog(text: string): string {
  const lines = text.split("\n");
  const found: string[] = [];
  for (let next = 0; next < lines.length; next++) {
    const line = lines[next] ?? "";
    const start = /^[EF]\d{4} /.test(line) ? line.indexOf('"') : -1;
    const message =
      start >= 0 && line.startsWith(FAILED, start) ? line.slice(start + FAILED.length) : "";
    if (message.length > 1 && message.startsWith('"') && message.endsWith('"')) {
      found.push(message.slice(1, -1).replaceAll('\\"', '"').replaceAll("\\n", "\n"));
      continue;
    }
    const end = message === "<" ? lines.indexOf(" >", next) : -1;
    const inner = end < 0 ? [] : lines.slice(next + 1, end);
    if (end < 0 || !inner.every((each) => each.startsWith("\t"))) found.push(line);
    else {
      found.push(...inner.map((each) => each.slice(1)));
      next = end;
    }
  }
  return found.join("\n");
}
