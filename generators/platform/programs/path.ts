import { accessSync, constants, realpathSync, statSync } from "node:fs";
import { delimiter, isAbsolute, join } from "node:path";

/**
 * The full path of the first of these programs that PATH has, or undefined. Folders of PATH that
 * depend on where the user stands are passed over: that may be a checkout of a stranger's.
 */
export function findProgram(
  names: readonly string[],
  env: NodeJS.ProcessEnv,
): { name: string; path: string } | undefined {
  const endings = process.platform === "win32" ? [".exe", ".cmd", ""] : [""];
  const folders = (env.PATH ?? "").split(delimiter).filter(isAbsolute);
  for (const name of names) {
    for (const folder of folders) {
      for (const ending of endings) {
        const path = join(folder, name + ending);
        if (isExecutable(path)) return { name, path };
      }
    }
  }
  return undefined;
}

/** Tells one version of a program from another, without running it. */
export function fingerprintOf(path: string): string {
  const real = realpathSync(path);
  const { size, mtimeMs } = statSync(real);
  return `${real}:${size}:${mtimeMs}`;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
