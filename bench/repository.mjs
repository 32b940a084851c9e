import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { BIN, execute, MONOREPO, scratch } from "./measure.mjs";

const OVERLAYS = "applications/mock-cluster-aka-namespaces";

/**
 * A monorepo with this many environments and apps, each app in every environment, made of the
 * shipped one: environments by the generators, apps as copies of the app `app`.
 */
export function repositoryOf({ apps, environments }) {
  const folder = join(scratch(), "flux-cd");
  cpSync(MONOREPO, folder, { recursive: true });
  const names = Array.from({ length: environments - 3 }, (_, index) => `env-${index}`);
  if (names.length > 0) {
    const flags = names.flatMap((name) => ["--name", name]);
    execute([process.execPath, BIN, "new:env", ...flags, "--yes", "--no-render", "--repo", folder]);
  }
  const base = join(folder, "applications/base-app-config");
  const files = readdirSync(base).map((name) => [name, readFileSync(join(base, name), "utf8")]);
  const added = Array.from({ length: apps - 1 }, (_, index) => `app-${index}`);
  for (const app of added) {
    const target = join(folder, `applications/base-${app}-config`);
    mkdirSync(target);
    for (const [name, text] of files) {
      writeFileSync(join(target, name), text.replace(/\bapp(?=$|-(?!0))/gm, app));
    }
  }
  const lines = added.map((app) => `  - ../../base-${app}-config\n`).join("");
  for (const { name } of readdirSync(join(folder, OVERLAYS), { withFileTypes: true })) {
    if (name.includes(".")) continue;
    const path = join(folder, OVERLAYS, name, "kustomization.yaml");
    const text = readFileSync(path, "utf8");
    const own = "  - ../../base-app-config\n";
    writeFileSync(path, text.replace(own, own + lines));
  }
  return folder;
}

/** The overlays' folders of a monorepo. */
export function overlaysOf(folder) {
  return readdirSync(join(folder, OVERLAYS), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(folder, OVERLAYS, name));
}
