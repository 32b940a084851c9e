import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/**
 * Writes files to a new temporary folder, gives it to `use`, and removes it again, also
 * when the process is interrupted or ends in the meantime.
 */
export async function withTemporaryFiles<T>(
  files: Iterable<readonly [path: string, text: string]>,
  use: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "flux-cd-"));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  process.once("exit", remove);
  try {
    for (const [path, text] of files) {
      const target = join(folder, path);
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, text);
    }
    return await use(folder);
  } finally {
    remove();
    process.off("exit", remove);
  }
}
