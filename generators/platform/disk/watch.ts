import { type FSWatcher, readdirSync, watch } from "node:fs";
import { join, relative, sep } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { UserError } from "../../base/problem/problem.ts";

/** An editor writes a file in several steps, and `git switch` many files. In milliseconds. */
const QUIET = 100;

/**
 * The paths that change below a folder, `/`-separated: at once an empty list, and then a list
 * whenever something changed and nothing has for a moment. What changes while the caller works is
 * in the next list. Hidden folders and node_modules are not watched. Ends with the process.
 * @throws UserError when the system watches no more folders.
 */
export async function* changesBelow(root: string): AsyncGenerator<readonly string[]> {
  const watchers = new Map<string, FSWatcher>();
  const changed = new Set<string>();
  let wake = () => {};
  const noticed = (folder: string, name: string | null) => {
    changed.add(
      relative(root, join(folder, name ?? ""))
        .split(sep)
        .join("/"),
    );
    wake();
  };
  for (;;) {
    watchAll(root, watchers, noticed);
    const paths = [...changed].sort();
    changed.clear();
    yield paths;
    while (changed.size === 0) {
      await new Promise<void>((resolve) => {
        wake = resolve;
        if (changed.size > 0) resolve();
      });
    }
    for (let before = -1; before !== changed.size; ) {
      before = changed.size;
      await pause(QUIET);
    }
  }
}

/** Watches each folder that is there now, and no other. */
function watchAll(
  root: string,
  watchers: Map<string, FSWatcher>,
  noticed: (folder: string, name: string | null) => void,
): void {
  const folders = new Set(foldersBelow(root));
  for (const [folder, watcher] of watchers) {
    if (folders.has(folder)) continue;
    watcher.close();
    watchers.delete(folder);
  }
  for (const folder of folders) {
    if (watchers.has(folder)) continue;
    try {
      const watcher = watch(folder, (_event, name) => noticed(folder, name));
      // It may be removed at any time; the folder above says so.
      watcher.on("error", () => watcher.close());
      watchers.set(folder, watcher);
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code === "ENOENT") continue;
      throw UserError.of("watch", `${folder} can't be watched: ${message}.`, {
        hint: "On Linux, fs.inotify.max_user_watches and max_user_instances are the limits.",
      });
    }
  }
}

function foldersBelow(folder: string): string[] {
  let entries: string[];
  try {
    entries = readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name);
  } catch {
    // Removed in the meantime.
    return [];
  }
  const below = entries.filter((name) => !name.startsWith(".") && name !== "node_modules");
  return [folder, ...below.flatMap((name) => foldersBelow(join(folder, name)))];
}
