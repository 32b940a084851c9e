import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { join } from "node:path";

/**
 * Runs the program for as long as its own standard input stays open. The pipe closes whatever
 * happens to this process, SIGKILL included: so no component outlives its run. The API server does
 * not end when it is asked to if etcd is gone already: hence the second signal.
 */
const KEEPER = `
exec 3<&0
"$@" </dev/null 3<&- &
child=$!
{ read -r _ <&3; kill "$child"; sleep 10; kill -KILL "$child"; } 2>/dev/null &
reader=$!
wait "$child"
code=$?
kill "$reader" 2>/dev/null
exit "$code"
`;

/** Milliseconds from the friendly signal to the other one. */
const GRACE = 10_000;

/** The components of a run, each with a log file. */
export class Processes {
  private readonly running = new Map<string, ChildProcess>();
  private readonly logs: string;
  private stopping = false;
  /** Gets the name of a component that ended although nobody stopped it. */
  onUnexpectedEnd: (name: string, code: number | null) => void = () => {};

  /** @param logs the folder of the log files. */
  constructor(logs: string) {
    this.logs = logs;
  }

  logOf(name: string): string {
    return join(this.logs, `${name}.log`);
  }

  /** Starts one, in a process group of its own: Ctrl-C reaches this process, which then stops all. */
  start(name: string, program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): void {
    const log = openSync(this.logOf(name), "a");
    const child = spawn("sh", ["-c", KEEPER, "sh", program, ...args], {
      stdio: ["pipe", log, log],
      env: { ...process.env, ...env },
      detached: true,
    });
    closeSync(log);
    // It may end before its input does.
    child.stdin?.on("error", () => {});
    child.on("error", () => this.ended(name, null));
    child.on("exit", (code) => this.ended(name, code));
    this.running.set(name, child);
  }

  private ended(name: string, code: number | null): void {
    this.running.delete(name);
    if (!this.stopping) this.onUnexpectedEnd(name, code);
  }

  /** Stops all of them, the last one first, and returns when they have ended. */
  async stop(): Promise<void> {
    this.stopping = true;
    for (const [, child] of [...this.running].reverse()) await stopped(child);
  }
}

async function stopped(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const group = -child.pid;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const timer = setTimeout(() => process.kill(group, "SIGKILL"), GRACE);
  child.stdin?.end();
  await ended;
  clearTimeout(timer);
}
