import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** Signals that end a process without its `exit` event. */
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Files to write: paths below a folder, and what they hold. */
type NewFiles = Iterable<readonly [path: string, content: string | Uint8Array]>;

/**
 * A new temporary folder. It is removed by the call, or when the process is interrupted or ends
 * before. @param clean what goes before the folder does.
 */
export function temporaryFolder(clean: (folder: string) => void = () => {}): {
  readonly folder: string;
  remove(): void;
} {
  const folder = mkdtempSync(join(tmpdir(), "flux-cd-"));
  const remove = () => {
    for (const signal of SIGNALS) process.off(signal, interrupted);
    process.off("exit", remove);
    clean(folder);
    rmSync(folder, { recursive: true, force: true });
  };
  const interrupted = (signal: NodeJS.Signals) => {
    remove();
    // Nobody listens any more: it ends the process now, as it would have.
    process.kill(process.pid, signal);
  };
  for (const signal of SIGNALS) process.on(signal, interrupted);
  process.on("exit", remove);
  return { folder, remove };
}

/**
 * Writes files to a new temporary folder, gives it to `use` (with a function that adds more
 * files), and removes it again, also when the process is interrupted or ends in the meantime.
 */
export async function withTemporaryFiles<T>(
  files: NewFiles,
  use: (folder: string, add: (more: NewFiles) => void) => Promise<T>,
): Promise<T> {
  const { folder, remove } = temporaryFolder();
  try {
    const add = (more: NewFiles) => writeBelow(folder, more);
    add(files);
    return await use(folder, add);
  } finally {
    remove();
  }
}

function writeBelow(folder: string, files: NewFiles): void {
  const made = new Set<string>();
  for (const [path, content] of files) {
    const target = join(folder, path);
    const parent = dirname(target);
    if (!made.has(parent)) mkdirSync(parent, { recursive: true });
    made.add(parent);
    writeFileSync(target, content);
  }
}
