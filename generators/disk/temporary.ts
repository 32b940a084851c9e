import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** Signals that end a process without its `exit` event. */
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Writes files to a new temporary folder, gives it to `use`, and removes it again, also
 * when the process is interrupted or ends in the meantime.
 */
export async function withTemporaryFiles<T>(
  files: Iterable<readonly [path: string, text: string]>,
  use: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "flux-cd-"));
  const remove = () => {
    for (const signal of SIGNALS) process.off(signal, interrupted);
    process.off("exit", remove);
    rmSync(folder, { recursive: true, force: true });
  };
  const interrupted = (signal: NodeJS.Signals) => {
    remove();
    // Nobody listens any more: it ends the process now, as it would have.
    process.kill(process.pid, signal);
  };
  for (const signal of SIGNALS) process.on(signal, interrupted);
  process.on("exit", remove);
  try {
    for (const [path, text] of files) {
      const target = join(folder, path);
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, text);
    }
    return await use(folder);
  } finally {
    remove();
  }
}
