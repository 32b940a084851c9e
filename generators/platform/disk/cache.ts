import { createHash, randomUUID } from "node:crypto";
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/** Bytes that the entries may take together; the least recently used go first. */
const SIZE_MAX = 256 * 1024 * 1024;
/** Milliseconds after which a use of an entry is noted again. */
const TOUCH_AFTER = 3_600_000;

/** Texts by key, kept between runs. It may forget any of them at any time. */
export interface Cache {
  get(key: string): string | undefined;
  put(key: string, text: string): void;
}

/** Where a user's caches are (XDG Base Directory; Windows' own place), for this project. */
export function cacheFolder(env: NodeJS.ProcessEnv): string {
  const base =
    env.XDG_CACHE_HOME ||
    (process.platform === "win32" ? env.LOCALAPPDATA : undefined) ||
    join(homedir(), ".cache");
  return join(base, "flux-cd-monorepo");
}

/**
 * A cache in a folder that several runs may share. An entry appears whole or not at all, and
 * one that is damaged is not there. A folder that can't be written to is an empty cache: it
 * never fails a run. Only the user may read it, since rendered manifests hold Secrets.
 */
export function openCache(folder: string): Cache {
  const pathOf = (key: string) => join(folder, sha256(key));
  let written = false;
  return {
    get(key) {
      const path = pathOf(key);
      try {
        const content = readFileSync(path, "utf8");
        const end = content.indexOf("\n");
        const text = content.slice(end + 1);
        if (content.slice(0, end) !== sha256(text)) return undefined;
        const now = new Date();
        if (now.getTime() - statSync(path).mtimeMs > TOUCH_AFTER) utimesSync(path, now, now);
        return text;
      } catch {
        return undefined;
      }
    },
    put(key, text) {
      try {
        mkdirSync(folder, { recursive: true, mode: 0o700 });
        if (!written) shrink(folder);
        written = true;
        const temporary = join(folder, `${randomUUID()}.tmp`);
        writeFileSync(temporary, `${sha256(text)}\n${text}`, { mode: 0o600 });
        renameSync(temporary, pathOf(key));
      } catch {
        // Without it the next run builds again.
      }
    },
  };
}

/** Removes the entries that were not used for the longest time, down to half of the bound. */
function shrink(folder: string): void {
  const entries = readdirSync(folder).flatMap((name) => {
    try {
      const { size, mtimeMs } = statSync(join(folder, name));
      return [{ path: join(folder, name), size, used: mtimeMs }];
    } catch {
      // Another run was faster.
      return [];
    }
  });
  let total = entries.reduce((sum, { size }) => sum + size, 0);
  if (total <= SIZE_MAX) return;
  for (const { path, size } of entries.sort((a, b) => a.used - b.used)) {
    if (total <= SIZE_MAX / 2) return;
    rmSync(path, { force: true });
    total -= size;
  }
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
