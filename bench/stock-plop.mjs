import { cpSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { execute, MONOREPO, ROOT, scratch } from "./measure.mjs";
import { overlaysOf } from "./repository.mjs";

/** Runs a plopfile in TypeScript on Node 20, as plop's own documentation has it. */
const TSX = "tsx@4.23.15";
let installed;

/** A project beside a copy of a monorepo that uses plop alone, as people do. */
export function stockPlop(monorepo = MONOREPO) {
  if (installed === undefined) {
    installed = scratch();
    writeFileSync(join(installed, "package.json"), '{"type":"module"}');
    execute(["npm", "install", "--no-audit", "--no-fund", "--silent", TSX], { cwd: installed });
  }
  const folder = scratch();
  writeFileSync(join(folder, "package.json"), '{"type":"module"}');
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
  cpSync(join(ROOT, "bench/stock-plop/plopfile.ts"), join(folder, "plopfile.ts"));
  cpSync(join(ROOT, "templates"), join(folder, "templates"), { recursive: true });
  cpSync(monorepo, join(folder, "flux-cd"), { recursive: true });
  const loader = join(installed, "node_modules/tsx/dist/esm/index.mjs");
  const plop = join(ROOT, "node_modules/plop/bin/plop.js");
  const names = overlaysOf(join(folder, "flux-cd")).map((path) => basename(path));
  const env = { ...process.env, ENVIRONMENTS: names.join(",") };
  return {
    folder: join(folder, "flux-cd"),
    run(...args) {
      const given = ["--plopfile", "plopfile.ts", ...args];
      const { stdout } = execute([process.execPath, "--import", loader, plop, ...given], {
        cwd: folder,
        env,
      });
      // plop ends with 0 also when it fails.
      if (/✖|\[ERROR\]/.test(stdout)) throw new Error(stdout);
      return stdout;
    },
    reset() {
      rmSync(join(folder, "flux-cd/applications/base-shop-config"), {
        recursive: true,
        force: true,
      });
    },
  };
}
