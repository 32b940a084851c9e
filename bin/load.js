import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Script } from "node:vm";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bundle = join(root, "dist", "flux-cd.cjs");

/** What V8 compiled of the bundle when it was built. Another version of Node ignores it. */
export const CODE_CACHE = join(root, "dist", "flux-cd.cache");

/**
 * Why the bundle can't be used, as a sentence, or undefined: it is not built, or a pull
 * brought newer sources. Old generators must not write as if they were the new ones.
 */
export function bundleFault() {
  if (!existsSync(bundle)) return "The generators are not built yet: run npm ci.";
  const built = statSync(bundle).mtimeMs;
  const newer = newerThan(built, "generators");
  if (newer === undefined) return undefined;
  return `${newer} is newer than what was built: run npm ci, or npm run build.`;
}

/** A file below a folder that was changed after a time, or undefined. readdir's `recursive` takes three times as long. */
function newerThan(time, folder) {
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) {
      const newer = newerThan(time, path);
      if (newer !== undefined) return newer;
    } else if (statSync(join(root, path)).mtimeMs > time) return path;
  }
  return undefined;
}

/**
 * Runs the bundle of the generators. With V8's code cache a short command takes about a
 * fifth less: most of its time is the compiling of code that runs once.
 * @returns its exports, and the script that a cache can be made of.
 */
export function load() {
  const source = `(function (exports, require, module) {${readFileSync(bundle, "utf8")}\n})`;
  const cachedData = existsSync(CODE_CACHE) ? readFileSync(CODE_CACHE) : undefined;
  const script = new Script(source, { filename: bundle, cachedData });
  const module = { exports: {} };
  script.runInThisContext()(module.exports, createRequire(bundle), module);
  return { ...module.exports, script };
}
