import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";

export interface LogRecord {
  readonly msg: string;
  readonly port?: number;
}

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stderr: string;
}

/** The app in a process of its own, listening on a free port of the loopback interface. */
export interface Running {
  readonly process: ChildProcess;
  readonly url: string;
  readonly port: number;
  /** What it logged so far. */
  readonly log: readonly LogRecord[];
  readonly ended: Promise<Ended>;
}

const START_LIMIT_MS = 10_000;

/** Starts the app with no environment but the one given, and waits until it listens. */
export async function startProcess(
  [program = "", ...args]: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Running> {
  const child = spawn(program, args, {
    env: { PORT: "0", GREETING: "hello", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text) => {
    stderr += text;
  });
  const ended = once(child, "close").then(([code, signal]) => ({ code, signal, stderr }));

  const log: LogRecord[] = [];
  const listening = new Promise<number>((resolve) => {
    createInterface({ input: child.stdout }).on("line", (line) => {
      const record = JSON.parse(line) as LogRecord;
      log.push(record);
      if (record.port !== undefined) resolve(record.port);
    });
  });
  const port = await Promise.race([
    listening,
    ended.then(() => undefined),
    sleep(START_LIMIT_MS, undefined, { ref: false }),
  ]);
  if (port === undefined) {
    killWithChildren(child);
    throw new Error(`The app does not listen: ${(await ended).stderr}`);
  }
  return { process: child, url: `http://127.0.0.1:${port}`, port, log, ended };
}

export function messages({ log }: Running): string[] {
  return log.map(({ msg }) => msg);
}

/** Ends the process at once, if it still runs. */
export async function kill({ process, ended }: Running): Promise<void> {
  killWithChildren(process);
  await ended;
}

/** In a container the app is a child, which lives on when only its parent is killed. */
function killWithChildren(child: ChildProcess): void {
  if (child.exitCode !== null || child.signalCode !== null) return;
  for (const pid of childrenOf(child)) process.kill(pid, "SIGKILL");
  child.kill("SIGKILL");
}

/** The ids of a process's children; none where there is no /proc. */
export function childrenOf({ pid }: ChildProcess): number[] {
  try {
    const ids = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim();
    return ids === "" ? [] : ids.split(" ").map(Number);
  } catch {
    return [];
  }
}
